"""The declarative base every table stands on."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Date, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from stafet.db.types import Id, NameSet, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        date: Date,
        UUID: Id,
        bytes: LargeBinary,
        frozenset[str]: NameSet,
    }


class Witnessed:
    """A row whose facts widen access: it counts only while its MAC holds (security.md, Keys).

    `mac_fields` is frozen per `mac_format`; a new list gets a new format number. Rows that decide
    about a child stand in its manifest too, under a letter of their own.
    """

    mac_format: ClassVar[int] = 1
    mac_fields: ClassVar[tuple[str, ...]]
    mac_fields_before: ClassVar[tuple[str, ...]] = ()
    """Those of the format before, where a version that people still upgrade from wrote it."""
    listed_as: ClassVar[bytes] = b""
    """The letter in the child's manifest; none where the row does not stand there."""
    counted: ClassVar[bool] = False
    """Whether the manifest only counts these rows: what is gone of them narrows alone."""

    mac: Mapped[bytes] = mapped_column(LargeBinary(32), default=b"")

    def is_listed(self) -> bool:
        """Whether the row stands in a child's manifest."""
        return self.counted or bool(self.listed_as)

    def child_of(self, session: Session) -> UUID:  # noqa: ARG002 - heirs ask it
        """Return the child about which the row decides."""
        child: UUID = self.child_id  # type: ignore[attr-defined]
        return child

    def subject(self) -> bytes:
        """Return the id of what the row is about, where its letter is a capital."""
        return b""
