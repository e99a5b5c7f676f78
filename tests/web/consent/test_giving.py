"""A parent gives and takes back consent on the page, as a browser would."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import day_of
from stafet.consent.models import Consent
from stafet.consent.services import acts_of, ask
from stafet.people.queries import custodies_of
from stafet.people.services import describe_guardian, end_custody, place_child
from tests.fixtures.web import form_of


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    world.entry(log, world.pedagogue, "Anton leger med Ida.")
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    return log


def url(log, more=""):
    return f"/log/{log.id}/samtykke{more}"


def answered(browser, log, /, query="", **answers):
    page = browser.get(url(log) + query).get_data(as_text=True)
    data = form_of(page)
    for name, value in answers.items():
        data[name] = value
    return browser.client.post(url(log) + query, data=data)


def test_after_both_parents_the_place_is_open_and_after_one_it_waits(web, log):
    world = web.world
    ppr = world.ppr.hex
    a, b = web.as_("parent_a"), web.as_("parent_b")
    assert answered(a, log, **{f"answer_{ppr}": "yes"}).status_code == 303
    waiting = a.get(url(log)).get_data(as_text=True)
    assert "Mangler svar fra Bo Eksempel" in waiting
    assert answered(b, log, **{f"answer_{ppr}": "yes"}).status_code == 303
    shown = b.get(url(log)).get_data(as_text=True)
    assert "PPR Eksempelby kan læse: trivsel" in shown
    assert "29. februar 2028" in shown
    assert "givet af dig og Anna Eksempel" in shown


def test_a_no_and_a_withdrawal_close(web, log):
    ppr = web.world.ppr.hex
    a, b = web.as_("parent_a"), web.as_("parent_b")
    for browser in (a, b):
        answered(browser, log, **{f"answer_{ppr}": "yes"})
    page = a.get(url(log)).get_data(as_text=True)
    confirm = re.search(rf'href="([^"]*traek-tilbage\?sted={ppr})"', page)
    assert confirm
    told = a.get(confirm.group(1)).get_data(as_text=True)
    assert "Kun trivsel" in told
    assert "kan så læse 0 af det ene notat, du selv kan se. I dag er det 1." in told
    assert a.post(confirm.group(1), {"what": "all"}).status_code == 303
    assert "Du har trukket det tilbage" in a.get(url(log)).get_data(as_text=True)
    assert "Ikke åben" in b.get(url(log)).get_data(as_text=True)


def test_one_topic_is_taken_back_and_the_rest_stays(web, log):
    ppr = web.world.ppr.hex
    for name in ("parent_a", "parent_b"):
        answered(web.as_(name), log, **{f"answer_{ppr}": "yes"})
    a = web.as_("parent_a")
    a.post(url(log, f"/traek-tilbage?sted={ppr}"), {"what": "health"})
    shown = web.as_("parent_b").get(url(log)).get_data(as_text=True)
    assert "trivsel, læring, sprog, psykologi, familie og sociale forhold" in shown


def test_everything_is_taken_back_at_once(web, log):
    ppr, health = web.world.ppr.hex, web.world.health.hex
    a = web.as_("parent_a")
    answered(a, log, **{f"answer_{ppr}": "yes", f"answer_{health}": "yes"})
    assert "Træk alt tilbage" in a.get(url(log)).get_data(as_text=True)
    assert a.post(url(log, "/traek-tilbage"), {"what": "all"}).status_code == 303
    page = a.get(url(log)).get_data(as_text=True)
    assert page.count("Du har trukket det tilbage") == 2
    assert page.count("kan ikke læse det, andre har skrevet.") == 2


def test_taking_back_twice_says_that_there_is_nothing_left(web, log):
    ppr = web.world.ppr.hex
    a = web.as_("parent_a")
    answered(a, log, **{f"answer_{ppr}": "yes"})
    address = url(log, f"/traek-tilbage?sted={ppr}")
    page = form_of(a.get(address).get_data(as_text=True))
    for _ in range(2):
        assert a.client.post(address, data={**page, "what": "all"}).status_code == 303
    assert "Der er ikke noget at trække tilbage" in a.get(url(log)).get_data(as_text=True)


def test_the_effect_is_shown_before_signing_and_nothing_is_lost_or_saved(web, log):
    ppr = web.world.ppr.hex
    a = web.as_("parent_a")
    told = answered(
        a, log, preview="1", **{f"answer_{ppr}": "yes", f"categories_{ppr}": ["language"]}
    )
    page = told.get_data(as_text=True)
    assert told.status_code == 200
    assert "PPR Eksempelby kan så læse 0 af det ene notat" in page
    assert form_of(page)[f"answer_{ppr}"] == ["yes"]
    assert form_of(page)[f"categories_{ppr}"] == ["language"]
    assert "Mangler dit svar" not in page
    assert "Du har sagt ja" not in a.get(url(log)).get_data(as_text=True)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"last_day": "01/03/2028"}, "Til og med hvilken dag?"),
        ({"last_day": "28/02/2027"}, "Dagen er gået."),
        ({"last_day": "32/13/2027"}, "Skriv datoen som dag/måned/år"),
        ({"categories": []}, "Vælg mindst ét emne, eller sig nej."),
        ({"categories": ["secrets"]}, "Hvad må de læse om?"),
    ],
    ids=["beyond a year", "past", "no date", "no topic", "unknown topic"],
)
def test_a_bad_answer_is_told_at_its_field_and_nothing_is_lost(web, log, bad, told):
    ppr = web.world.ppr.hex
    a = web.as_("parent_a")
    wrong = {f"{part}_{ppr}": value for part, value in bad.items()}
    answer = answered(a, log, **{f"answer_{ppr}": "yes", f"own_{ppr}": "y", **wrong})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in page
    assert '<details class="details" open' in page
    assert form_of(page)[f"answer_{ppr}"] == ["yes"]
    assert f"own_{ppr}" in form_of(page)
    if "last_day" in bad:
        assert form_of(page)[f"last_day_{ppr}"] == [bad["last_day"]]


def test_an_answer_to_nothing_is_asked_again(web, log):
    answer = answered(web.as_("parent_a"), log)
    assert answer.status_code == 422
    assert "Svar ja eller nej for mindst ét sted." in answer.get_data(as_text=True)


def test_a_language_nobody_offers_is_refused_in_plain_words(web, log):
    ppr = web.world.ppr.hex
    answer = answered(web.as_("parent_a"), log, language="tlh", **{f"answer_{ppr}": "yes"})
    assert answer.status_code == 422
    assert "Teksten findes ikke på dette sprog." in answer.get_data(as_text=True)


def test_a_double_click_signs_once(web, log):
    world, ppr = web.world, web.world.ppr.hex
    a = web.as_("parent_a")
    data = form_of(a.get(url(log)).get_data(as_text=True)) | {f"answer_{ppr}": "yes"}
    for _ in range(2):
        assert a.client.post(url(log), data=data).status_code == 303
    with world.unit() as unit:
        assert acts_of(unit, world.parent_a.person_id, world.child) == 2  # signed, replaced


def test_an_answer_from_another_window_is_told_and_what_was_chosen_kept(web, log):
    ppr = web.world.ppr.hex
    a = web.as_("parent_a")
    data = form_of(a.get(url(log)).get_data(as_text=True)) | {f"answer_{ppr}": "no"}
    answered(a, log, **{f"answer_{ppr}": "yes"})
    late = a.client.post(url(log) + f"?igen={ppr}", data=data)
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Du har svaret i et andet vindue" in page
    assert form_of(page)[f"answer_{ppr}"] == ["no"]
    again = a.client.post(url(log) + f"?igen={ppr}", data=form_of(page))
    assert again.status_code == 303
    assert "Du har sagt nej" in a.get(url(log)).get_data(as_text=True)


def test_who_holds_custody_no_longer_finds_nothing(web, log):
    world, ppr = web.world, web.world.ppr.hex
    a = web.as_("parent_a")
    data = form_of(a.get(url(log)).get_data(as_text=True)) | {f"answer_{ppr}": "yes"}
    with world.unit() as unit:
        (row,) = custodies_of(unit, world.parent_a.person_id)
        end_custody(unit, row, by=None)
    assert a.get(url(log)).status_code == 404
    assert a.client.post(url(log), data=data).status_code == 404
    assert a.get(url(log, "/traek-tilbage")).status_code == 404


def test_strangers_and_unknown_logs_are_answered_alike(web, log):
    stranger, other = web.as_("stranger"), f"/log/{uuid4()}/samtykke"
    for address in (url(log), other, url(log, "/spoerg"), f"{other}/spoerg"):
        assert stranger.get(address).status_code == 404
    assert (
        web.as_("parent_a").get(url(log, f"/traek-tilbage?sted={uuid4().hex}")).status_code == 404
    )
    assert web.as_("pedagogue").get(url(log, "/traek-tilbage")).status_code == 404


def test_an_english_speaking_parent_reads_it_in_english(web, log):
    world, ppr = web.world, web.world.ppr.hex
    with world.unit() as unit:
        describe_guardian(
            unit,
            world.parent_a.person_id,
            language="en",
            interpreter=True,
            protected_address=False,
        )
    a = web.as_("parent_a")
    page = a.get(url(log)).get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "What happens if you say no?" in page
    answered(a, log, **{f"answer_{ppr}": "yes"})
    with world.unit() as unit:
        (consent,) = unit.session.scalars(select(Consent))
        assert consent.language == "en"
    assert "Hvad sker der, hvis du siger nej?" in a.get(url(log) + "?lang=da").get_data(
        as_text=True
    )


def test_a_place_that_betrays_a_home_has_no_name_for_the_other_parent(web, log):
    world = web.world
    with world.unit() as unit:
        place_child(
            unit,
            world.child,
            world.school,
            None,
            day_of(unit.now),
            by=None,
            protects=world.parent_b.person_id,
        )
        ask(unit, world.pedagogue, world.child, [world.school])
    assert "Engskolen" in web.as_("parent_b").get(url(log)).get_data(as_text=True)
    a = web.as_("parent_a")
    seen = a.get(url(log)).get_data(as_text=True)
    answered(a, log, **{f"answer_{world.school.hex}": "yes"})
    seen += a.get(url(log)).get_data(as_text=True)
    seen += a.get(url(log, f"/traek-tilbage?sted={world.school.hex}")).get_data(as_text=True)
    assert "Må en institution læse" in seen
    for word in ("Engskolen", "Skjulestien", "Fjernby", "11223344"):
        assert word not in seen


def test_the_holder_sees_who_has_answered_and_asks_for_more(web, log):
    world, ppr = web.world, web.world.ppr.hex
    answered(web.as_("parent_a"), log, **{f"answer_{ppr}": "no"})
    holder = web.as_("pedagogue")
    page = holder.get(url(log)).get_data(as_text=True)
    assert "Anna Eksempel" in page
    assert "sagt nej" not in page
    told = holder.post(url(log, "/spoerg"), {"places": [str(world.school)], "from_on": ""})
    assert told.status_code == 303
    assert "Engskolen" in web.as_("parent_a").get(url(log)).get_data(as_text=True)
    assert holder.post(url(log, "/spoerg"), {"places": []}).status_code == 422
    assert holder.post(url(log, "/spoerg"), {"places": [str(uuid4())]}).status_code == 422


def test_a_professional_outside_sees_only_the_place_he_works_at(web, log):
    world = web.world
    world.task(world.nurse, world.health)
    page = web.as_("nurse").get(url(log)).get_data(as_text=True)
    assert "Sundhedsplejen" in page
    assert "PPR Eksempelby" not in page
    assert web.as_("nurse").get(url(log, "/spoerg")).status_code == 404


def test_the_title_of_the_page_says_nothing_of_anybody(web, log):
    for name in ("parent_a", "pedagogue"):
        page = web.as_(name).get(url(log)).get_data(as_text=True)
        title = re.search(r"<title>(.*?)</title>", page)
        assert title
        assert title.group(1) == "Hvem må læse – Stafet"
