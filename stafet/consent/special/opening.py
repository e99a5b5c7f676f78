"""The hinge for the deciders' words: opened for a leader who decides, each time told."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from stafet import audit
from stafet.audit import Event, Sight
from stafet.consent.special.models import Access, RefusedRequest
from stafet.consent.special.sealing import Words, access_context, refusal_context
from stafet.db.transaction import Unit
from stafet.errors import Sealed
from stafet.vault import Context, Kind, Permit, Vault
from stafet.web.viewer import Viewer

DECIDER = "decider"
"""The basis on which a leader reads the words of a decision: no record opens by it."""


def open_words(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    accesses: Sequence[Access] = (),
    refusals: Sequence[RefusedRequest] = (),
) -> Mapping[UUID, Words | None]:
    """Return the words of one child's decisions by id, None where the bytes do not open.

    That the viewer decides about the child is the caller's to see to.
    """
    items = [*map(_of_access, accesses), *map(_of_refusal, refusals)]
    if not items:
        return {}
    objects = tuple((context.record, context.version) for context, _ in items)
    sight = Sight(Kind.CONTENT, DECIDER, objects)
    event = Event(
        "access:reason", viewer.person_id, opened=(sight,), about={"child": str(child_id)}
    )
    audit.append(unit, audit.APART, event)
    return dict(zip((one for one, _ in objects), _opened(unit, child_id, items), strict=True))


def _opened(
    unit: Unit, child_id: UUID, items: Sequence[tuple[Context, bytes]]
) -> list[Words | None]:
    objects = frozenset((context.record, context.version) for context, _ in items)
    permit = Permit(unit.id, child_id, Kind.CONTENT, objects)
    texts = unit.use(Vault).open(permit, items)
    return [None if isinstance(text, Sealed) else Words.from_json(text) for text in texts]


def _of_access(row: Access) -> tuple[Context, bytes]:
    context = access_context(row.child_id, row.id, row.decided_by, row.institution_id)
    return context, row.sealed


def _of_refusal(row: RefusedRequest) -> tuple[Context, bytes]:
    context = refusal_context(row.child_id, row.id, row.refused_by, row.institution_id)
    return context, row.sealed
