"""Cut what is not handed out, decide, hand over; remind who answers (L54)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stafet import outbox
from stafet.access_requests.models import AccessRequest, Decision, Omission
from stafet.access_requests.queries import (
    decision_of,
    handled,
    keys_for,
    omissions_of,
    opened_to_handler,
)
from stafet.access_requests.registering import KIND, tell
from stafet.access_requests.rules import Cut, Outcome, problems_with_cut, problems_with_decision
from stafet.access_requests.sealing import joined, seal_words
from stafet.catalogue import Catalogue
from stafet.consent.special.notices import TELL
from stafet.copies.rules import digest, spelled
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.ids import new_id
from stafet.people.queries import leaders_of
from stafet.web.viewer import Viewer

ANSWER = "access-request.answer"
"""The message to the asker: there is news for you."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be cut from one text; None hands it out whole after all.

    `missing` are the passages that stand in none of its wordings, as its reader has seen.
    """

    what: Cut | None
    legal: str = ""
    passages: Sequence[str] = ()
    missing: Sequence[str] = ()


def cut(unit: Unit, viewer: Viewer, request_id: UUID, record_id: UUID, wanted: Wanted) -> None:
    """Leave a text out, or black passages out; what was cut from it before is replaced.

    Raises `NotFound` for all but the handler, `Invalid` at `legal` or `passages`.
    """
    row = _open_request(unit, viewer, request_id, "access-request:cut")
    if record_id not in opened_to_handler(unit, row):
        raise NotFound(Attempt("access-request:cut", record_id, row.child_id))
    known = unit.use(Catalogue).withholding_reasons
    what, passages = wanted.what, wanted.passages
    if problems := problems_with_cut(what, passages, wanted.missing, wanted.legal, known):
        raise Invalid(problems)
    former = omissions_of(unit, row).get(record_id)
    if former is not None:
        unit.session.delete(former)
        unit.session.flush()
    if what is not None:
        omission = Omission(
            id=new_id(),
            request_id=row.id,
            child_id=row.child_id,
            record_id=record_id,
            cut=what,
            legal=wanted.legal,
            decided_at=unit.now,
            decided_by=viewer.person_id,
        )
        seal_words(unit, omission, joined(passages if what is Cut.BLACKED_OUT else ()))
        unit.session.add(omission)
        unit.session.flush()
    about = {"record": str(record_id), "cut": what.value if what else "none"}
    tell(unit, row, "access-request:cut", viewer.person_id, about)


def decide_request(
    unit: Unit, viewer: Viewer, request_id: UUID, outcome: Outcome, text: str
) -> None:
    """Decide, and freeze what is handed out; the asker is told that there is news.

    Raises `NotFound` for all but the handler, `Invalid` at `outcome`, `text` or above the form.
    """
    row = _open_request(unit, viewer, request_id, "access-request:decide")
    keys = keys_for(unit, row)
    unread = {record for record, _ in keys} - opened_to_handler(unit, row)
    cuts = omissions_of(unit, row)
    if problems := problems_with_decision(outcome, text, len(cuts), unread):
        raise Invalid(problems)
    left_out = {record for record, one in cuts.items() if one.cut is Cut.LEFT_OUT}
    given = set() if outcome is Outcome.REFUSED else keys
    manifest = spelled(key for key in given if key[0] not in left_out)
    decision = Decision(
        request_id=row.id,
        child_id=row.child_id,
        outcome=outcome,
        legal=unit.use(Catalogue).access_kinds[KIND].law,
        decided_at=unit.now,
        decided_by=viewer.person_id,
        manifest=manifest,
        digest=digest(row.child_id, row.id, unit.now, manifest),
    )
    seal_words(unit, decision, text.strip())
    unit.session.add(decision)
    unit.session.flush()
    about = {"outcome": outcome.value, "digest": decision.digest.hex()}
    tell(unit, row, "access-request:decide", viewer.person_id, about)
    if row.asker_id is not None:
        told = {"person": str(row.asker_id), "request": str(row.id)}
        outbox.enqueue(unit, ANSWER, told, key=f"{ANSWER}:{row.id}")


def hand_over(unit: Unit, viewer: Viewer, request_id: UUID) -> None:
    """Note that the office has handed the answer over; twice keeps the first."""
    row = handled(unit, viewer, request_id, "access-request:hand-over")
    if decision_of(unit, row) is None:
        raise NotFound(Attempt("access-request:hand-over", request_id, row.child_id))
    if row.handed_at is None:
        row.handed_at = unit.now
        tell(unit, row, "access-request:hand-over", viewer.person_id, {})


def note_fetched(unit: Unit, viewer: Viewer, row: AccessRequest) -> None:
    """Note on the child's chain that the answer was fetched, and when it first was."""
    if row.asker_id == viewer.person_id and row.fetched_at is None:
        row.fetched_at = unit.now
    tell(unit, row, "access-request:fetch", viewer.person_id, {})


def remind(unit: Unit, request_id: UUID, day: str) -> None:
    """Tell who answers that the time runs out or is over, where it is not decided yet."""
    row = unit.session.get(AccessRequest, request_id)
    if row is None or decision_of(unit, row) is not None:
        return
    people = {*leaders_of(unit, row.institution_id), *filter(None, [row.handler_id])}
    for person in people:
        key = f"{TELL}:{KIND}:{row.id}:{day}:{person}"
        outbox.enqueue(unit, TELL, {"person": str(person)}, key=key)


def _open_request(unit: Unit, viewer: Viewer, request_id: UUID, action: str) -> AccessRequest:
    row = handled(unit, viewer, request_id, action)
    if decision_of(unit, row) is not None:
        raise NotFound(Attempt(action, request_id, row.child_id))
    return row
