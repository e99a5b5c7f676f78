"""The declarative base every table stands on."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Date, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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

    `mac_fields` is frozen per `mac_format`; a new list gets a new format number.
    """

    mac_format: ClassVar[int] = 1
    mac_fields: ClassVar[tuple[str, ...]]

    mac: Mapped[bytes] = mapped_column(LargeBinary(32), default=b"")
