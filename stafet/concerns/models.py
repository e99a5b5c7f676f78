"""Who asked about a child that is not theirs (L61)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base
from stafet.ids import new_id


class Inquiry(Base):
    """A professional who waits to be called.

    Each question leaves one row without `child_id`, for the asker's own leader; where the child is
    known another one, for whoever follows the child. So neither can tell the asker which it was.
    """

    __tablename__ = "concerns_inquiry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"), index=True)
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"), index=True)
    criterion: Mapped[bytes] = mapped_column(LargeBinary(32))
    asked_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    called_by: Mapped[UUID | None]
