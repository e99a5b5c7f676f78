"""A request for access to what is kept of a child, what is cut from it, and the decision."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stafet.access_requests.rules import AskerKind, Cut, Outcome
from stafet.db.base import Base
from stafet.db.types import ByValue
from stafet.ids import new_id


class AccessRequest(Base):
    """Who asks, since when, and who answers; `sealed` says how the asker is known."""

    __tablename__ = "access_request"
    __table_args__ = (
        CheckConstraint("(asker_kind = 'outside') = (asker_id IS NULL)", "family_is_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    asker_kind: Mapped[AskerKind] = mapped_column(ByValue(AskerKind))
    asker_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"), index=True)
    received_on: Mapped[date]
    due_on: Mapped[date]
    registered_at: Mapped[datetime]
    registered_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"), index=True)
    """Who reads, cuts and decides; a leader names him, never himself."""
    access_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent_access.id"))
    """The handler's særlig adgang; None where there is nothing to read."""
    fetched_at: Mapped[datetime | None]
    """When the asker first fetched the answer himself."""
    handed_at: Mapped[datetime | None]
    """When the office handed it over."""
    sealed: Mapped[bytes]


class Omission(Base):
    """A text that is left out or partly blacked out, and why; `sealed` holds the passages."""

    __tablename__ = "access_omission"
    __table_args__ = (UniqueConstraint("request_id", "record_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"))
    cut: Mapped[Cut] = mapped_column(ByValue(Cut))
    legal: Mapped[str] = mapped_column(String(40))
    """A key of the reasons for withholding."""
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    sealed: Mapped[bytes]


class Decision(Base):
    """The answer: what is handed out by record and version, and the words that go with it."""

    __tablename__ = "access_decision"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"), primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(ByValue(Outcome))
    legal: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    manifest: Mapped[list[list[str | int]]] = mapped_column(JSON)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the manifest; the child's chain has it too."""
    sealed: Mapped[bytes]
