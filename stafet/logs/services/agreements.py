"""Agree who does what by when; say what came of it (L32)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stafet.clock import day_of
from stafet.consent.audience import refuse_unreadable
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.logs.models import Agreement, FollowUp
from stafet.logs.queries import log_for
from stafet.logs.rules import AgreementState, problems_with_agreement, problems_with_outcome
from stafet.logs.services.entries import write_entry
from stafet.people.queries import custodians, tasks_with
from stafet.records.rules import CHILD, Content, RecordKind
from stafet.records.services import Writing, Written, already_written
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Promise:
    """An agreement to be."""

    text: str
    responsible_id: UUID | None
    deadline_on: date | None
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an agreement; `wellbeing` 0-10, or None where nobody was asked."""

    text: str
    state: AgreementState
    wellbeing: int | None = None
    next_on: date | None = None


def agree(
    unit: Unit, viewer: Viewer, log_id: UUID, promise: Promise, *, key: UUID | None = None
) -> Written:
    """Save an agreement with somebody near the child, once per `key`.

    Raises `Invalid` at the fields (L32).
    """
    log = log_for(unit, viewer, log_id, "log:agree")
    today, topics = day_of(unit.now), promise.categories
    writing = _writing(RecordKind.AGREEMENT, promise.text, today, topics, log_id, key=key)
    if saved := already_written(unit, viewer.person_id, log.child_id, writing):
        return saved
    near = {task.person_id for task in tasks_with(unit, log.child_id)}
    near |= set(custodians(unit, log.child_id))
    responsible = promise.responsible_id if promise.responsible_id in near else None
    problems = problems_with_agreement(
        promise.text, responsible is not None, promise.deadline_on, today
    )
    if problems:
        raise Invalid(problems)
    written = write_entry(unit, viewer, log_id, writing, at_once=True)
    assert responsible is not None
    assert promise.deadline_on is not None
    unit.session.add(
        Agreement(
            record_id=written.record_id,
            log_id=log_id,
            responsible_id=responsible,
            deadline_on=promise.deadline_on,
            state=AgreementState.OPEN,
            row_version=1,
        )
    )
    unit.session.flush()
    return written


def follow_up(
    unit: Unit,
    viewer: Viewer,
    log_id: UUID,
    agreement_id: UUID,
    outcome: Outcome,
    categories: frozenset[str],
    seen: int,
    *,
    key: UUID | None = None,
) -> Written:
    """Say what came of an agreement and, where it goes on, until when; once per `key`.

    Raises `Conflict` where somebody followed it up meanwhile, `NotFound` for another log's,
    `Invalid` at the fields.
    """
    log = log_for(unit, viewer, log_id, "log:follow-up")
    kind, about, today = RecordKind.FOLLOW_UP, agreement_id, day_of(unit.now)
    writing = _writing(kind, outcome.text, today, categories, log_id, about_id=about, key=key)
    if saved := already_written(unit, viewer.person_id, log.child_id, writing):
        return saved
    row = unit.session.get(Agreement, agreement_id)
    if row is None or row.log_id != log_id:
        raise NotFound(Attempt("log:follow-up", agreement_id, log.child_id))
    refuse_unreadable(unit, viewer, log.child_id, agreement_id, "log:follow-up")
    if row.row_version != seen:
        raise Conflict({"text": ""})
    if problems := problems_with_outcome(outcome.wellbeing, outcome.next_on, today):
        raise Invalid(problems)
    written = write_entry(unit, viewer, log_id, writing, at_once=True)
    row.state, row.row_version = outcome.state, row.row_version + 1
    if outcome.next_on is not None:
        row.deadline_on = outcome.next_on
    unit.session.add(
        FollowUp(
            record_id=written.record_id,
            agreement_id=agreement_id,
            state=outcome.state,
            wellbeing=outcome.wellbeing,
            next_on=outcome.next_on,
        )
    )
    unit.session.flush()
    return written


def _writing(
    kind: RecordKind,
    text: str,
    today: date,
    categories: frozenset[str],
    log_id: UUID,
    *,
    about_id: UUID | None = None,
    key: UUID | None = None,
) -> Writing:
    return Writing(
        kind=kind,
        content=Content(text=text),
        event_on=today,
        categories=categories,
        subjects=frozenset({CHILD}),
        about_id=about_id,
        log_id=log_id,
        record_id=key,
    )
