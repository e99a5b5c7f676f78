"""What is gone for good."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base


class Tombstone(Base):
    """A child whose key was destroyed: an old copy of the key store must not bring it back."""

    __tablename__ = "upkeep_tombstone"

    child_id: Mapped[UUID] = mapped_column(primary_key=True)
    set_at: Mapped[datetime]
