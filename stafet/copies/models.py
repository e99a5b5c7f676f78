"""The guardians' inbox: what changed, as ids; a copy itself is never stored (security.md)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base
from stafet.ids import new_id


class InboxItem(Base):
    """One change of the log for one custody holder, once (L35).

    `manifest` lists the records and versions it was about; only `read_at` is ever changed.
    """

    __tablename__ = "copies_inbox_item"
    __table_args__ = (
        UniqueConstraint("guardian_id", "change_id", "visible_at"),
        Index(None, "guardian_id", "arrived_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    guardian_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    log_id: Mapped[UUID] = mapped_column(ForeignKey("records_folder.id"))
    change_id: Mapped[UUID]
    visible_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    manifest: Mapped[list[list[str | int]]] = mapped_column(JSON)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    read_at: Mapped[datetime | None]
