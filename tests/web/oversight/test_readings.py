"""Who has read, told to a guardian."""

import re
from dataclasses import replace

import pytest

from stafet import audit
from stafet.audit import Event, Sight
from stafet.consent.reading import read
from stafet.people.identity import names_for

HOUR = re.compile(r"<time [^>]*>(kl\. [0-9.]+)</time>")
pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


def readings(paper, name="parent_a"):
    return paper.page(name, f"/log/{paper.log.id}/laesninger")


def look(paper, name):
    paper.clock.advance(minutes=1)
    with paper.world.unit() as unit:
        read(unit, paper.world.people[name], paper.world.child)


def test_a_line_says_what_kind_of_reader_read_which_text_and_why(paper):
    paper.write("En tekst.")
    paper.world.consents(paper.world.ppr)
    paper.world.task(paper.world.psychologist, paper.world.ppr)
    look(paper, "psychologist")
    told = readings(paper)
    for words in ("Psykolog, PPR", "Inviteret af stafetholderen", "Notat, 1. marts 2027"):
        assert words in told
    assert "I har sagt ja. Der er skrevet under 1. marts 2027." in told
    assert "Per Psykolog" not in told


def test_a_minute_in_which_one_read_many_times_stands_there_once(paper):
    paper.write("En tekst.")
    for _ in range(3):
        with paper.world.unit() as unit:
            read(unit, paper.world.parent_b, paper.world.child)
        paper.clock.advance(seconds=1)
    hour = HOUR.search(readings(paper))
    assert hour
    assert readings(paper).count(f">{hour[1]}</time>") == 1


def test_the_other_parents_reads_show_without_a_name(paper):
    paper.write("En tekst.")
    look(paper, "parent_b")
    told = readings(paper)
    assert "En anden med forældremyndighed" in told
    assert "Bo Eksempel" not in told


def test_ones_own_reads_are_folded_away(paper):
    paper.write("En tekst.")
    look(paper, "parent_a")
    told = readings(paper)
    assert "Ingen andre har læst" in told
    assert "Det har du selv læst" in told


def test_who_saw_the_name_is_counted_by_day(paper):
    paper.clock.advance(minutes=1)
    for _ in range(3):
        with paper.world.unit() as unit:
            names_for(unit, paper.world.pedagogue, [paper.world.child])
    assert "Pædagog, Dagtilbud (3 gange)" in readings(paper)


def test_a_long_list_comes_in_pages(paper):
    paper.write("En tekst.")
    for _ in range(35):
        paper.clock.advance(days=1)
        look(paper, "parent_b")
    first = readings(paper)
    older = first.split("before=")[1].split('"')[0]
    second = paper.page("parent_a", f"/log/{paper.log.id}/laesninger?before={older}")
    assert first.count("En anden med forældremyndighed") == 30
    assert second.count("En anden med forældremyndighed") == 5


def test_staff_do_not_see_the_list_of_readers(paper):
    answer = paper.web.as_("pedagogue").get(f"/log/{paper.log.id}/laesninger")
    assert answer.status_code == 404


def test_where_the_kommune_says_so_the_names_stand_there(paper):
    app = paper.web.app
    house = app.extensions["stafet"]
    app.extensions["stafet"] = replace(house, settings=replace(house.settings, reader_names=True))
    paper.write("En tekst.")
    look(paper, "pedagogue")
    assert "Pia Pedersen, Pædagog, Dagtilbud" in readings(paper)


@pytest.mark.opens_by_hand
def test_the_systems_own_openings_are_told_and_an_emergencys_stay_out(paper):
    written = paper.write("En tekst.")
    sight = Sight("content", "statute", ((written.record_id, 1),))
    own = Sight("content", "custody", ((written.record_id, 1),))
    paper.clock.advance(minutes=1)
    with paper.world.unit() as unit:
        statute = Event("log:read", paper.world.nurse.person_id, opened=(sight,))
        audit.append(unit, paper.world.child, statute)
        audit.append(unit, paper.world.child, Event("print", None, "system", opened=(own,)))
    told = readings(paper)
    assert "Systemet selv" in told
    assert "Sundhedsplejerske" not in told


def test_names_seen_long_ago_are_not_counted(paper):
    with paper.world.unit() as unit:
        names_for(unit, paper.world.pedagogue, [paper.world.child])
    paper.clock.advance(days=31)
    with paper.world.unit() as unit:
        names_for(unit, paper.world.pedagogue, [paper.world.child])
    paper.clock.advance(minutes=1)
    assert "Pædagog, Dagtilbud (1 gang)" in readings(paper)
