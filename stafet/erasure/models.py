"""What is asked before something is deleted, and the certificate that is left of it (L55)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base
from stafet.ids import new_id


class Hold(Base):
    """Nothing about a child is deleted while it stands; `sealed` says why it must be kept."""

    __tablename__ = "erasure_hold"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    """A key of config/retention.toml."""
    set_at: Mapped[datetime]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    sealed: Mapped[bytes]


class Lifting(Base):
    """The end of a hold; `sealed` says why it need not be kept any more."""

    __tablename__ = "erasure_lifting"

    hold_id: Mapped[UUID] = mapped_column(ForeignKey("erasure_hold.id"), primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    lifted_at: Mapped[datetime]
    lifted_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    sealed: Mapped[bytes]


class Archived(Base):
    """Somebody has noted that a thing was handed over to the archive."""

    __tablename__ = "erasure_archived"

    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    """A log's or a concern's id."""
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    on_day: Mapped[date]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))


class Order(Base):
    """A thing that is to be deleted, and who approved it; None where the configuration does."""

    __tablename__ = "erasure_order"
    __table_args__ = (UniqueConstraint("thing_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    thing_id: Mapped[UUID]
    approved_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))
    begun_at: Mapped[datetime | None]
    """From then on the child's key is no more: it is gone through with."""


class Certificate(Base):
    """What was deleted, when, by which rule and by whom; nothing of what it said.

    It names nobody but by id, and it stays when the child's row is gone.
    """

    __tablename__ = "erasure_certificate"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(index=True)
    thing_id: Mapped[UUID]
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_institution.id"))
    profile: Mapped[str] = mapped_column(String(40))
    law: Mapped[str] = mapped_column(String(40))
    since: Mapped[date]
    due_on: Mapped[date]
    archived_on: Mapped[date | None]
    approved_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    deleted_at: Mapped[datetime]
    whole: Mapped[bool]
    """Whether nothing of the child was left, so that its key was destroyed."""
    numbers: Mapped[dict[str, int]] = mapped_column(JSON)
    """How many rows of each table."""
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of all of this; the kommune's chain has it too."""
