"""The witness's tables: one hash chain per child, one for the kommune, one apart."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base

NOTHING = bytes(32)
CURRENT = text("until IS NULL")


class Head(Base):
    """The end of a chain; for a child also the row its reads and writes queue on."""

    __tablename__ = "audit_head"

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), default=NOTHING)
    highest_at: Mapped[datetime]
    manifest: Mapped[bytes] = mapped_column(LargeBinary(32), default=NOTHING)
    """A child's: a keyed digest over the list of the rows that decide about it."""
    manifest_sequence: Mapped[int] = mapped_column(default=0)
    manifest_rows: Mapped[bytes] = mapped_column(default=b"")
    """That list (docs/record-format.md)."""
    worker_id: Mapped[UUID | None] = mapped_column(unique=True, index=True)
    """Whose work, account, roles and groups it lists: such a chain has no links."""
    clock_alarm_on: Mapped[date | None]
    """The kommune's: the day on which it was last told that the clock had been set back."""


class Block(Base):
    """One link: what one unit read, wrote or was refused."""

    __tablename__ = "audit_block"

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class CheckpointRow(Base):
    """A signed statement of where every chain stood; the body is what was signed."""

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class LeafRow(Base):
    """Where a chain stood from checkpoint `since` on, until another leaf took its place."""

    __tablename__ = "audit_leaf"
    __table_args__ = (
        Index(
            "ix_audit_leaf_current",
            "chain",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until: Mapped[int | None]
    start: Mapped[int]
    start_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sequence: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    manifest_sequence: Mapped[int]
    manifest: Mapped[bytes] = mapped_column(LargeBinary(32))
