"""Keep a record back from guardians: its author asks, a leader decides and looks again.

What guardians must not notice is told to the chain apart, never to the child's.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet import audit, outbox
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of, start_of_day
from stafet.consent.facts import load_facts
from stafet.consent.kept import KEPT, reason_context, standing_of
from stafet.consent.models import Limit, LimitKind, Release
from stafet.consent.release import bring_forward, tell_again
from stafet.consent.rules import family
from stafet.consent.special.notices import TELL
from stafet.consent.verdicts import Answer, Decision, problem_with_day, problems_with
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.ids import new_id
from stafet.people.queries import leaders_of, my_tasks
from stafet.records.models import Record, RecordVersion
from stafet.records.services import newest_version
from stafet.vault import Kind, Vault
from stafet.web.viewer import Viewer

__all__ = [
    "REVIEW",
    "Answer",
    "Decision",
    "ask_back",
    "decide_back",
    "keep_back",
    "lift",
    "may_decide",
    "release_now",
    "remind",
    "review",
]
REVIEW = "consent.review"
"""The message to ourselves: a decision is to be looked at again today."""
MORNING = 8


def ask_back(unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID, reason: str) -> None:
    """Ask the leader to keep one's own record back; from now on it waits for the answer.

    Raises `NotFound` for another's, `Invalid` without a reason or when guardians have it already.
    """
    version = _own(unit, viewer, child_id, record_id, "withholding:ask")
    if any(limit.kind is LimitKind.ASKED for limit in standing_of(unit, record_id)):
        return
    if not reason.strip():
        raise Invalid({"reason": "Write why it should be kept back."})
    if _is_out(unit, record_id):
        raise Invalid(
            {"": "The parents can read it already. Only your leader can keep it back now."}
        )
    limit = Limit(
        id=new_id(),
        child_id=child_id,
        kind=LimitKind.ASKED,
        record_id=record_id,
        set_at=unit.now,
        set_by=viewer.person_id,
    )
    context, vault = reason_context(limit), unit.use(Vault)
    limit.sealed = vault.seal(child_id, Kind.CONTENT, context, reason.strip())
    unit.session.add(limit)
    _note(unit, viewer, "withholding:ask", limit)
    assert version.institution_id is not None
    _tell_leaders(unit, version.institution_id, f"asked:{limit.id}")


def release_now(unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID) -> None:
    """Let guardians read one's own record at once; what one has asked is taken back by it.

    What a leader has decided stands.
    """
    _own(unit, viewer, child_id, record_id, "withholding:release")
    asked = [one for one in standing_of(unit, record_id) if one.kind is LimitKind.ASKED]
    for limit in asked:
        _end(unit, viewer, limit)
    if asked:
        tell_again(unit, child_id, record_id, viewer.person_id)
    bring_forward(unit, child_id, record_id)
    about = {"record": str(record_id)}
    audit.append(unit, audit.APART, Event("withholding:release", viewer.person_id, about=about))


def decide_back(unit: Unit, viewer: Viewer, limit_id: UUID, decision: Decision) -> None:
    """Answer an author: released as planned, redacted or hidden.

    Raises `NotFound` for who does not lead where it was written, `Invalid` at the fields,
    `Conflict` where somebody has answered already.
    """
    limit = _led(unit, viewer, limit_id, "withholding:decide")
    assert limit.record_id is not None
    if limit.kind is not LimitKind.ASKED or limit.lifted_at is not None:
        raise Conflict({})
    if decision.answer is not Answer.REFUSE:
        _refuse_incomplete(unit, limit.child_id, decision)
        _keep(unit, viewer, limit.child_id, limit.record_id, decision)
    _end(unit, viewer, limit)
    tell_again(unit, limit.child_id, limit.record_id, viewer.person_id)
    _note(unit, viewer, f"withholding:{decision.answer}", limit)


def keep_back(
    unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID, decision: Decision
) -> None:
    """Redact or hide a record unasked, before its release or after; it replaces what stood.

    Raises `Invalid` at the fields, `Conflict` where its author's question waits for an answer.
    """
    _refuse_others(unit, viewer, child_id, record_id, "withholding:keep")
    if decision.answer is Answer.REFUSE:
        raise Invalid({"answer": "Choose what the parents are to see."})
    _refuse_incomplete(unit, child_id, decision)
    standing = standing_of(unit, record_id)
    if any(limit.kind is LimitKind.ASKED for limit in standing):
        raise Conflict({})
    if decision.whom and any(limit.guardian_id is None for limit in standing):
        raise Invalid({"whom": "It is kept back from everybody already. End that first."})
    former = [one for one in standing if decision.whom in {None, one.guardian_id}]
    for limit in former:
        _end(unit, viewer, limit)
    _keep(unit, viewer, child_id, record_id, decision)
    if any(limit.kind is LimitKind.HIDDEN for limit in former):
        tell_again(unit, child_id, record_id, viewer.person_id, only=decision.whom)


def review(unit: Unit, viewer: Viewer, limit_id: UUID, review_on: date | None) -> None:
    """Look again at what is kept back, and let it stand until another day."""
    limit = _stands(unit, viewer, limit_id, "withholding:review")
    if problem := _problem_with_day(unit, review_on):
        raise Invalid({"review_on": problem})
    limit.review_on = review_on
    _remind(unit, limit)
    _note(unit, viewer, "withholding:review", limit)


def lift(unit: Unit, viewer: Viewer, limit_id: UUID) -> None:
    """End it: whom it was kept from gets the record as a new change."""
    limit = _stands(unit, viewer, limit_id, "withholding:lift")
    assert limit.record_id is not None
    _end(unit, viewer, limit)
    tell_again(unit, limit.child_id, limit.record_id, viewer.person_id, only=limit.guardian_id)
    _note(unit, viewer, "withholding:lift", limit)


def remind(unit: Unit, limit_id: UUID, on: date) -> None:
    """Tell the leaders who are there now that a review is due; what has ended tells nobody."""
    limit = unit.session.get_one(Limit, limit_id)
    assert limit.record_id is not None
    place = newest_version(unit, limit.record_id).institution_id
    if limit.lifted_at is None and limit.review_on == on and place is not None:
        _tell_leaders(unit, place, f"review:{limit_id}:{on.isoformat()}")


def _own(unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID, action: str) -> RecordVersion:
    """Return one's own newest wording in a log, with the child locked."""
    record = unit.session.get(Record, record_id)
    here = audit.lock(unit, child_id) and bool(my_tasks(unit, viewer, child_id))
    if not here or record is None or record.child_id != child_id or record.log_id is None:
        raise NotFound(Attempt(action, record_id, child_id))
    version = newest_version(unit, record_id)
    if version.author_id != viewer.person_id or version.institution_id is None:
        raise NotFound(Attempt(action, record_id, child_id))
    return version


def may_decide(unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID) -> bool:
    """Return whether the viewer leads the place where a record was written, the child locked.

    Nobody decides what he himself, as a guardian, may read.
    """
    record = unit.session.get(Record, record_id)
    if not audit.lock(unit, child_id) or record is None or record.child_id != child_id:
        return False
    place = newest_version(unit, record_id).institution_id
    leads = place is not None and viewer.person_id in leaders_of(unit, place)
    return leads and viewer.person_id not in load_facts(unit, child_id).custodians


def _refuse_others(
    unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID, action: str
) -> None:
    if not may_decide(unit, viewer, child_id, record_id):
        raise NotFound(Attempt(action, record_id, child_id))


def _led(unit: Unit, viewer: Viewer, limit_id: UUID, action: str) -> Limit:
    limit = unit.session.get(Limit, limit_id)
    if limit is None or limit.record_id is None:
        raise NotFound(Attempt(action, limit_id))
    _refuse_others(unit, viewer, limit.child_id, limit.record_id, action)
    unit.session.refresh(limit)
    return limit


def _stands(unit: Unit, viewer: Viewer, limit_id: UUID, action: str) -> Limit:
    limit = _led(unit, viewer, limit_id, action)
    if limit.kind not in KEPT or limit.lifted_at is not None:
        raise Conflict({})
    return limit


def _is_out(unit: Unit, record_id: UUID) -> bool:
    query = select(Release).where(Release.record_id == record_id, Release.released_at <= unit.now)
    return unit.session.scalars(query).first() is not None


def _refuse_incomplete(unit: Unit, child_id: UUID, decision: Decision) -> None:
    facts, catalogue = load_facts(unit, child_id), unit.use(Catalogue)
    readers = family(facts, unit.now)
    problems = problems_with(decision, catalogue.withholding_reasons, readers)
    if problem := _problem_with_day(unit, decision.review_on):
        problems["review_on"] = problem
    if problems:
        raise Invalid(problems)


def _problem_with_day(unit: Unit, review_on: date | None) -> str:
    today, months = day_of(unit.now), unit.use(Catalogue).deadlines.withholding_review_months
    return problem_with_day(review_on, today, months_after(today, months))


def _keep(unit: Unit, viewer: Viewer, child_id: UUID, record_id: UUID, decision: Decision) -> None:
    limit = Limit(
        id=new_id(),
        child_id=child_id,
        kind=decision.answer.limit,
        record_id=record_id,
        guardian_id=decision.whom,
        legal=decision.legal,
        review_on=decision.review_on,
        set_at=unit.now,
        set_by=viewer.person_id,
    )
    unit.session.add(limit)
    _remind(unit, limit)
    _note(unit, viewer, "withholding:keep", limit)


def _end(unit: Unit, viewer: Viewer, limit: Limit) -> None:
    limit.lifted_at, limit.lifted_by = unit.now, viewer.person_id


def _remind(unit: Unit, limit: Limit) -> None:
    """Queue what tells the leaders on the day; it is decided anew then."""
    assert limit.review_on is not None
    day = limit.review_on.isoformat()
    told = {"limit": str(limit.id), "on": day}
    at = start_of_day(limit.review_on, MORNING)
    outbox.enqueue(unit, REVIEW, told, key=f"{REVIEW}:{limit.id}:{day}", run_at=at)


def _tell_leaders(unit: Unit, place: UUID, about: str) -> None:
    for leader in leaders_of(unit, place):
        outbox.enqueue(unit, TELL, {"person": str(leader)}, key=f"{TELL}:{about}:{leader}")


def _note(unit: Unit, viewer: Viewer, action: str, limit: Limit) -> None:
    about = {
        "child": str(limit.child_id),
        "record": str(limit.record_id),
        "limit": str(limit.id),
        "kind": limit.kind.value,
        "legal": limit.legal or "",
        "review_on": limit.review_on.isoformat() if limit.review_on else "",
        "whom": str(limit.guardian_id) if limit.guardian_id else "all",
    }
    audit.append(unit, audit.APART, Event(action, viewer.person_id, about=about))
