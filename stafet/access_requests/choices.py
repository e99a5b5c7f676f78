"""Who may ask about a child, which places answer, and whom a leader can name."""

from uuid import UUID

from stafet import audit
from stafet.access_requests.forms import OUTSIDE
from stafet.access_requests.queries import request_for
from stafet.access_requests.registering import may_register, places_that_answer
from stafet.accounts.queries import holders_of
from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for, names_in_request
from stafet.people.queries import custodians, employees_of, givers_of, institutions
from stafet.web.i18n import _, current_language
from stafet.web.viewer import Role, Viewer


def askers(unit: Unit, viewer: Viewer, child_id: UUID) -> tuple[str, list[tuple[str, str]]]:
    """Return the child's name and who may ask about it; `NotFound` for who may not register."""
    if not audit.lock(unit, child_id) or not may_register(unit, viewer, child_id):
        raise NotFound(Attempt("access-request:register", child_id=child_id))
    people = dict.fromkeys((*custodians(unit, child_id), *givers_of(unit, child_id)))
    names = names_in_request(unit, viewer, {child_id, *people})
    known = [(str(person), names.get(person) or _("Somebody")) for person in people]
    return names.get(child_id, ""), [*known, (OUTSIDE, _("Somebody else"))]


def answering_places(unit: Unit, child_id: UUID) -> list[tuple[str, str]]:
    rows = institutions(unit, places_that_answer(unit, child_id))
    return [(str(row.id), row.name) for row in rows.values()]


def who_can_answer(unit: Unit, viewer: Viewer, request_id: UUID) -> list[tuple[str, str]]:
    """Return the employees a leader can name, each as `person|place`: never himself."""
    row = request_for(unit, viewer, request_id, "access-request:name")
    places = places_that_answer(unit, row.child_id) | {row.institution_id}
    barred = {viewer.person_id, row.asker_id} | holders_of(unit, Role.ADMIN)
    work = [one for one in employees_of(unit, places) if one.person_id not in barred]
    names = names_for(unit, viewer, {one.person_id for one in work}, "names:access")
    titles, language = unit.use(Catalogue).titles, current_language()
    found = {
        f"{one.person_id}|{one.institution_id}": ", ".join(
            part
            for part in (
                names.get(one.person_id, ""),
                titles[one.title].label.in_(language) if one.title in titles else "",
            )
            if part
        )
        for one in work
    }
    return sorted(found.items(), key=lambda pair: pair[1])
