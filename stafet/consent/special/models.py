"""The rows of særlig adgang: who may read chosen records, incidents, and requests refused."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base, Witnessed
from stafet.db.types import ByValue
from stafet.ids import new_id


class Access(Witnessed, Base):
    """A særlig adgang: chosen records for one named person, decided by another (law.md, statute).

    `sealed` holds the reason, and why the parents were not told where they were not.
    """

    __tablename__ = "consent_access"
    __table_args__ = (
        CheckConstraint("until_at > from_at", "in_order"),
        CheckConstraint("decided_by <> receiver_id OR kind = 'emergency'", "decided_by_another"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", "approved_by_somebody"),
    )
    listed_as = b"a"
    mac_fields = (
        "id",
        "child_id",
        "kind",
        "legal",
        "receiver_id",
        "institution_id",
        "records",
        "decided_by",
        "from_at",
        "until_at",
        "approved_by",
        "approved_at",
        "ended_at",
        "parents_told",
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    legal: Mapped[str] = mapped_column(String(40))
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    records: Mapped[frozenset[str]]
    """The ids of the chosen records."""
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    """A leader, never the receiver; in an emergency the receiver, and `approved_by` a second."""
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))
    approved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    parents_told: Mapped[bool]
    sealed: Mapped[bytes]


class Outcome(StrEnum):
    """What an incident came to."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"


class Incident(Base):
    """An emergency access that nobody approved: it stays open until somebody has looked into it."""

    __tablename__ = "consent_incident"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", "closed_by_somebody"),
    )

    access_id: Mapped[UUID] = mapped_column(ForeignKey("consent_access.id"), primary_key=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))
    outcome: Mapped[Outcome | None] = mapped_column(ByValue(Outcome))


class RefusedRequest(Base):
    """Somebody outside asked for access and got a reasoned no (L17); `sealed` says who and why."""

    __tablename__ = "consent_refused_request"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    legal: Mapped[str] = mapped_column(String(40))
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    refused_at: Mapped[datetime]
    refused_by: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    sealed: Mapped[bytes]
