"""Sealed content about a child, in versions; drafts; files."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from stafet.db.base import Base, Witnessed
from stafet.db.types import ByValue
from stafet.ids import new_id
from stafet.records.rules import HappeningKind, RecordKind


class Folder(Base):
    """What a stafetlog's records are kept in; its id is the log's id."""

    __tablename__ = "records_folder"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)


class Record(Witnessed, Base):
    """One piece of content about one child; `about_id` is the record it answers.

    In a log it can be shared, and it is kept back with what it answers: who filed it elsewhere by
    hand must gain nothing.
    """

    __tablename__ = "records_record"
    mac_fields = ("id", "child_id", "kind", "about_id", "log_id")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"), index=True)
    kind: Mapped[RecordKind] = mapped_column(ByValue(RecordKind))
    about_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_record.id"))
    log_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_folder.id"), index=True)


class RecordVersion(Base):
    """One wording with its immutable facts, all of them bound into the sealed bytes."""

    __tablename__ = "records_version"
    __table_args__ = (Index(None, "child_id", "written_at"),)

    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("people_institution.id"))
    event_on: Mapped[date]
    written_at: Mapped[datetime]
    first_written_at: Mapped[datetime]
    categories: Mapped[frozenset[str]]
    subjects: Mapped[frozenset[str]]
    supersedes: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[bytes]


class Draft(Base):
    """What an author has begun: sealed, his own, gone when it is saved."""

    __tablename__ = "records_draft"
    __table_args__ = (Index(None, "author_id", "child_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    purpose: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    sealed: Mapped[bytes]


class File(Witnessed, Base):
    """A sealed file that belongs to a record and reads with it.

    Who filed it under another record by hand must gain nothing.
    """

    __tablename__ = "records_file"
    mac_fields = ("id", "record_id", "media_type", "size")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("records_record.id"), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]


class FileSegment(Base):
    """64 KiB of a sealed file."""

    __tablename__ = "records_file_segment"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("records_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Happening(Base):
    """A line of the log's timeline: ids and values, never text.

    Happenings of one unit are one change (L35); guardians learn of it from `visible_at` on.
    """

    __tablename__ = "records_happening"
    __table_args__ = (Index(None, "child_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    change_id: Mapped[UUID] = mapped_column(index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("people_person.id"))
    log_id: Mapped[UUID] = mapped_column(ForeignKey("records_folder.id"))
    kind: Mapped[HappeningKind] = mapped_column(ByValue(HappeningKind))
    at: Mapped[datetime]
    visible_at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("records_record.id"))
    version: Mapped[int | None]
    person_id: Mapped[UUID | None]
    institution_id: Mapped[UUID | None]
    value: Mapped[str | None] = mapped_column(String(40))
    meets_at: Mapped[datetime | None]
    """When the meeting is that was called, moved or cancelled."""
