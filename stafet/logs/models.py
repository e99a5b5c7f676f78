"""The stafetlog and its relay: exactly one open holder's spell at any instant (L28)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base
from stafet.db.types import ByValue
from stafet.ids import new_id
from stafet.logs.rules import AgreementState, OfferState


class Stafetlog(Base):
    """A child's relay log; its id is its folder's id."""

    __tablename__ = "logs_stafetlog"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", "closed_by_somebody"),
        Index(
            "uq_logs_stafetlog_open",
            "child_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("records_folder.id"), primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    level: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    row_version: Mapped[int] = mapped_column(default=1)


class HolderSpell(Base):
    """The time somebody holds the relay; the next begins the instant this one ends."""

    __tablename__ = "logs_holder_spell"
    __table_args__ = (
        Index(
            "uq_logs_holder_spell_open",
            "log_id",
            unique=True,
            sqlite_where=text("to_at IS NULL"),
            postgresql_where=text("to_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    log_id: Mapped[UUID] = mapped_column(ForeignKey("logs_stafetlog.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class Handover(Base):
    """An offer of the relay; its holder keeps it until the next one has accepted."""

    __tablename__ = "logs_handover"
    __table_args__ = (
        Index(
            "uq_logs_handover_open",
            "log_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    log_id: Mapped[UUID] = mapped_column(ForeignKey("logs_stafetlog.id"))
    offered_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    offered_to: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    offered_at: Mapped[datetime]
    state: Mapped[OfferState] = mapped_column(ByValue(OfferState))
    answered_at: Mapped[datetime | None]
    reason_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_record.id"))


class Agreement(Base):
    """Who does what by when; its words are a record."""

    __tablename__ = "logs_agreement"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    log_id: Mapped[UUID] = mapped_column(ForeignKey("logs_stafetlog.id"), index=True)
    responsible_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    deadline_on: Mapped[date]
    state: Mapped[AgreementState] = mapped_column(ByValue(AgreementState))
    row_version: Mapped[int] = mapped_column(default=1)


class FollowUp(Base):
    """What came of an agreement; its words are a record."""

    __tablename__ = "logs_follow_up"
    __table_args__ = (CheckConstraint("wellbeing BETWEEN 0 AND 10", "wellbeing"),)

    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("logs_agreement.record_id"), index=True)
    state: Mapped[AgreementState] = mapped_column(ByValue(AgreementState))
    wellbeing: Mapped[int | None]
    next_on: Mapped[date | None]
