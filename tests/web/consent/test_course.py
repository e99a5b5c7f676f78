"""The course of the consents: both sides read it, each as far as he may know."""

import re
from datetime import date
from uuid import uuid4

import pytest

from stafet.clock import start_of_day
from stafet.consent.models import AttemptWay
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.timeline import StepKind, timeline_page
from stafet.errors import NotFound
from stafet.people.models import PersonKind, Placement
from stafet.people.queries import custodies_over
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import end_custody, record_custody, register_adult
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.world import ALL_TOPICS


@pytest.fixture
def world(world):
    world.people["young"] = Viewer(uuid4(), world.child, ViewerKind.YOUNG)
    return world


@pytest.fixture
def log(world):
    opened = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.school, world.ppr])
    return opened


@pytest.fixture
def course(world, log):
    """Return what a viewer is told, the first first: what happened, by whom, where."""

    def told(viewer):
        with world.unit() as unit:
            page = timeline_page(unit, viewer, log.id, "da")
        names = {one.person_id: name for name, one in world.people.items()}
        places = {world.school: "school", world.ppr: "ppr", world.daycare: "daycare"}
        return [
            (step.kind, names.get(step.who), tuple(sorted(places[one] for one in step.places)))
            for step in reversed(page.steps)
        ]

    return told


def say(world, name, answer, *places, **more):
    with world.unit() as unit:
        yes = answer == "yes"
        topics = ALL_TOPICS if yes else frozenset()
        choices = tuple(Choice(place, yes, categories=topics, **more) for place in places)
        give(unit, world.people[name], world.child, Signing(uuid4(), choices))


BOTH = ("ppr", "school")


def test_the_course_tells_who_was_asked_said_yes_said_no_and_took_back(world, course, clock):
    say(world, "parent_a", "yes", world.school, world.ppr)
    say(world, "parent_b", "no", world.school)
    say(world, "parent_b", "yes", world.school)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child)
    expected = [
        (StepKind.ASKED, "pedagogue", BOTH),
        (StepKind.YES, "parent_a", BOTH),
        (StepKind.NO, "parent_b", ("school",)),
        (StepKind.YES, "parent_b", ("school",)),
        (StepKind.WITHDRAWN, "parent_a", ("ppr",)),
        (StepKind.WITHDRAWN, "parent_b", ()),
    ]
    for viewer in (world.parent_a, world.parent_b, world.pedagogue):
        assert course(viewer) == expected


def test_a_yes_that_ran_out_is_told_on_its_day_and_one_taken_back_is_not(world, course, clock):
    say(world, "parent_a", "yes", world.school)
    say(world, "parent_b", "yes", world.school)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child)
    clock.set(start_of_day(date(2028, 3, 1)))
    lapsed = [step for step in course(world.parent_a) if step[0] is StepKind.LAPSED]
    assert lapsed == [(StepKind.LAPSED, "parent_a", ("school",))]


def test_a_renewed_yes_does_not_run_out_before_the_new_one(world, course, clock):
    say(world, "parent_a", "yes", world.school)
    clock.advance(days=200)
    say(world, "parent_a", "yes", world.school)
    clock.set(start_of_day(date(2028, 3, 2)))
    assert StepKind.LAPSED not in {kind for kind, *_ in course(world.parent_a)}


def test_a_change_of_custody_pauses_and_a_yes_after_it_confirms(world, course, clock):
    say(world, "parent_a", "yes", world.school)
    clock.advance(days=1)
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Cecilie"), by=None)
        facts = {"source": "cpr", "from_at": unit.now, "by": None}
        record_custody(unit, world.child, person, CustodyKind.JOINT, **facts)
    clock.advance(days=1)
    say(world, "parent_a", "yes", world.school)
    told = course(world.pedagogue)
    assert [kind for kind, *_ in told[-2:]] == [StepKind.SUSPENDED, StepKind.CONFIRMED]


def test_the_custody_that_was_there_before_anything_was_signed_is_not_told(world, course):
    say(world, "parent_a", "yes", world.school)
    assert StepKind.SUSPENDED not in {kind for kind, *_ in course(world.pedagogue)}


def test_who_works_elsewhere_is_told_of_his_own_place_alone(world, course):
    world.task(world.teacher, world.school)
    say(world, "parent_a", "yes", world.school, world.ppr)
    say(world, "parent_b", "yes", world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
    assert course(world.teacher) == [
        (StepKind.ASKED, "pedagogue", ("school",)),
        (StepKind.YES, "parent_a", ("school",)),
        (StepKind.WITHDRAWN, "parent_a", ("school",)),
    ]


def test_what_was_tried_is_told_the_holder_and_the_one_himself_and_not_the_other_parent(
    world, course
):
    with world.unit() as unit:
        tried = Tried(
            uuid4(),
            world.parent_b.person_id,
            AttemptWay.PHONE,
            interpreter=True,
            on_day=date(2027, 3, 1),
        )
        note_attempt(unit, world.pedagogue, world.child, tried)
    for viewer, knows in (("pedagogue", True), ("parent_b", True), ("parent_a", False)):
        kinds = {kind for kind, *_ in course(world.people[viewer])}
        assert (StepKind.TRIED in kinds) is knows


def test_the_other_parents_private_matters_are_not_spoken_of(web, world, log):
    say(world, "parent_b", "yes", world.school, own_matters=True)
    page = web.as_("parent_a").get(f"/log/{log.id}/samtykke/forloeb").get_data(as_text=True)
    assert "Bo Eksempel" in page
    assert "private" not in page.split("<main")[1].split("</main")[0]
    plain = page
    say(world, "parent_b", "yes", world.school)
    assert len(re.findall("<time", plain)) == 2


def test_a_place_that_gives_a_home_away_has_no_name_there(web, world, log):
    with world.unit() as unit:
        unit.session.add(
            Placement(
                child_id=world.child,
                institution_id=world.school,
                from_on=date(2027, 1, 1),
                protects_id=world.parent_b.person_id,
            )
        )
    address = f"/log/{log.id}/samtykke/forloeb"
    assert "Engskolen" not in web.as_("parent_a").get(address).get_data(as_text=True)
    assert "Engskolen" in web.as_("parent_b").get(address).get_data(as_text=True)


def test_strangers_former_holders_and_children_do_not_find_it(web, world, log):
    address = f"/log/{log.id}/samtykke/forloeb"
    for name in ("stranger", "young", "nurse"):
        assert web.as_(name).get(address).status_code == 404
    with world.unit() as unit:
        for custody in custodies_over(unit, world.child):
            if custody.guardian_id == world.parent_b.person_id:
                end_custody(unit, custody, by=None)
    assert web.as_("parent_b").get(address).status_code == 404
    assert web.as_("parent_a").get(address).status_code == 200


def test_the_young_person_reads_the_course_and_that_it_was_asked(world, log, course, clock):
    say(world, "parent_a", "yes", world.school)
    clock.set(start_of_day(date(2035, 2, 28), 9))
    with pytest.raises(NotFound):
        course(world.young)
    clock.set(start_of_day(date(2035, 3, 1), 9))
    assert (StepKind.YOUNG_ASKED, "young", ()) in course(world.young)


@pytest.mark.parametrize("name", ["parent_a", "pedagogue"])
def test_the_page_is_linked_and_says_it_in_plain_words(web, world, log, name):
    say(world, "parent_a", "yes", world.school, last_day=date(2027, 12, 31))
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.school, "health")
    browser = web.as_(name)
    start = browser.get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    assert f"/log/{log.id}/samtykke/forloeb" in start
    page = browser.get(f"/log/{log.id}/samtykke/forloeb").get_data(as_text=True)
    assert "31. december 2027" in page
    assert "Engskolen" in page
