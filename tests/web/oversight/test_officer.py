"""The data-protection officer's pages: spot checks, what is unusual, and what is behind it."""

import re
from uuid import uuid4

import pytest

from stafet.consent.reading import read
from stafet.people.rules import Identity, TaskWhy
from stafet.people.services import give_task, register_child
from stafet.records.services import Author, write
from tests.factories.listening import counted
from tests.factories.oversight import account, checks_of, officer_of
from tests.factories.special import school_leader
from tests.factories.world import writing

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def oversight(read_paper):
    """Return the log with an officer, and a psychologist who has read it at night."""
    world = read_paper.world
    officer_of(world)
    account(world, "officer")
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    read_paper.clock.advance(hours=15)
    for _ in range(5):
        look(read_paper, world.psychologist)
    read_paper.clock.advance(minutes=1)
    return read_paper


def look(paper, viewer):
    paper.clock.advance(minutes=1)
    with paper.world.unit() as unit:
        read(unit, viewer, paper.world.child)


def test_from_the_overview_to_a_line_to_its_readings_to_a_check_to_its_outcome(oversight):
    browser = oversight.web.as_("officer")
    assert "/tilsyn" in oversight.page("officer", "/")
    odd = oversight.page("officer", "/tilsyn/usaedvanligt")
    assert "Læser om natten" in odd
    assert "Per Psykolog" in odd
    behind = re.search(r"/tilsyn/usaedvanligt/night/[\w-]+", odd)[0]
    page = oversight.page("officer", behind)
    assert page.count("Om natten") == 5
    pick = re.search(r'action="(/tilsyn/laesning/[^"]+)"', page)[1]
    answer = browser.post(pick, {}, seen=behind)
    assert answer.status_code == 303
    assert "Den er blandt stikprøverne." in oversight.page("officer", behind)
    check = answer.location
    assert "1 læsning venter på, at du undersøger den." in oversight.page("officer", "/")
    assert browser.post(check, {"outcome": "not_in_order"}).status_code == 422
    told = {"outcome": "not_in_order", "remark": "Ingen grund til at læse om natten."}
    assert browser.post(check, told).status_code == 303
    page = oversight.page("officer", check)
    assert "Ikke i orden" in page
    assert "Ingen grund til at læse om natten." in page
    assert "En tekst." not in page
    assert "Afsluttede" in oversight.page("officer", "/tilsyn")


def test_the_officer_draws_until_nothing_is_left(oversight):
    browser = oversight.web.as_("officer")
    for _ in range(7):
        assert browser.post("/tilsyn/traek", {}, seen="/tilsyn").status_code == 303
    assert len(checks_of(oversight.world)) == 6
    assert "Der er ingen læsning tilbage at trække." in browser.get("/tilsyn").get_data(
        as_text=True
    )


def test_a_press_without_a_token_draws_and_picks_nothing(oversight):
    browser = oversight.web.as_("officer")
    for address in ("/tilsyn/traek", f"/tilsyn/laesning/{oversight.world.child}/1"):
        assert browser.client.post(address).status_code == 403
    assert checks_of(oversight.world) == []


def test_others_find_none_of_the_officers_pages(oversight):
    browser = oversight.web.as_("officer")
    browser.post("/tilsyn/traek", {}, seen="/tilsyn")
    check = f"/tilsyn/stikproeve/{checks_of(oversight.world)[0].id}"
    for name, address in (
        ("pedagogue", "/tilsyn"),
        ("parent_a", "/tilsyn"),
        ("leader", "/tilsyn/usaedvanligt"),
        ("leader", check),
        ("officer", f"/tilsyn/stikproeve/{uuid4()}"),
        ("officer", f"/tilsyn/usaedvanligt/night/{uuid4()}"),
        ("officer", f"/tilsyn/usaedvanligt/noget/{uuid4()}"),
    ):
        assert oversight.web.as_(name).get(address).status_code == 404, address
    assert oversight.page("leader", "/tilsyn").count("Per Psykolog") == 0


def test_a_leader_who_checks_sees_no_name_of_the_child(oversight):
    world = oversight.world
    school_leader(world)
    account(world, "school_leader")
    with world.unit() as unit:
        officer = world.people["officer"].person_id
        give_task(unit, world.child, officer, world.ppr, TaskWhy.SUBSTITUTE, by=None)
    oversight.web.as_("officer").post("/tilsyn/traek", {}, seen="/tilsyn")
    check = f"/tilsyn/stikproeve/{checks_of(world)[0].id}"
    page = oversight.page("school_leader", check)
    assert "Vises ikke for den, der undersøger" in page
    assert "Anton" not in page
    assert "En anden afslutter denne stikprøve." in oversight.page("officer", check)


def test_questions_that_are_late_stand_on_the_officers_page(oversight):
    page = oversight.page("parent_a", f"/log/{oversight.log.id}/laesninger")
    address = re.search(r'action="([^"]+/hvorfor)"', page)[1]
    oversight.web.as_("parent_a").post(address, {}, seen=f"/log/{oversight.log.id}/laesninger")
    oversight.clock.advance(days=15)
    page = oversight.page("officer", "/tilsyn")
    assert "Spørgsmål fra familier" in page
    assert "Over fristen" in page


def test_the_officers_pages_ask_the_database_as_much_however_much_is_read(oversight):
    behind = f"/tilsyn/usaedvanligt/alone/{oversight.world.psychologist.person_id}"
    pages = ("/tilsyn", "/tilsyn/usaedvanligt", behind, "/spoergsmaal")
    draw(oversight)
    few = [statements(oversight, page) for page in pages]
    for number in range(6):
        more(oversight, number)
    for _ in range(4):
        draw(oversight)
    assert [statements(oversight, page) for page in pages] == few


def draw(paper):
    paper.web.as_("officer").post("/tilsyn/traek", {}, seen="/tilsyn")


def more(paper, number):
    """Add a child that somebody more reads about."""
    world = paper.world
    with world.unit() as unit:
        child = register_child(unit, Identity(f"Barn {number}", f"610320-{4986 + number}"), by=None)
        person, place = world.psychologist.person_id, world.ppr
        give_task(unit, child, person, place, TaskWhy.INVITED, by=None)
        write(unit, Author(person, place), child, writing(unit, "En tekst om et andet barn."))
    paper.clock.advance(minutes=1)
    with world.unit() as unit:
        read(unit, world.psychologist, child)
    paper.clock.advance(minutes=1)


def statements(paper, address):
    """Count what one page asks, in a session that is under way."""
    browser = paper.web.as_("officer")
    browser.get("/")
    with counted(paper.web.world.database.engine) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)
