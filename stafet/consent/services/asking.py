"""Ask the parents whether an institution, or a person outside the kommune, may take part."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.audit.manifest import genuine_only
from stafet.consent.answers import why_context
from stafet.consent.corrections import replaced
from stafet.consent.models import Request
from stafet.consent.services.acts import note
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.ids import new_id
from stafet.people.models import Institution
from stafet.people.queries import outsiders_of
from stafet.people.rules import Outsider
from stafet.people.services import add_outsider
from stafet.people.services.registering import id_of_press
from stafet.people.telling import outsiders_named
from stafet.records.rules import HappeningKind
from stafet.records.services import refuse_betraying
from stafet.vault import Kind, Vault
from stafet.web.viewer import Viewer


def ask(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_ids: Sequence[UUID],
    from_on: date | None = None,
    why: str = "",
) -> None:
    """Ask the custody holders whether institutions may take part; asking twice is asking once.

    `why` is the asker's own sentence, sealed. Who may ask is the caller's to see to: the holder,
    from the log (`consent.asking`). Raises `Invalid` at `why` for words that betray a home.
    """
    why = why.strip()
    audit.lock(unit, child_id)
    refuse_betraying(unit, child_id, why, "why")
    known = unit.session.scalars(select(Request).where(Request.child_id == child_id))
    asked = {row.institution_id for row in genuine_only(unit, known)}
    for institution in dict.fromkeys(institution_ids):
        if institution in asked:
            continue
        request = Request(
            id=new_id(),
            child_id=child_id,
            institution_id=institution,
            asked_by=viewer.person_id,
            asked_at=unit.now,
            from_on=from_on,
        )
        if why:
            context = why_context(request)
            request.sealed = unit.use(Vault).seal(child_id, Kind.CONTENT, context, why)
        unit.session.add(request)
        about = {"institution": str(institution)}
        audit.append(unit, child_id, Event("consent:ask", viewer.person_id, about=about))
        note(unit, HappeningKind.CONSENT_ASKED, viewer, child_id, institution)


def name_outsider(unit: Unit, viewer: Viewer, child_id: UUID, press: UUID, who: Outsider) -> UUID:
    """Make a person outside the kommune a party the parents can be asked about; return its id.

    The same press with the same words makes him once. Raises `Invalid` at `outside_name` and
    `outside_role` for words that betray a home, and for one the parents were asked about before.
    """
    told = uuid5(press, f"{child_id} {who.whole}")
    outsider_id = id_of_press(unit, told, viewer.person_id)
    if unit.session.get(Institution, outsider_id) is not None:
        return outsider_id
    gone = replaced(outsiders_of(unit, child_id))
    known = outsiders_named(unit, viewer, child_id)
    refuse_naming(unit, child_id, who, [one for key, one in known.items() if key not in gone])
    return add_outsider(unit, child_id, outsider_id, who).id


def refuse_naming(unit: Unit, child_id: UUID, who: Outsider, known: Iterable[Outsider]) -> None:
    """Raise `Invalid` at the field for words that betray a home, and for one of those known."""
    refuse_betraying(unit, child_id, who.name, "outside_name")
    refuse_betraying(unit, child_id, who.role, "outside_role")
    if who.whole.casefold() in {one.whole.casefold() for one in known}:
        raise Invalid({"outside_name": "The parents have been asked about this person already."})
