"""The rows that decide who may read: consents, withdrawals, releases, limits and seats.

Each carries a MAC and stands in the child's manifest; what narrows counts without (security.md,
Keys).
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, Session, mapped_column

from stafet.db.base import Base, Witnessed
from stafet.db.types import ByValue
from stafet.ids import new_id


class Way(StrEnum):
    """How a consent was given."""

    SIGNED_IN = "signed_in"
    PAPER = "paper"
    ORAL = "oral"


class AttemptWay(StrEnum):
    """How somebody was tried to be reached."""

    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in_person"


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
    ASKED = "asked"
    """An author asks, before its release, that a record be kept back; a leader decides."""


class SeatKind(StrEnum):
    SSD = "ssd"
    ORDINARY = "ordinary"


class Request(Witnessed, Base):
    """A holder's question to the parents: whether an institution may take part."""

    __tablename__ = "consent_request"
    mac_fields = ("id", "child_id", "institution_id", "asked_by", "asked_at", "from_on")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    from_on: Mapped[date | None]
    sealed: Mapped[bytes | None]
    """The asker's own words: what it is for."""


class Consent(Witnessed, Base):
    """One giver's signing; the parties it names are rows of their own."""

    __tablename__ = "consent_consent"
    __table_args__ = (Index(None, "child_id", "giver_id"),)
    mac_fields = (
        "id",
        "child_id",
        "giver_id",
        "signed_at",
        "recorded_at",
        "purpose",
        "way",
        "text_version",
        "language",
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    signed_at: Mapped[datetime]
    """When it was signed: for a paper the first instant of the day written on it."""
    recorded_at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(40))
    way: Mapped[Way] = mapped_column(ByValue(Way))
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(12))


class SignedText(Base):
    """The whole text of a consent, as often signed as given; kept once, and for ever (L13)."""

    __tablename__ = "consent_text"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(12))
    version: Mapped[str] = mapped_column(String(20))
    young: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it speaks to the young person itself, not to a parent."""
    body: Mapped[str] = mapped_column(Text)


class Proof(Base):
    """What was kept of a giving: the text signed, the receipt's number, how it was received.

    `sealed` holds what was said and who was present (L12); `file_id` is the sealed scan of a paper.
    """

    __tablename__ = "consent_proof"

    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent_consent.id"), primary_key=True)
    text_digest: Mapped[bytes] = mapped_column(ForeignKey("consent_text.digest"))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    received_by: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_file.id"))
    sealed: Mapped[bytes | None]


class Paper(Base):
    """A printed form for consent on paper: which text and places stand on it, and its newest scan.

    Its number is made of its id (`receipt.number_of`); it stands on every sheet.
    """

    __tablename__ = "consent_paper"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    text_digest: Mapped[bytes] = mapped_column(ForeignKey("consent_text.digest"))
    places: Mapped[frozenset[str]]
    """The ids of the institutions it asks about."""
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_file.id"))


class Attempt(Witnessed, Base):
    """A try to reach a giver who does not answer: when, how, with an interpreter or not (L09)."""

    __tablename__ = "consent_attempt"
    mac_fields = (
        "id",
        "child_id",
        "giver_id",
        "way",
        "interpreter",
        "on_day",
        "noted_at",
        "noted_by",
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    way: Mapped[AttemptWay] = mapped_column(ByValue(AttemptWay))
    interpreter: Mapped[bool]
    on_day: Mapped[date]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID]


class Party(Witnessed, Base):
    """What a consent says of one institution, and for how long: a period is half open."""

    __tablename__ = "consent_party"
    __table_args__ = (CheckConstraint("until_at > from_at", "in_order"),)
    listed_as = b"p"
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

    def is_listed(self) -> bool:
        """Whether it is a yes: a no decides by the withdrawal that goes with it."""
        return self.answer is Answer.YES

    def child_of(self, session: Session) -> UUID:
        """Return the child of the consent, which is written before its parties."""
        return session.get_one(Consent, self.consent_id).child_id


class Withdrawal(Witnessed, Base):
    """A giver takes back: everything, an institution, or one category of it (L07).

    It hits what was signed until `at`, and bites from `from_at` on: at once, or when the consent
    that replaces the former begins. It counts whoever wrote it.
    """

    __tablename__ = "consent_withdrawal"
    listed_as = b"w"
    mac_fields = ("id", "child_id", "giver_id", "at", "from_at", "institution_id", "category")

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
    counted = True
    mac_fields = ("record_id", "version", "child_id", "released_at")

    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    released_at: Mapped[datetime]


class Limit(Witnessed, Base):
    """What is kept back, from whom, on which decision; it ends by a leader's row, never alone.

    It counts whoever wrote it; that it was lifted counts only as this product wrote it.
    """

    __tablename__ = "consent_limit"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", "lifted_by_somebody"),
    )
    listed_as = b"L"
    mac_fields = (
        "id",
        "child_id",
        "kind",
        "record_id",
        "guardian_id",
        "set_at",
        "set_by",
        "lifted_at",
        "lifted_by",
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
    sealed: Mapped[bytes | None]
    """The author's reason for asking."""

    def subject(self) -> bytes:
        """Return the id of the record it keeps back; zeros where it holds all sharing."""
        return self.record_id.bytes if self.record_id else bytes(16)


class Seat(Witnessed, Base):
    """A seat at a closed meeting: it opens the minutes and nothing else (L24)."""

    __tablename__ = "consent_seat"
    listed_as = b"s"
    mac_fields = ("record_id", "person_id", "institution_id", "child_id", "kind", "until_at")

    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), primary_key=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    kind: Mapped[SeatKind] = mapped_column(ByValue(SeatKind))
    until_at: Mapped[datetime | None]
