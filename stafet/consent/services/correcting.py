"""Correct the name of a person outside the kommune, by asking the parents anew."""

from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.consent.corrections import corrected_id, replaced
from stafet.consent.models import Request
from stafet.consent.services.asking import refuse_naming
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.queries import outsiders_of
from stafet.people.rules import Outsider
from stafet.people.services import add_outsider
from stafet.people.telling import outsiders_named
from stafet.web.viewer import Viewer

CORRECT = "consent:correct"


def correct_outsider(
    unit: Unit, viewer: Viewer, child_id: UUID, outsider_id: UUID, who: Outsider
) -> UUID:
    """Make the same person a party under the corrected name, and ask about the old one no more.

    What a giver has signed under the old name stands until he answers about the new one. Return
    the new party's id, which `ask` is called with; the same name twice is once. Raises `NotFound`
    for nobody outside of this child's, `Invalid` at `outside_name` and `outside_role`.
    """
    audit.lock(unit, child_id)
    outsiders = outsiders_of(unit, child_id)
    known = outsiders_named(unit, viewer, child_id)
    if outsider_id not in known:
        raise NotFound(Attempt(CORRECT, outsider_id, child_id))
    new_id = corrected_id(outsider_id)
    if known.get(new_id) == who:
        return new_id
    if new_id in outsiders:
        raise Invalid({"outside_name": "The name has been corrected already. See who may read."})
    if who == known[outsider_id]:
        raise Invalid({"outside_name": "Nothing is changed. Write the right name."})
    others = [one for key, one in known.items() if key not in {outsider_id, *replaced(outsiders)}]
    refuse_naming(unit, child_id, who, others)
    add_outsider(unit, child_id, new_id, who)
    _ask_no_more(unit, child_id, outsider_id)
    about = {"institution": str(outsider_id), "corrected": str(new_id)}
    audit.append(unit, child_id, Event(CORRECT, viewer.person_id, about=about))
    return new_id


def _ask_no_more(unit: Unit, child_id: UUID, outsider_id: UUID) -> None:
    query = select(Request).where(
        Request.child_id == child_id, Request.institution_id == outsider_id
    )
    for row in unit.session.scalars(query):
        unit.session.delete(row)
    unit.session.flush()
