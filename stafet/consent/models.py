"""The rows that decide who may read: consents, withdrawals, releases, limits and seats.

What widens carries a MAC; what narrows counts without (security.md, Keys).
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base, Witnessed
from stafet.db.types import ByValue
from stafet.ids import new_id


class Way(StrEnum):
    """How a consent was given."""

    SIGNED_IN = "signed_in"
    PAPER = "paper"
    ORAL = "oral"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"


class LimitKind(StrEnum):
    HOLD = "hold"
    """Nothing of the child is shared until a leader approves (L31)."""
    HOME = "home"
    """Nothing of the child is shared while its log stays where it is, at level 0 (L30)."""
    REDACTED = "redacted"
    HIDDEN = "hidden"


class SeatKind(StrEnum):
    SSD = "ssd"
    ORDINARY = "ordinary"


class Request(Base):
    """A holder's question to the parents: whether an institution may take part."""

    __tablename__ = "consent_request"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    from_on: Mapped[date | None]


class Consent(Witnessed, Base):
    """One giver's signing; the parties it names are rows of their own."""

    __tablename__ = "consent_consent"
    __table_args__ = (Index(None, "child_id", "giver_id"),)
    mac_fields = (
        "id",
        "child_id",
        "giver_id",
        "signed_at",
        "confirmed_at",
        "purpose",
        "way",
        "text_version",
        "language",
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    signed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(40))
    way: Mapped[Way] = mapped_column(ByValue(Way))
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(12))


class Party(Witnessed, Base):
    """What a consent says of one institution, and for how long: a period is half open."""

    __tablename__ = "consent_party"
    __table_args__ = (CheckConstraint("until_at > from_at", "in_order"),)
    mac_fields = (
        "consent_id",
        "institution_id",
        "answer",
        "categories",
        "subjects",
        "since_on",
        "from_at",
        "until_at",
    )

    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent_consent.id"), primary_key=True)
    institution_id: Mapped[UUID] = mapped_column(
        ForeignKey("people_institution.id"), primary_key=True
    )
    answer: Mapped[Answer] = mapped_column(ByValue(Answer))
    categories: Mapped[frozenset[str]]
    subjects: Mapped[frozenset[str]]
    since_on: Mapped[date | None]
    """How far back: None is everything in the log, else nothing from before this day."""
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]


class Withdrawal(Base):
    """A giver takes back: everything, an institution, or one category of it (L07).

    It hits what was signed until `at`, and bites from `from_at` on: at once, or when the consent
    that replaces the former begins.
    """

    __tablename__ = "consent_withdrawal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    at: Mapped[datetime]
    from_at: Mapped[datetime]
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_institution.id"))
    category: Mapped[str | None] = mapped_column(String(40))


class Release(Witnessed, Base):
    """From when a version may reach the guardians."""

    __tablename__ = "consent_release"
    mac_fields = ("record_id", "version", "child_id", "released_at")

    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    released_at: Mapped[datetime]


class Limit(Base):
    """What is kept back, from whom, on which decision; it ends by a leader's row, never alone."""

    __tablename__ = "consent_limit"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", "lifted_by_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    kind: Mapped[LimitKind] = mapped_column(ByValue(LimitKind))
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_record.id"))
    guardian_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))
    legal: Mapped[str | None] = mapped_column(String(40))
    review_on: Mapped[date | None]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]


class Seat(Witnessed, Base):
    """A seat at a closed meeting: it opens the minutes and nothing else (L24)."""

    __tablename__ = "consent_seat"
    mac_fields = ("record_id", "person_id", "institution_id", "child_id", "kind", "until_at")

    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), primary_key=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    kind: Mapped[SeatKind] = mapped_column(ByValue(SeatKind))
    until_at: Mapped[datetime | None]
