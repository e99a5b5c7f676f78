"""Holes that were found once and stay closed: a home that is given away by another child's place.

Whoever reads about one child must not learn there where a parent lives who is kept from him,
though the place that tells it is a sibling's.
"""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.pages.receiving import receiving_page
from stafet.consent.services import ask
from stafet.consent.services.receiving import print_paper
from stafet.copies.papers import form_of
from stafet.errors import Invalid
from stafet.people.models import Custody, PersonKind
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import (
    describe_guardian,
    end_custody,
    open_institution,
    place_child,
    record_custody,
    register_adult,
    register_child,
)
from stafet.people.telling import betraying_places, places_for

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
HIDDEN = "Klub Fjordglimt"


@pytest.fixture
def log(world):
    world.concern()
    return world.log()


def sibling_at(world, protects, *guardians):
    """Register a sibling whose place gives a home away; return the place and the custodies."""
    with world.unit() as unit:
        place = open_institution(unit, "klub", HIDDEN, "Fjernby Kommune").id
        sibling = register_child(unit, Identity("Berta Eksempel", "610420-4984"), by=None)
        today, since = day_of(unit.now), unit.now - timedelta(days=900)
        place_child(unit, sibling, place, None, today, protects=protects, by=None)
        how = {"source": "cpr", "from_at": since, "by": None}
        held = [record_custody(unit, sibling, one, CustodyKind.JOINT, **how) for one in guardians]
    return place, held


def both(world):
    return world.parent_a.person_id, world.parent_b.person_id


def somebody_kept(world):
    """Register a parent whose home is protected."""
    home = Identity("Xenia Fjern", address="Gemmevej 4, 9997 Langtborte")
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, home, by=None)
        describe_guardian(unit, person, language="da", interpreter=False, protected_address=True)
    return person


def test_the_paper_form_does_not_name_a_siblings_place(web, world, log, catalogue):
    place, _ = sibling_at(world, world.parent_b.person_id, *both(world))
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [place])
        print_paper(unit, world.pedagogue, world.child, "da", uuid4())
    with web.app.test_request_context(), world.unit() as unit:
        page = receiving_page(unit, world.pedagogue, log.id)
        assert HIDDEN in dict(page.sheets[0].places).values()
        assert "Fjordglimt" not in json.dumps(form_of(page, page.sheets[0], catalogue, "da"))


def test_no_text_about_a_child_names_a_siblings_place(world, log):
    sibling_at(world, world.parent_b.person_id, *both(world))
    with pytest.raises(Invalid):
        world.entry(log, world.pedagogue, f"Berta hentes i {HIDDEN}.")


def test_who_lost_custody_of_the_sibling_is_not_told_where_it_goes_either(world, log):
    place, (lost, _) = sibling_at(world, world.parent_b.person_id, *both(world))
    with world.unit() as unit:
        end_custody(unit, unit.session.get_one(Custody, lost.id), by=None)
    with world.unit() as unit:
        seen = places_for(unit, world.parent_a, world.child, [place], "et sted")
        mine = places_for(unit, world.parent_b, world.child, [place], "et sted")
    assert (seen[place].name, mine[place].name) == ("et sted", HIDDEN)


def test_the_home_of_a_half_siblings_other_parent_is_kept_as_well(world, log):
    other = somebody_kept(world)
    place, _ = sibling_at(world, other, world.parent_a.person_id, other)
    with world.unit() as unit:
        assert betraying_places(unit, world.child) == {place}
    for text in (f"Berta går i {HIDDEN}.", "De bor på Gemmevej."):
        with pytest.raises(Invalid):
            world.entry(log, world.pedagogue, text)


def test_a_strangers_place_is_named_as_any_other(world, log):
    stranger = somebody_kept(world)
    sibling_at(world, stranger, stranger)
    with world.unit() as unit:
        assert not betraying_places(unit, world.child)
    assert world.entry(log, world.pedagogue, f"På besøg i {HIDDEN}.")
