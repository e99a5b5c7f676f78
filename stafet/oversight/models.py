"""Questions about a reading, their answers, and the spot checks (L46, L48)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base
from stafet.db.types import ByValue
from stafet.ids import new_id
from stafet.oversight.rules import Draw


class Question(Base):
    """One of the family asks why somebody has read; `sequence` is the link of the child's chain.

    `institution_id` is where the reader read from: its leader answers. `sealed` are own words.
    """

    __tablename__ = "oversight_question"
    __table_args__ = (UniqueConstraint("child_id", "sequence", "asker_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    log_id: Mapped[UUID] = mapped_column(ForeignKey("records_folder.id"))
    sequence: Mapped[int]
    read_at: Mapped[datetime]
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"), index=True)
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    sealed: Mapped[bytes | None]


class Reply(Base):
    """What the leader answered: an outcome of the catalogue, bound into the sealed words."""

    __tablename__ = "oversight_reply"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("oversight_question.id"), unique=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(40))
    answered_at: Mapped[datetime]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    sealed: Mapped[bytes]


class SpotCheck(Base):
    """A reading somebody uninvolved looks at: one link of a chain, drawn or picked, once."""

    __tablename__ = "oversight_check"
    __table_args__ = (
        UniqueConstraint("chain", "sequence"),
        CheckConstraint("(concluded_at IS NULL) = (concluded_by IS NULL)", "concluded_by_somebody"),
        CheckConstraint("(concluded_at IS NULL) = (outcome IS NULL)", "concluded_with_outcome"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    chain: Mapped[UUID]
    sequence: Mapped[int]
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    read_at: Mapped[datetime]
    common: Mapped[bool]
    """Whether reader and child shared a group or a meeting: it decided the weight."""
    by_statute: Mapped[bool]
    how: Mapped[Draw] = mapped_column(ByValue(Draw))
    drawn_at: Mapped[datetime] = mapped_column(index=True)
    drawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))
    due_on: Mapped[date]
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"), index=True)
    concluded_at: Mapped[datetime | None]
    concluded_by: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))
    outcome: Mapped[str | None] = mapped_column(String(40))
    sealed: Mapped[bytes | None]
