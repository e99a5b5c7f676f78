"""Hand the relay over: offered, accepted or refused; the holder keeps it until then (L28)."""

from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.clock import day_of
from stafet.consent.release import release
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.failpoints import failpoint
from stafet.logs.models import Handover, Stafetlog
from stafet.logs.queries import author_in, facts_of, held_log, log_for, newest_spell, open_offer
from stafet.logs.rules import OfferState
from stafet.logs.services.opening import begin_spell
from stafet.logs.services.participants import notify, refuse_unpermitted
from stafet.people.queries import my_tasks, tasks_with, unended_tasks
from stafet.people.rules import TaskWhy
from stafet.people.services import end_task
from stafet.records import happenings
from stafet.records.rules import Content, HappeningKind, RecordKind
from stafet.records.services import Author, Writing, write
from stafet.web.viewer import Viewer


def offer_relay(
    unit: Unit, viewer: Viewer, log_id: UUID, person_id: UUID, institution_id: UUID
) -> None:
    """Offer the relay to somebody near the child.

    Raises `Invalid` at `person` for somebody without a task with the child, or from a place
    the parents have not said yes to; `Conflict` while another offer waits.
    """
    log = held_log(unit, viewer, log_id, "relay:offer")
    if open_offer(unit, log_id) is not None:
        raise Conflict({})
    near = {(t.person_id, t.institution_id) for t in tasks_with(unit, log.child_id)}
    if (person_id, institution_id) not in near or person_id == viewer.person_id:
        raise Invalid({"person": "Choose somebody who has a task with the child."})
    if institution_id != log.holder_place:
        refuse_unpermitted(unit, log, institution_id)
    unit.session.add(
        Handover(
            log_id=log_id,
            offered_by=viewer.person_id,
            offered_to=person_id,
            institution_id=institution_id,
            offered_at=unit.now,
            state=OfferState.OFFERED,
        )
    )
    _note(unit, HappeningKind.OFFERED, log.child_id, log_id, viewer, person_id, institution_id)
    about = {"to": str(person_id)}
    audit.append(unit, log.child_id, Event("relay:offer", viewer.person_id, about=about))
    notify(unit, person_id)


def accept_relay(unit: Unit, viewer: Viewer, log_id: UUID) -> None:
    """Take the relay: from this instant the viewer is the one holder; twice is once.

    Raises `Invalid` at `person` where the parents' yes (L30), or the viewer's own task, has
    ended since the offer.
    """
    row, offer = _offered(unit, viewer, log_id)
    spell = newest_spell(unit, log_id)
    if offer is None:
        return
    if offer.institution_id != spell.institution_id:
        refuse_unpermitted(unit, facts_of(unit, row), offer.institution_id)
    if not _still_near(unit, viewer, offer, row.child_id):
        raise Invalid({"person": "You no longer have a task with the child from there."})
    _answer(unit, offer, OfferState.ACCEPTED)
    former, spell.to_at = spell.person_id, unit.now
    unit.session.flush()
    failpoint("relay.laid-down")
    begin_spell(unit, row, Author(viewer.person_id, offer.institution_id), by=viewer.person_id)
    failpoint("relay.taken-up")
    for task in unended_tasks(unit, person_id=former, child_id=row.child_id):
        if task.why == TaskWhy.HOLDER:
            end_task(unit, task, by=viewer.person_id)
    person, place = viewer.person_id, offer.institution_id
    _note(unit, HappeningKind.HOLDER, row.child_id, log_id, viewer, person, place)
    about = {"from": str(former)}
    audit.append(unit, row.child_id, Event("relay:accept", viewer.person_id, about=about))


def refuse_relay(unit: Unit, viewer: Viewer, log_id: UUID, reason: str) -> None:
    """Say no, with a reason that becomes a record. Raises `Invalid` at `reason`.

    Who no longer has a task from where he was asked writes from where he has one (L29).
    """
    row, offer = _offered(unit, viewer, log_id)
    if offer is None:
        raise NotFound(Attempt("relay:answer", log_id, row.child_id))
    if not reason.strip():
        raise Invalid({"reason": "Tell why, so that the stafetholder can find another."})
    if _still_near(unit, viewer, offer, row.child_id):
        author = Author(viewer.person_id, offer.institution_id)
    else:
        author = author_in(unit, viewer, facts_of(unit, row))
    writing = Writing(
        kind=RecordKind.ANSWER,
        content=Content(text=reason.strip()),
        event_on=day_of(unit.now),
        categories=frozenset({"family"}),
        log_id=log_id,
    )
    written = write(unit, author, row.child_id, writing)
    release(unit, written, writing.kind, log_id, viewer.person_id)
    offer.reason_id = written.record_id
    _answer(unit, offer, OfferState.REFUSED)
    audit.append(unit, row.child_id, Event("relay:refuse", viewer.person_id))


def take_back_offer(unit: Unit, viewer: Viewer, log_id: UUID) -> None:
    """Take an offer back before it is answered."""
    log = held_log(unit, viewer, log_id, "relay:take-back")
    offer = open_offer(unit, log_id)
    if offer is None:
        raise Conflict({})
    _answer(unit, offer, OfferState.TAKEN_BACK)
    audit.append(unit, log.child_id, Event("relay:take-back", viewer.person_id))


def _offered(unit: Unit, viewer: Viewer, log_id: UUID) -> tuple[Stafetlog, Handover | None]:
    """Return the log and the viewer's offer, None where he has accepted it already."""
    log = log_for(unit, viewer, log_id, "relay:answer")
    row = unit.session.get_one(Stafetlog, log_id)
    offer = open_offer(unit, log_id)
    if offer is None and log.holder_id == viewer.person_id:
        return row, None
    if offer is None or offer.offered_to != viewer.person_id:
        raise NotFound(Attempt("relay:answer", log_id, row.child_id))
    return row, offer


def _still_near(unit: Unit, viewer: Viewer, offer: Handover, child_id: UUID) -> bool:
    places = {task.institution_id for task in my_tasks(unit, viewer, child_id)}
    return offer.institution_id in places


def _answer(unit: Unit, offer: Handover, state: OfferState) -> None:
    offer.state, offer.answered_at = state, unit.now


def _note(
    unit: Unit,
    kind: HappeningKind,
    child_id: UUID,
    log_id: UUID,
    viewer: Viewer,
    person_id: UUID,
    institution_id: UUID,
) -> None:
    happenings.note(
        unit,
        kind,
        child_id=child_id,
        log_id=log_id,
        actor_id=viewer.person_id,
        person_id=person_id,
        institution_id=institution_id,
    )
