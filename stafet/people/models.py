"""Who is who, and who stands where: ids and dates in plain, names and numbers sealed."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stafet.audit.own import Own
from stafet.db.base import Base, Witnessed
from stafet.db.types import ByValue
from stafet.ids import new_id
from stafet.people.rules import CustodyKind, Ownership


class PersonKind(StrEnum):
    CHILD = "child"
    GUARDIAN = "guardian"
    PROFESSIONAL = "professional"


class EmploymentRole(StrEnum):
    EMPLOYEE = "employee"
    LEADER = "leader"


class Person(Base):
    """Anybody; the sealed identity holds name, CPR, address, phone and mail."""

    __tablename__ = "people_person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[PersonKind] = mapped_column(ByValue(PersonKind))
    version: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes]


class Guardian(Base):
    """What a parent or other guardian needs to be met well."""

    __tablename__ = "people_guardian"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), default="da")
    interpreter: Mapped[bool] = mapped_column(default=False)
    protected_address: Mapped[bool] = mapped_column(default=False)


class Custody(Witnessed, Base):
    """Who holds custody of a child, since when, and where we know it from (law.md, Terms)."""

    __tablename__ = "people_custody"
    __table_args__ = (CheckConstraint("to_at IS NULL OR to_at >= from_at", "in_order"),)
    listed_as = b"c"
    mac_fields = ("id", "child_id", "guardian_id", "kind", "source", "from_at", "to_at", "noted_at")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    guardian_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    kind: Mapped[CustodyKind] = mapped_column(ByValue(CustodyKind))
    source: Mapped[str] = mapped_column(String(40))
    checked_on: Mapped[date]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    noted_at: Mapped[datetime]
    """When we learnt of it: a change dated back suspends consents all the same (L18)."""


class Ending(Witnessed, Base):
    """Since when all access to a child has ended, and why (L60); the words are the kommune's data.

    It narrows, so it counts even where its MAC does not hold; taken back it counts no more, and
    that needs the MAC.
    """

    __tablename__ = "people_ending"
    __table_args__ = (
        CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) = (mistake IS NULL)",
            "undone_by_somebody",
        ),
    )
    listed_as = b"e"
    mac_fields = ("id", "child_id", "set_at", "undone_at")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    why: Mapped[str] = mapped_column(String(40))
    happened_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(40))
    set_at: Mapped[datetime]
    set_by: Mapped[UUID]
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    """Whose leader said so."""
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    mistake: Mapped[str | None] = mapped_column(String(40))


class Institution(Base):
    """A party: a daycare, a school, PPR, ...; its name and duties are public.

    Or one person outside the kommune, whom one child's parents are asked about: then `child_id`
    is that child, `sealed` says under its key who he is, and `name` is a word for all of them.
    """

    __tablename__ = "people_institution"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    ownership: Mapped[Ownership] = mapped_column(ByValue(Ownership), default=Ownership.MUNICIPAL)
    controller: Mapped[str] = mapped_column(String(120))
    agreement_on: Mapped[date | None]
    performs_public_task: Mapped[bool] = mapped_column(default=True)
    authority: Mapped[bool] = mapped_column(default=False)
    child_id: Mapped[UUID | None] = mapped_column(index=True)
    sealed: Mapped[bytes | None]


class Group(Base):
    """A room in a daycare, a class at a school."""

    __tablename__ = "people_group"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))


class Placement(Witnessed, Base):
    """Where a child is, from one day to another.

    It gives leaders their children, so a planted one must not count; that it protects a home
    counts whoever wrote it. `protects_id` names a guardian whose protected home the place would
    give away: nobody among the child's other guardians is told the institution's name.
    """

    __tablename__ = "people_placement"
    listed_as = b"h"
    mac_fields = (
        "id",
        "child_id",
        "institution_id",
        "group_id",
        "from_on",
        "to_on",
        "protects_id",
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"), index=True)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_group.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    """The last day there."""
    protects_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_person.id"))


class Employment(Own, Base):
    """Somebody's work at an institution; raising a concern follows from it alone (L53)."""

    __tablename__ = "people_employment"
    listed_as = b"j"
    mac_fields = ("id", "person_id", "institution_id", "role", "title", "from_at", "to_at")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"), index=True)
    role: Mapped[EmploymentRole] = mapped_column(ByValue(EmploymentRole))
    title: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class ContactPerson(Own, Base):
    """Whose group it is; it gives tasks, so a planted one must not count."""

    __tablename__ = "people_contact_person"
    __table_args__ = (UniqueConstraint("group_id", "person_id", "from_on"),)
    listed_as = b"g"
    mac_fields = ("id", "group_id", "person_id", "from_on")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("people_group.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Task(Witnessed, Base):
    """Somebody's reason to be near a child (law.md, Terms); `why` is a key of the catalogue."""

    __tablename__ = "people_task"
    __table_args__ = (Index(None, "person_id", "child_id"),)
    listed_as = b"t"
    mac_fields = ("id", "child_id", "person_id", "institution_id", "why", "from_at", "to_at")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("people_institution.id"))
    why: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    given_by: Mapped[UUID | None]
