"""A list asks the database as much however many rows it has: requests, questions, deletions."""

from datetime import timedelta

import pytest

from stafet.clock import day_of
from stafet.people.models import CustodyKind
from stafet.people.rules import Identity
from stafet.people.services import place_child, record_custody, register_child
from stafet.web.viewer import Role
from tests.factories.access_requests import answered, asked
from tests.factories.copies import read_by
from tests.factories.listening import counted
from tests.factories.oversight import ask
from tests.web.erasure.test_deleting import signed_in

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)

NUMBERS = iter(range(1_000))


def one_more(world):
    """Add a child at the daycare that the mother has custody of."""
    number = next(NUMBERS)
    with world.unit() as unit:
        cpr = f"{number % 28 + 1:02}0320-{4000 + number}"
        world.child = register_child(unit, Identity(f"Barn {number}", cpr), by=None)
        told = {"source": "cpr", "from_at": unit.now - timedelta(days=9), "by": None}
        record_custody(unit, world.child, world.parent_a.person_id, CustodyKind.SOLE, **told)
        place_child(unit, world.child, world.daycare, None, day_of(unit.now), by=None)


def with_a_log(world):
    """Give the child a quiet log, a request that is answered and one that waits, a question."""
    world.concern()
    log = world.log()
    world.entry(log, world.pedagogue, "En tekst.")
    world.database.clock.advance(minutes=1)
    read_by(world, world.pedagogue)
    world.database.clock.advance(days=3)
    ask(world, world.parent_a, log)
    answered(world)
    asked(world)


def fill(world, children):
    for _ in range(children):
        one_more(world)
        with_a_log(world)
        one_more(world)
        world.concern()


OFFICER, LEADER = ("nurse", Role.DPO), ("leader", Role.LEADER)
LISTS = (
    (LEADER, "/", ">Barn "),
    (LEADER, "/indsigt", 'href="/indsigt/'),
    (LEADER, "/spoergsmaal", 'href="/spoergsmaal/'),
    (LEADER, "/sletning", 'name="things"'),
    (OFFICER, "/indsigt", 'href="/indsigt/'),
    (OFFICER, "/tilsyn", "Pia Pedersen"),
    (OFFICER, "/sletning", 'name="things"'),
)


def test_the_number_of_queries_does_not_follow_the_number_of_rows(web):
    fill(web.world, 1)
    few = asked_by_lists(web)
    fill(web.world, 4)
    many = asked_by_lists(web)
    for where, (queries, rows) in many.items():
        assert rows >= few[where][1] + 4, where
        assert queries == few[where][0], where


def test_the_number_of_queries_does_not_follow_the_number_of_ones_own_requests(web):
    few = asked_by_mother(web, requests=1)
    many = asked_by_mother(web, requests=4)
    assert many[1] == few[1] + 8
    assert many[0] == few[0]


def asked_by_mother(web, requests):
    """Return how many queries her list takes, and how many rows it has."""
    for _ in range(requests):
        answered(web.world)
        asked(web.world)
    browser = web.as_("parent_a")
    browser.get("/hjaelp")
    with counted(web.app.extensions["stafet"].database.engine) as told:
        page = browser.get("/indsigt").get_data(as_text=True)
    return len(told), page.count("Anton Eksempel")


def asked_by_lists(web):
    """Return for each list, when all of it is late, how many queries it takes and its rows."""
    web.world.database.clock.advance(days=900)
    found = {}
    for (name, role), address, row in LISTS:
        browser = signed_in(web, name, role)
        browser.get("/hjaelp")  # the first page also begins the session
        with counted(web.app.extensions["stafet"].database.engine) as told:
            page = browser.get(address)
        assert page.status_code == 200, (name, address)
        found[name, address] = len(told), page.get_data(as_text=True).count(row)
    return found
