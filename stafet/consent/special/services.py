"""Open and end a særlig adgang; tell the parents later; say no to who asks from outside."""

from datetime import datetime
from uuid import UUID

from stafet import audit
from stafet.accounts.queries import holders_of
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.model import AccessKind
from stafet.consent.special.choosable import choosable
from stafet.consent.special.deciding import decides
from stafet.consent.special.models import Access, RefusedRequest
from stafet.consent.special.notices import tell_parents, tell_staff
from stafet.consent.special.rules import Wish, end_of, last_days, problems_with
from stafet.consent.special.sealing import Words, access_context, refusal_context, sealed
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.queries import employments_of
from stafet.people.services.registering import id_of_press
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Role, Viewer


def open_access(unit: Unit, viewer: Viewer, child_id: UUID, wish: Wish) -> UUID:
    """Let a named professional read chosen records for a time; return the access's id.

    Raises `NotFound` for who does not decide about the child, and `Invalid` at `kind`,
    `receiver`, `records`, `reason`, `last_day`, `asker`, `tell_parents` or `not_told`. The same
    press of the button opens once, and nothing again that has ended.
    """
    kind = kind_to_decide(unit, viewer, child_id, wish.kind)
    access_id = id_of_press(unit, wish.id, viewer.person_id)
    if unit.session.get(Access, access_id) is not None:
        return access_id
    _refuse_receiver(unit, viewer, wish)
    offered = {fact.record_id for fact, _ in choosable(unit, child_id, kind, wish.institution_id)}
    if problems := problems_with(wish, kind, offered, unit.now):
        raise Invalid(problems)
    until_at = end_of(wish.last_day or last_days(kind, unit.now)[0])
    access = add_access(unit, viewer, child_id, kind, wish, access_id, until_at)
    tell_staff(unit, [wish.receiver_id], "opened", access.id)
    return access.id


def add_access(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    kind: AccessKind,
    wish: Wish,
    access_id: UUID,
    until_at: datetime,
) -> Access:
    """Write the row, its audit and the parents' line."""
    context = access_context(child_id, access_id, viewer.person_id, wish.institution_id)
    access = Access(
        id=access_id,
        child_id=child_id,
        kind=kind.key,
        legal=kind.law,
        receiver_id=wish.receiver_id,
        institution_id=wish.institution_id,
        records=frozenset(map(str, wish.records)),
        decided_by=viewer.person_id,
        from_at=unit.now,
        until_at=until_at,
        parents_told=wish.tell_parents,
        sealed=sealed(unit, context, Words(wish.reason, wish.not_told, wish.asker)),
    )
    unit.session.add(access)
    unit.session.flush()
    about = {"receiver": str(wish.receiver_id), "until": until_at.isoformat()}
    note(unit, access, "access:open", viewer.person_id, about)
    tell_parents(unit, access, HappeningKind.ACCESS, viewer.person_id)
    return access


def end_access(unit: Unit, viewer: Viewer, access_id: UUID) -> None:
    """End an access now; twice is once.

    A leader who decides about the child does, or the receiver himself.
    """
    access = access_of(unit, access_id, "access:end")
    mine = access.receiver_id == viewer.person_id
    if not mine and not decides(unit, viewer, access.child_id):
        raise NotFound(Attempt("access:end", access_id, access.child_id))
    if access.ended_at is None and unit.now < access.until_at:
        access.ended_at, access.ended_by = unit.now, viewer.person_id
        note(unit, access, "access:end", viewer.person_id)


def tell_now(unit: Unit, viewer: Viewer, access_id: UUID) -> None:
    """Tell the parents of an access they were not told of: it stands in their lists from now on."""
    access = access_of(unit, access_id, "access:tell")
    if not decides(unit, viewer, access.child_id):
        raise NotFound(Attempt("access:tell", access_id, access.child_id))
    if not access.parents_told:
        access.parents_told = True
        note(unit, access, "access:tell", viewer.person_id)
        tell_parents(unit, access, HappeningKind.ACCESS, viewer.person_id)


def refuse_request(
    unit: Unit, viewer: Viewer, child_id: UUID, kind_key: str, press: UUID, words: Words
) -> UUID:
    """Say a reasoned no to somebody outside who asked for access; nothing opens (L17).

    Raises `Invalid` at `kind`, `reason` or `asker`.
    """
    kind = kind_to_decide(unit, viewer, child_id, kind_key)
    request_id = id_of_press(unit, press, viewer.person_id)
    if unit.session.get(RefusedRequest, request_id) is not None:
        return request_id
    if not kind.on_behalf:
        raise Invalid({"kind": "Only a request from outside can be refused."})
    missing = {"reason": "Write why it is refused.", "asker": "Write who has asked."}
    if problems := {name: m for name, m in missing.items() if not getattr(words, name).strip()}:
        raise Invalid(problems)
    place = min(viewer.led)
    context = refusal_context(child_id, request_id, viewer.person_id, place)
    unit.session.add(
        RefusedRequest(
            id=request_id,
            child_id=child_id,
            kind=kind.key,
            legal=kind.law,
            institution_id=place,
            refused_at=unit.now,
            refused_by=viewer.person_id,
            sealed=sealed(unit, context, words),
        )
    )
    about = {"request": str(request_id), "kind": kind.key}
    audit.append(unit, child_id, Event("access:refuse", viewer.person_id, about=about))
    return request_id


def kind_to_decide(unit: Unit, viewer: Viewer, child_id: UUID, key: str) -> AccessKind:
    """Return a kind that the viewer may decide about a child, its head locked.

    Raises `Invalid` at `kind` for an unknown one, and `NotFound` where it is not his to decide.
    """
    kind = unit.use(Catalogue).access_kinds.get(key)
    if not audit.lock(unit, child_id) or not decides(unit, viewer, child_id):
        raise NotFound(Attempt("access:open", child_id=child_id))
    if kind is None:
        raise Invalid({"kind": "This kind is not known."})
    if kind.is_emergency:
        raise Invalid({"kind": "An emergency is opened by the one who needs it."})
    if not decides(unit, viewer, child_id, kind):
        raise NotFound(Attempt("access:open", child_id=child_id))
    return kind


def access_of(unit: Unit, access_id: UUID, action: str) -> Access:
    """Return an access, its child's head locked; `NotFound` for none."""
    access = unit.session.get(Access, access_id)
    if access is None or not audit.lock(unit, access.child_id):
        raise NotFound(Attempt(action, access_id))
    unit.session.refresh(access)
    return access


def note(
    unit: Unit, access: Access, action: str, by: UUID | None, more: dict[str, str] | None = None
) -> None:
    """Tell the child's chain; where the parents are not told, the one that is kept apart."""
    chain = access.child_id if access.parents_told else audit.APART
    about = {"access": str(access.id), "kind": access.kind, **(more or {})}
    actor_kind = "person" if by else "system"
    audit.append(unit, chain, Event(action, by, actor_kind=actor_kind, about=about))


def _refuse_receiver(unit: Unit, viewer: Viewer, wish: Wish) -> None:
    """Raise `Invalid` for the decider himself, who does not work there, and administrators."""
    if wish.receiver_id == viewer.person_id:
        raise Invalid({"receiver": "Nobody gives himself access. Another leader decides."})
    works_at = {row.institution_id for row in employments_of(unit, wish.receiver_id)}
    if wish.institution_id not in works_at:
        raise Invalid({"receiver": "This person does not work there."})
    if wish.receiver_id in holders_of(unit, Role.ADMIN):
        raise Invalid({"receiver": "An administrator reads no texts."})
