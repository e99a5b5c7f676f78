"""Silence, emergency, meetings, played for certain: the machine comes by them too seldom."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.oracle.events import CHILD, Access, Written
from tests.oracle.playing import BORN, TOPICS
from tests.oracle.powers import HOLDER
from tests.oracle.test_application_plays import Running

pytestmark = pytest.mark.parametrize("new_house", ["sqlite"], indirect=True)
JUST_15 = date(2012, 2, 10)
WELLBEING, HEALTH = TOPICS
SIGNED = {"own": False, "ahead": 0, "lasts": None, "everything": True, "purpose": "early_support"}


def begun(new_house, born=BORN[0]) -> Running:
    """Begin a life, with a text of the school's about health and one of PPR's about wellbeing."""
    life = Running(new_house())
    life.begin(born=(born, born))
    life.note(0, record="two", place="school", days=0, topics=(HEALTH,), whom=(CHILD,))
    return life


def seen(life: Running, person: str) -> set[UUID]:
    """Return what somebody reads, once it is what the law says."""
    life.everybody_reads_what_the_law_lets_him()
    return {record for record, _version in life.seen(0, person)}


def says_yes(life: Running, giver: str, *topics: str) -> None:
    which = life.givers(0).index(giver)
    life.give(
        number=0, which=which, places=frozenset({"school"}), topics=frozenset(topics), **SIGNED
    )


def opened_for_silence(life: Running) -> set[str]:
    """Wait for who is silent; return the texts a leader may then open for the school."""
    asked = {"number": 0, "place": "school", "phone": True, "by": "lis"}
    for which in range(2):
        life.silence(which=which, days=14 * (1 - which), **asked)
    life.everybody_reads_what_the_law_lets_him()
    life.teardown()
    given = [event for event in life.worlds[0].events if isinstance(event, Access)]
    return {record for access in given for record in access.records}


def test_L09_where_all_are_silent_everything_about_the_child_can_be_opened(new_house):
    assert opened_for_silence(begun(new_house)) == {"one", "two"}


def test_L09_no_more_is_opened_than_those_who_answered_said_yes_to(new_house):
    life = begun(new_house)
    says_yes(life, "anna", WELLBEING)
    assert opened_for_silence(life) == {"one"}


def test_L09_a_young_persons_yes_stands_though_custody_has_changed_since(new_house):
    life = begun(new_house, JUST_15)
    says_yes(life, CHILD, WELLBEING)
    life.wait(step=timedelta(days=1))
    life.custody(number=0, person="carl", state="known")
    assert opened_for_silence(life) == {"one"}


def test_L09_a_no_is_no_silence(new_house):
    life = begun(new_house)
    life.say_no(number=0, which=0, place="school")
    assert opened_for_silence(life) == set()


def test_L16_an_emergency_lasts_until_a_second_person_says_no_and_is_not_opened_again(new_house):
    life = begun(new_house)
    life.alarm(number=0, by="signe")
    assert seen(life, "signe")
    for by in (HOLDER, None, "lis"):
        life.second(number=0, which=0, yes=False, by=by)
    assert not seen(life, "signe")
    life.alarm(number=0, by="signe")
    assert not seen(life, "signe")
    life.teardown()


def test_L16_an_emergency_lasts_24_hours_also_with_a_second_persons_yes(new_house):
    life = begun(new_house)
    life.alarm(number=0, by="signe")
    life.second(number=0, which=0, yes=True, by="lis")
    for hours, reads in ((23, True), (1, False)):
        life.wait(step=timedelta(hours=hours))
        assert bool(seen(life, "signe")) is reads
    life.alarm(number=0, by="signe")
    assert seen(life, "signe")
    life.teardown()


def met(new_house, *, absent: bool) -> tuple[Running, UUID]:
    """Hold an SSD meeting with pia and troels, whose tasks then end; return its minutes."""
    life = begun(new_house)
    life.all_give(number=0, place="school", own=False)
    life.call(number=0, kind="ssd", everybody=False, topics=frozenset(TOPICS), by=HOLDER)
    life.finish(0, 0, None, absent=absent, by=HOLDER)
    for person, place in (("pia", "school"), ("pia", "daycare"), ("troels", "school")):
        life.task(number=0, person=person, place=place, begins=False)
    (minutes,) = [key for (_, name), key in life.house.records.items() if "minutes" in name]
    return life, minutes


def test_L24_who_stayed_away_from_a_meeting_has_no_seat(new_house):
    life, minutes = met(new_house, absent=True)
    assert minutes in seen(life, "troels")
    assert minutes not in seen(life, "pia")
    life.teardown()


def test_L24_a_seat_at_an_SSD_meeting_lasts_for_months(new_house):
    life, minutes = met(new_house, absent=False)
    for days, still in ((150, True), (50, False)):
        life.wait(step=timedelta(days=days))
        assert (minutes in seen(life, "pia")) is still
    life.teardown()


def test_what_answers_a_hidden_text_is_hidden_with_it(new_house):
    life, minutes = met(new_house, absent=False)
    written = [event for event in life.worlds[0].events if isinstance(event, Written)]
    (call,) = [which for which, one in enumerate(written) if one.record.startswith("meeting")]
    assert minutes in seen(life, "anna")
    life.keep_back(number=0, which=call, kind="hidden", whom=None, by="lis")
    assert minutes not in seen(life, "anna")
    life.teardown()
