"""A meeting and who is invited: ids and instants; every word of it is a record."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base
from stafet.db.types import ByValue
from stafet.meetings.rules import MeetingState, PartyKind


class Meeting(Base):
    """A meeting about one child; `kind` is a key of the agendas.

    Its id is that of the record of its call, which says where and why.
    """

    __tablename__ = "meetings_meeting"
    __table_args__ = (
        CheckConstraint("(state = 'held') = (closed_at IS NOT NULL)", "held_is_closed"),
        CheckConstraint("(state = 'held') = (minutes_id IS NOT NULL)", "held_has_minutes"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    log_id: Mapped[UUID] = mapped_column(ForeignKey("logs_stafetlog.id"), index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    state: Mapped[MeetingState] = mapped_column(ByValue(MeetingState))
    minutes_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_record.id"))
    called_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    called_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)


class MeetingParty(Base):
    """Somebody invited; `came` is known once the minutes are finished."""

    __tablename__ = "meetings_party"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'professional') = (institution_id IS NOT NULL)", "professionals_come_from"
        ),
        Index(None, "person_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings_meeting.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), primary_key=True)
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_institution.id"))
    kind: Mapped[PartyKind] = mapped_column(ByValue(PartyKind))
    came: Mapped[bool | None]
