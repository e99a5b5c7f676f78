"""Which rows go with what is deleted: of a concern, of a log, or of a whole child.

A table that speaks of a child and is missing here fails tests/law/deletion/test_what_is_left.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from stafet.access_requests.models import AccessRequest, Decision, Omission
from stafet.accounts.models import Account, Invitation, RoleGrant
from stafet.clock import day_of
from stafet.concerns.models import Inquiry
from stafet.consent import models as consent
from stafet.consent.special.models import Access, Incident, RefusedRequest
from stafet.copies.models import InboxItem
from stafet.db.base import Base
from stafet.db.transaction import Unit
from stafet.erasure.models import Archived, Hold, Lifting, Order
from stafet.erasure.rules import Thing
from stafet.logs import models as logs
from stafet.meetings.models import Meeting, MeetingParty
from stafet.oversight.models import Question, Reply, SpotCheck
from stafet.people import models as people
from stafet.people.endings import ended
from stafet.records.models import (
    Draft,
    File,
    FileSegment,
    Folder,
    Happening,
    Record,
    RecordVersion,
)
from stafet.records.rules import RecordKind
from stafet.web.sessions import SessionRow

IDLE = timedelta(days=30)
"""A draft so old is no longer being written in."""
Rows = Mapping[type[Base], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is deleted together."""

    thing: Thing
    nothing_shared: bool
    """Nothing is shared about the child any more: consents and what belongs to them go too."""
    idle_since: datetime
    """Drafts that nobody has written in since then go with it."""
    people: frozenset[UUID]
    """The child itself and guardians of no other child, where nothing of the child is left."""

    @property
    def whole(self) -> bool:
        return bool(self.people)


def scope_of(unit: Unit, thing: Thing, *, begun: bool = False) -> Scope:
    """Return what goes with a thing, as it stands now; all where the key is gone already."""
    child_id = thing.child_id
    others = select(logs.Stafetlog.id).where(
        logs.Stafetlog.child_id == child_id, logs.Stafetlog.id != thing.id
    )
    kept = select(Record.id).where(
        Record.child_id == child_id,
        Record.kind != RecordKind.CONSENT_PAPER,
        Record.id.not_in(_records(thing)),
    )
    no_log = unit.session.scalars(others.limit(1)).first() is None
    nothing = no_log and unit.session.scalars(kept.limit(1)).first() is None
    idle_since = unit.now - IDLE
    gone = begun or (nothing and not _is_near(unit, child_id, idle_since))
    people_ = {child_id, *_left_alone(unit, child_id)} if gone else set[UUID]()
    shared = not no_log or (thing.log_id is None and not nothing)
    return Scope(thing, not shared, unit.now if gone else idle_since, frozenset(people_))


def rows_of(scope: Scope) -> Rows:
    """Return for each table which of its rows go."""
    rows = dict(_of_records(scope.thing))
    if scope.nothing_shared:
        rows |= _of_sharing(scope.thing)
        idle = (Draft.child_id == scope.thing.child_id) & (Draft.saved_at <= scope.idle_since)
        rows[Draft] = idle
    if scope.whole:
        rows |= _of_child(scope.thing.child_id, scope.people)
    return rows


def _records(thing: Thing) -> Select[Any]:
    """Select the ids of what lies in a log, or of a concern and what answers it."""
    if thing.log_id:
        return select(Record.id).where(Record.log_id == thing.log_id)
    answers = select(Record.id).where(Record.id == thing.id).cte("answers", recursive=True)
    answers = answers.union(select(Record.id).where(Record.about_id == answers.c.id))
    return select(answers.c.id)


def _of_records(thing: Thing) -> Rows:
    these = _records(thing)
    files = select(File.id).where(File.record_id.in_(these))
    rows: dict[type[Base], ColumnElement[bool]] = {
        FileSegment: FileSegment.file_id.in_(files),
        File: File.record_id.in_(these),
        Omission: Omission.record_id.in_(these),
        Happening: Happening.record_id.in_(these),
        consent.Release: consent.Release.record_id.in_(these),
        consent.Seat: consent.Seat.record_id.in_(these),
        consent.Limit: consent.Limit.record_id.in_(these),
        RecordVersion: RecordVersion.record_id.in_(these),
        Record: Record.id.in_(these),
        Order: Order.thing_id == thing.id,
        Archived: Archived.thing_id == thing.id,
    }
    return {**rows, **_of_log(thing.log_id)} if thing.log_id else rows


def _of_log(log_id: UUID) -> Rows:
    meetings = select(Meeting.id).where(Meeting.log_id == log_id)
    questions = select(Question.id).where(Question.log_id == log_id)
    agreements = select(logs.Agreement.record_id).where(logs.Agreement.log_id == log_id)
    return {
        Reply: Reply.question_id.in_(questions),
        Question: Question.log_id == log_id,
        MeetingParty: MeetingParty.meeting_id.in_(meetings),
        Meeting: Meeting.log_id == log_id,
        logs.FollowUp: logs.FollowUp.agreement_id.in_(agreements),
        logs.Agreement: logs.Agreement.log_id == log_id,
        logs.Handover: logs.Handover.log_id == log_id,
        logs.HolderSpell: logs.HolderSpell.log_id == log_id,
        logs.Stafetlog: logs.Stafetlog.id == log_id,
        InboxItem: InboxItem.log_id == log_id,
        Happening: Happening.log_id == log_id,
        Folder: Folder.id == log_id,
    }


def _of_sharing(thing: Thing) -> Rows:
    """Return what was said and decided about sharing, which no log is left for."""
    child_id = thing.child_id
    scans = select(Record.id).where(
        Record.child_id == child_id, Record.kind == RecordKind.CONSENT_PAPER
    )
    mine = Record.id.in_(scans) | Record.id.in_(_records(thing))
    records = select(Record.id).where(mine)
    consents = select(consent.Consent.id).where(consent.Consent.child_id == child_id)
    accesses = select(Access.id).where(Access.child_id == child_id)
    files = select(File.id).where(File.record_id.in_(records))
    return {
        consent.Proof: consent.Proof.consent_id.in_(consents),
        consent.Party: consent.Party.consent_id.in_(consents),
        consent.Consent: consent.Consent.child_id == child_id,
        consent.Withdrawal: consent.Withdrawal.child_id == child_id,
        consent.Request: consent.Request.child_id == child_id,
        consent.Attempt: consent.Attempt.child_id == child_id,
        consent.Paper: consent.Paper.child_id == child_id,
        consent.Limit: consent.Limit.child_id == child_id,
        consent.Release: consent.Release.record_id.in_(records),
        Decision: Decision.child_id == child_id,
        Omission: Omission.child_id == child_id,
        AccessRequest: AccessRequest.child_id == child_id,
        Incident: Incident.access_id.in_(accesses),
        Access: Access.child_id == child_id,
        RefusedRequest: RefusedRequest.child_id == child_id,
        SpotCheck: SpotCheck.child_id == child_id,
        people.Institution: people.Institution.child_id == child_id,
        FileSegment: FileSegment.file_id.in_(files),
        File: File.record_id.in_(records),
        RecordVersion: RecordVersion.record_id.in_(records),
        Record: mine,
    }


def _of_child(child_id: UUID, gone: frozenset[UUID]) -> Rows:
    asked = select(Inquiry.criterion).where(Inquiry.child_id == child_id)
    accounts = select(Account.id).where(Account.person_id.in_(gone))
    return {
        Inquiry: Inquiry.criterion.in_(asked) | (Inquiry.child_id == child_id),
        people.Task: people.Task.child_id == child_id,
        people.Custody: people.Custody.child_id == child_id,
        people.Ending: people.Ending.child_id == child_id,
        people.Placement: people.Placement.child_id == child_id,
        Lifting: Lifting.child_id == child_id,
        Hold: Hold.child_id == child_id,
        Archived: Archived.child_id == child_id,
        Order: Order.child_id == child_id,
        SessionRow: SessionRow.account_id.in_(accounts),
        Invitation: Invitation.person_id.in_(gone),
        RoleGrant: RoleGrant.person_id.in_(gone),
        Account: Account.person_id.in_(gone),
        people.Guardian: people.Guardian.person_id.in_(gone),
        people.Person: people.Person.id.in_(gone),
    }


def _left_alone(unit: Unit, child_id: UUID) -> frozenset[UUID]:
    """Return the guardians who have never had custody of another child here."""
    custody = people.Custody
    mine = select(custody.guardian_id).where(custody.child_id == child_id)
    others = select(custody.guardian_id).where(custody.child_id != child_id)
    return frozenset(unit.session.scalars(mine.where(custody.guardian_id.not_in(others))))


def _is_near(unit: Unit, child_id: UUID, idle_since: datetime) -> bool:
    """Return whether somebody here has to do with a child, or is writing about it."""
    drafts = select(Draft.id).where(Draft.child_id == child_id, Draft.saved_at > idle_since)
    if unit.session.scalars(drafts.limit(1)).first() is not None:
        return True
    return not ended(unit, {child_id}) and _is_placed(unit, child_id)


def _is_placed(unit: Unit, child_id: UUID) -> bool:
    """Return whether a child is anywhere today, or will be."""
    stay = people.Placement
    lasting = or_(stay.to_on.is_(None), stay.to_on >= day_of(unit.now))
    query = select(stay.id).where(stay.child_id == child_id, lasting)
    return unit.session.scalars(query.limit(1)).first() is not None
