"""What a choice would change is told while it is made: counts only, and nothing is opened."""

import json

import pytest

from stafet.audit import blocks
from stafet.consent.preview import Taking, effects_of_takings
from stafet.consent.services import ask
from stafet.db.transaction import Database
from tests.factories.world import ALL_TOPICS
from tests.fixtures.web import form_of
from tests.integration.logs.test_page_queries import counted, fill

SECRET = "Anton leger med Ida."


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    world.entry(log, world.pedagogue, SECRET)
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    return log


def panel(browser, log, **answers):
    """Post what a page half filled in would post by itself."""
    page = browser.get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    data = form_of(page) | answers
    return browser.client.post(f"/log/{log.id}/samtykke/virkning", data=data)


def test_L20_the_panel_tells_what_each_choice_would_change(web, log):
    told = panel(web.as_("parent_a"), log, **{f"answer_{web.world.ppr.hex}": "yes"})
    text = told.get_data(as_text=True)
    assert told.status_code == 200
    assert "PPR Eksempelby kan så læse 0 af det ene notat, du selv kan se." in text
    assert "Når alle har sagt det samme, er det 1." in text
    assert "<html" not in text
    assert told.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "answers", [{}, {"answer": "yes", "categories": []}, {"answer": "yes", "last_day": "31/31/31"}]
)
def test_while_an_answer_is_not_whole_the_panel_waits(web, log, answers):
    named = {f"{part}_{web.world.ppr.hex}": value for part, value in answers.items()}
    told = panel(web.as_("parent_a"), log, **named)
    assert told.status_code == 200
    assert "Svar ovenfor" in told.get_data(as_text=True)


def test_the_panel_saves_nothing_and_opens_no_record(web, log):
    world = web.world
    a = web.as_("parent_a")
    told = panel(a, log, **{f"answer_{world.ppr.hex}": "yes"}).get_data(as_text=True)
    assert SECRET not in told
    assert "Ida" not in told
    with world.unit() as unit:
        seen = [json.loads(block.body) for block in blocks(unit, world.child)]
    mine = [block for block in seen if block.get("actor") == str(world.parent_a.person_id)]
    assert mine
    assert not any(block.get("opened") for block in mine)
    assert not any(block["action"] == "consent:give" for block in mine)


def test_the_panel_looks_and_counts_in_one_unit(web, log, monkeypatch):
    a, address = web.as_("parent_a"), f"/log/{log.id}/samtykke"
    data = form_of(a.get(address).get_data(as_text=True)) | {f"answer_{web.world.ppr.hex}": "yes"}
    opened, unit = [], Database.unit
    monkeypatch.setattr(Database, "unit", lambda self: opened.append(self) or unit(self))
    assert a.get(f"{address}/kvitteringer").status_code == 200
    of_one = len(opened)
    assert a.client.post(f"{address}/virkning", data=data).status_code == 200
    assert len(opened) == 2 * of_one


def test_the_panel_is_for_the_family_alone_and_needs_the_token_of_the_page(web, log):
    address = f"/log/{log.id}/samtykke/virkning"
    assert web.as_("parent_a").client.post(address, data={}).status_code == 403
    with web.world.unit() as unit:
        ask(unit, web.world.pedagogue, web.world.child, [web.world.school])
    for who in ("pedagogue", "stranger"):
        assert web.as_(who).post(address, {}, seen="/").status_code in {403, 404}


def test_a_place_that_runs_out_soon_is_asked_about_with_the_old_yes_beside(web, log, clock):
    world, ppr = web.world, web.world.ppr.hex
    world.consents(world.ppr, categories=frozenset({"wellbeing", "language"}))
    clock.advance(days=350)
    page = web.as_("parent_a").get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    assert "Du har sagt ja til: trivsel og sprog." in page
    assert "Dit ja slutter den 29. februar 2028" in page
    data = form_of(page)
    assert f"answer_{ppr}" not in data
    assert sorted(data[f"categories_{ppr}"]) == ["language", "wellbeing"]
    assert f"own_{ppr}" not in data


@pytest.mark.parametrize("takings", [1, 8])
def test_L20_the_effect_costs_the_same_questions_for_many_records_and_choices(web, log, takings):
    world = web.world
    world.consents(world.ppr, world.health)
    world.task(world.psychologist, world.ppr)
    choices = [Taking((world.ppr, world.health), topic) for topic in sorted(ALL_TOPICS)]
    choices = [Taking((world.ppr,)), *choices][:takings]

    def asked():
        with counted(world.database.engine) as told, world.unit() as unit:
            effects = effects_of_takings(unit, world.parent_a, world.child, choices)
        return len(told), effects[0][0].of

    fill(world, log, 2)
    few, of = asked()
    fill(world, log, 20)
    many, all_of = asked()
    assert all_of > of
    assert many == few <= 15
