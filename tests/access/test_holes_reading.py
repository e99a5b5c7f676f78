"""Holes that were found once and stay closed: search, readers, courses and copies of consent."""

from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.consent.models import Limit, LimitKind, Paper
from stafet.consent.services import ask
from stafet.consent.services.receiving import print_paper
from stafet.errors import Invalid
from stafet.insight.who_could_page import who_could_page
from stafet.insight.who_could_views import sheet_of
from stafet.people.rules import Identity
from stafet.people.services import employ, open_institution, place_child, register_child
from stafet.records.rules import CHILD
from stafet.web.viewer import Role
from tests.factories.special import given, with_role

SECRET = "Hemmeligord i teksten."


@pytest.fixture
def hidden(world, log):
    note = world.entry(log, world.pedagogue, SECRET)
    with world.unit() as unit:
        unit.session.add(
            Limit(
                child_id=world.child,
                kind=LimitKind.HIDDEN,
                record_id=note.record_id,
                legal="child",
                set_at=unit.now,
            )
        )
    return note


PAGES = (
    "/",
    "/saerlig-adgang",
    "/log/{log}",
    "/log/{log}/laesninger",
    "/log/{log}/samtykke",
    "/log/{log}/samtykke/forloeb",
    "/log/{log}/samtykke/kvitteringer",
)


def seen(web, who, log):
    browser = web.as_(who)
    return {page: browser.get(page.format(log=log.id)).get_data(as_text=True) for page in PAGES}


def test_L01_an_access_to_a_hidden_text_leaves_no_id_of_it_anywhere(web, log, hidden):
    given(web.world, hidden)
    web.as_("psychologist").get("/saerlig-adgang")
    for page, text in seen(web, "parent_a", log).items():
        assert str(hidden.record_id) not in text, page
        assert "Hemmeligord" not in text, page
    found = web.as_("parent_a").post("/soeg", {"words": "hemmeligord"})
    assert str(hidden.record_id) not in found.get_data(as_text=True)
    readers = f"/log/{log.id}/optegnelse/{hidden.record_id}/laesere"
    assert web.as_("parent_a").get(readers).status_code == 404


def test_L10_the_other_parents_matters_are_in_no_effect_and_no_search(web, log):
    world = web.world
    private = frozenset({CHILD, str(world.parent_b.person_id)})
    world.entry(log, world.pedagogue, SECRET, subjects=private)
    found = web.as_("parent_a").post("/soeg", {"words": "hemmeligord"})
    assert "Hemmeligord i" not in found.get_data(as_text=True)
    assert "Hemmeligord" not in "".join(seen(web, "parent_a", log).values())


def test_L01_a_paper_of_another_child_is_not_there(web, log):
    world = web.world
    with world.unit() as unit:
        other = register_child(unit, Identity("Bodil Anden", "610320-4977"), by=None)
        place_child(unit, other, world.daycare, None, day_of(unit.now), by=None)
        ask(unit, world.pedagogue, world.child, [world.ppr])
        text = print_paper(unit, world.pedagogue, world.child, "da", uuid4())
        mine = unit.session.get_one(Paper, text)
        foreign = Paper(
            id=uuid4(),
            child_id=other,
            text_digest=mine.text_digest,
            places=mine.places,
            made_at=unit.now,
            made_by=world.leader.person_id,
        )
        unit.session.add(foreign)
    holder = web.as_("pedagogue")
    for ending in ("", "/skan", "/skan/fil", ".pdf"):
        address = f"/log/{log.id}/samtykke/modtag/{foreign.id}{ending}"
        assert holder.get(address).status_code == 404, ending


def test_what_is_asked_names_no_protected_home(world, log):
    with pytest.raises(Invalid), world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr], why="Han bor på Skjulestien.")


@pytest.mark.parametrize("who", ["teacher", "stranger", "psychologist", "nurse"])
def test_L14_a_colleague_without_a_task_finds_none_of_the_new_pages(web, log, hidden, who):
    world = web.world
    browser = web.as_(who)
    below = ("som", "hvem-kunne", "saerlig-adgang", "samtykke/forloeb", "samtykke/modtag")
    below += ("samtykke/forsoeg", "samtykke/kvitteringer", "samtykke/modtag/mundtligt")
    for page in below:
        assert browser.get(f"/log/{log.id}/{page}").status_code == 404, page
    seen_as = f"/log/{log.id}/som?person={world.parent_a.person_id}"
    assert browser.get(seen_as).status_code == 404


def test_L59_the_eyes_lent_show_the_holder_nothing_he_may_not_read_himself(web, log):
    world = web.world
    world.consents(world.school)
    world.task(world.teacher, world.school)
    world.entry(log, world.teacher, "Kun skolens ord.", categories=frozenset({"psychology"}))
    page = web.as_("pedagogue").get(f"/log/{log.id}/som?person={world.parent_a.person_id}")
    assert page.status_code == 200
    assert "Kun skolens ord" not in page.get_data(as_text=True)


@pytest.mark.parametrize("on_paper", [True, False])
def test_a_printed_answer_to_who_could_read_names_no_place_that_betrays_a_home(
    web, log, clock, on_paper
):
    world = web.world
    with world.unit() as unit:
        home = open_institution(unit, "klub", "Klub Fjordglimt", "Eksempelby Kommune").id
        protects, today = world.parent_b.person_id, day_of(unit.now)
        place_child(unit, world.child, home, None, today, protects=protects, by=None)
        employ(unit, world.teacher.person_id, home, "paedagog", by=None)
    world.task(world.teacher, home)
    world.consents(home)
    note = world.entry(log, world.pedagogue, SECRET)
    overseer = with_role(world, world.nurse, Role.DPO)
    clock.advance(minutes=1)
    with web.app.test_request_context(), world.unit() as unit:
        page = who_could_page(unit, overseer, log.id, note.record_id, unit.now, on_paper=on_paper)
        told = str(sheet_of(page, page.answer, "Eksempelby Kommune"))
    assert "Troels Thomsen" in told
    assert ("Fjordglimt" in told) is not on_paper
