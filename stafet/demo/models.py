"""The mark of a database that was born as a demo; no other database may become one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base


class DemoBirth(Base):
    __tablename__ = "demo_birth"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    born_at: Mapped[datetime]


class DemoPersona(Base):
    """Which person plays which part."""

    __tablename__ = "demo_persona"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[UUID]
