"""Whose requests are whose to see, and what an asker may have."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select, true

from stafet import audit
from stafet.access_requests.models import AccessRequest, Decision, Omission
from stafet.access_requests.rules import AskerKind, Cut
from stafet.consent.decision import CHILD, Allow, Key, Reader, Reason, Refusal, decide
from stafet.consent.facts import load_facts
from stafet.consent.record_facts import load_records
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.queries import children_of, stands_with
from stafet.web.viewer import Role, Viewer


def how_many_requests(unit: Unit, viewer: Viewer) -> int:
    """Return how long the viewer's list of requests is."""
    query = select(func.count()).select_from(AccessRequest).where(_is_listed(unit, viewer))
    return unit.session.scalar(query) or 0


def requests_of(unit: Unit, viewer: Viewer, which: slice) -> Sequence[AccessRequest]:
    """Return some of the viewer's requests: one of the family's own, or those he sees to.

    The family's from the newest. To a professional first what is not answered, the most urgent
    first, then from the newest answer.
    """
    query = select(AccessRequest).where(_is_listed(unit, viewer))
    if viewer.is_family:
        ordered = query.order_by(AccessRequest.received_on.desc(), AccessRequest.id)
    else:
        waits = case((Decision.request_id.is_(None), 0), else_=1)
        ordered = query.outerjoin(Decision, Decision.request_id == AccessRequest.id).order_by(
            waits, Decision.decided_at.desc(), AccessRequest.due_on, AccessRequest.id
        )
    return unit.session.scalars(ordered.slice(which.start, which.stop)).all()


def request_for(unit: Unit, viewer: Viewer, request_id: UUID, action: str) -> AccessRequest:
    """Return a request the viewer sees to, its child's head locked; `NotFound` for another."""
    row = unit.session.get(AccessRequest, request_id)
    if row is None or not audit.lock(unit, row.child_id) or not _sees_to(viewer, row):
        raise NotFound(Attempt(action, request_id))
    unit.session.refresh(row)
    return row


def handled(unit: Unit, viewer: Viewer, request_id: UUID, action: str) -> AccessRequest:
    """Return a request the viewer handles; `NotFound` for everybody else, leaders too."""
    row = request_for(unit, viewer, request_id, action)
    if row.handler_id != viewer.person_id or Role.ADMIN in viewer.roles:
        raise NotFound(Attempt(action, request_id, row.child_id))
    return row


def answered_to(
    unit: Unit, viewer: Viewer, request_id: UUID, action: str
) -> tuple[AccessRequest, Decision]:
    """Return the viewer's own request and its answer, while he stands with the child.

    Raises `NotFound` for everything else.
    """
    row = unit.session.get(AccessRequest, request_id)
    mine = row is not None and row.asker_id == viewer.person_id
    if row is None or not mine or not audit.lock(unit, row.child_id):
        raise NotFound(Attempt(action, request_id))
    decision = decision_of(unit, row)
    if decision is None or not stands_with(unit, viewer, row.child_id):
        raise NotFound(Attempt(action, request_id, row.child_id))
    return row, decision


def handed_out(
    unit: Unit, viewer: Viewer, request_id: UUID, action: str
) -> tuple[AccessRequest, Decision]:
    """Return a request and its answer for who may fetch it: who asked, or who hands it over.

    Raises `NotFound` for everybody else, and while it is not answered.
    """
    if viewer.is_family:
        return answered_to(unit, viewer, request_id, action)
    row = handled(unit, viewer, request_id, action)
    decision = decision_of(unit, row)
    if decision is None:
        raise NotFound(Attempt(action, request_id, row.child_id))
    return row, decision


def decision_of(unit: Unit, request: AccessRequest) -> Decision | None:
    return unit.session.get(Decision, request.id)


def decisions_of(unit: Unit, requests: Iterable[AccessRequest]) -> dict[UUID, Decision]:
    """Return what is decided, by request."""
    query = select(Decision).where(Decision.request_id.in_({row.id for row in requests}))
    return {row.request_id: row for row in unit.session.scalars(query)}


def omissions_of(unit: Unit, request: AccessRequest) -> dict[UUID, Omission]:
    """Return what is cut, by record."""
    query = select(Omission).where(Omission.request_id == request.id)
    return {row.record_id: row for row in unit.session.scalars(query)}


def keys_for(unit: Unit, request: AccessRequest) -> frozenset[Key]:
    """Return every wording the asker may have now, before anything is cut (L54).

    The family by the one decision; anybody else what is about the child alone and lies in a log.
    """
    rows = [fact for fact, _ in load_records(unit, request.child_id)]
    if request.asker_kind is AskerKind.OUTSIDE:
        return frozenset(f.key for f in rows if f.subjects == {CHILD} and not f.internal)
    assert request.asker_id is not None
    facts = load_facts(unit, request.child_id)
    verdicts = decide(Reader(request.asker_id), facts, rows, unit.now)
    return frozenset(key for key, verdict in verdicts.items() if isinstance(verdict, Allow))


def withheld_from(unit: Unit, request: AccessRequest) -> frozenset[UUID]:
    """Return the records of which the asker may know only that they are withheld."""
    if request.asker_id is None:
        return frozenset()
    rows = [fact for fact, _ in load_records(unit, request.child_id)]
    facts = load_facts(unit, request.child_id)
    verdicts = decide(Reader(request.asker_id), facts, rows, unit.now)
    withheld = Refusal(Reason.WITHHELD)
    return frozenset(record for (record, _), verdict in verdicts.items() if verdict == withheld)


def opened_to_handler(unit: Unit, request: AccessRequest) -> frozenset[UUID]:
    """Return the records the handler may read now."""
    access = unit.session.get(Access, request.access_id) if request.access_id else None
    runs = access is not None and access.ended_at is None and unit.now < access.until_at
    return frozenset(map(UUID, access.records)) if access and runs else frozenset()


def given_out(unit: Unit, request: AccessRequest, decision: Decision) -> frozenset[Key]:
    """Return what is handed out now: what was decided, as far as it still may be (R3)."""
    left_out = {
        record for record, one in omissions_of(unit, request).items() if one.cut is Cut.LEFT_OUT
    }
    decided = {(UUID(str(record)), int(version)) for record, version in decision.manifest}
    return frozenset(key for key in decided & keys_for(unit, request) if key[0] not in left_out)


def _is_listed(unit: Unit, viewer: Viewer) -> ColumnElement[bool]:
    """Return which requests stand on the viewer's list.

    One of the family's own, of children he stands with; to the officer all, to a leader his
    places', to a handler his own.
    """
    if viewer.is_family:
        mine = AccessRequest.asker_id == viewer.person_id
        return mine & AccessRequest.child_id.in_(children_of(unit, viewer))
    if Role.DPO in viewer.roles:
        return true()
    near = AccessRequest.institution_id.in_(viewer.led)
    return near | (AccessRequest.handler_id == viewer.person_id)


def _sees_to(viewer: Viewer, row: AccessRequest) -> bool:
    near = row.handler_id == viewer.person_id or row.institution_id in viewer.led
    return near or Role.DPO in viewer.roles
