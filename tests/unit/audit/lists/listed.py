"""Rows that a child's list speaks of, in tables that nothing else knows."""

from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from stafet import audit
from stafet.audit import manifest
from stafet.audit.chain import manifests
from stafet.audit.models import NOTHING
from stafet.audit.own import Own
from stafet.db.base import Base, Witnessed
from stafet.ids import new_id

CHILD, SIBLING, RECORD = UUID(int=1 << 90), UUID(int=2 << 90), UUID(int=3 << 90)


class Table(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map = Base.type_annotation_map


class Task(Witnessed, Table):
    __tablename__ = "task"
    listed_as = b"t"
    mac_fields = ("id", "child_id", "why")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID]
    why: Mapped[int] = mapped_column(default=1)


class Limit(Witnessed, Table):
    __tablename__ = "limit"
    listed_as = b"L"
    mac_fields = ("id", "child_id")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID]

    def subject(self):
        return RECORD.bytes


class Yes(Witnessed, Table):
    """It names no child: that is found by the task it belongs to."""

    __tablename__ = "yes"
    listed_as = b"p"
    mac_fields = ("id", "task_id")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[UUID]

    def child_of(self, session):
        return session.get_one(Task, self.task_id).child_id


class Release(Witnessed, Table):
    __tablename__ = "release"
    counted = True
    mac_fields = ("id", "child_id")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID]


class Work(Own, Table):
    __tablename__ = "work"
    listed_as = b"j"
    mac_fields = ("id", "person_id", "why")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID]
    why: Mapped[int] = mapped_column(default=1)


class Role(Witnessed, Table):
    __tablename__ = "role"
    mac_fields = ("id", "why")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    why: Mapped[int] = mapped_column(default=1)


def born(database, child, *rows):
    with database.unit() as unit:
        manifest.expect(unit, child)
        audit.begin(unit, child)
        for row in rows:
            row.child_id = child
            unit.session.add(row)
    return child


def entries(rows):
    """Return the list these rows make, as docs/record-format.md says."""
    told = [b"t" + row.mac[:15] for row in rows if isinstance(row, Task)]
    told += [b"L" + row.mac[:15] + RECORD.bytes for row in rows if isinstance(row, Limit)]
    count = sum(isinstance(row, Release) for row in rows)
    return count.to_bytes(4, "big") + b"".join(sorted(told))


def rows_of(unit, child=CHILD, tables=(Task, Limit)):
    return [row for table in tables for row in unit.session.query(table).filter_by(child_id=child)]


def leaf(chain, sequence):
    """Return what the witness has signed of a chain."""
    told = {"start_hash": NOTHING, "hash": NOTHING, "manifest": NOTHING}
    return {
        "chain": chain,
        "since": 1,
        "start": 0,
        "sequence": 0,
        "manifest_sequence": sequence,
    } | told


def listed(database, child=CHILD):
    with database.unit() as unit:
        return manifests(unit, {child})[child]


def listed_in(unit):
    return manifests(unit, {CHILD})[CHILD]


def checked(database, child=CHILD, **more):
    with database.unit() as unit:
        return manifest.check(unit, child, manifests(unit, {child})[child], rows_of(unit), **more)


def said(found):
    """Return what was found, without the rows."""
    letters = tuple(entry[:1] for entry in found.missing)
    return len(found.true), found.forged, letters, found.holds, found.doubtful
