"""The witness's tables: one hash chain per child, one for the kommune, one apart."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base

NOTHING = bytes(32)


class Head(Base):
    """The end of a chain; for a child also the row its reads and writes queue on."""

    __tablename__ = "audit_head"

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), default=NOTHING)
    highest_at: Mapped[datetime]


class Block(Base):
    """One link: what one unit read, wrote or was refused."""

    __tablename__ = "audit_block"

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
