"""The young person reads and decides from 15, and alone from 18 (L11, L60)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from stafet.clock import FixedClock, start_of_day
from stafet.consent.models import Limit, LimitKind
from stafet.consent.reading import read
from stafet.consent.services import Choice, Signing, ask, give, withdraw
from stafet.copies.delivery import handlers
from stafet.copies.models import InboxItem
from stafet.copies.queries import inbox
from stafet.errors import NotFound
from stafet.insight.family import family_page
from stafet.outbox import Worker
from stafet.outbox.demo import demo_mail
from stafet.people.identity import names_for
from stafet.people.models import Placement
from stafet.people.telling import places_for
from stafet.records.rules import CHILD
from stafet.web.unit import House
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.world import ALL_TOPICS
from tests.fixtures.web import form_of

FIFTEEN = start_of_day(date(2035, 3, 1))
EIGHTEEN = start_of_day(date(2038, 3, 1))


@pytest.fixture
def clock():
    """Begin two weeks before the child's 15th birthday."""
    return FixedClock(FIFTEEN - timedelta(days=14))


@pytest.fixture
def world(world):
    world.people["young"] = Viewer(uuid4(), world.child, ViewerKind.YOUNG)
    return world


@pytest.fixture
def deliver(database, vault, catalogue, settings, clock):
    """Deliver what is due a minute, or some days, from now; return to whom mail went, ever."""
    house = House(replace(settings, demo=True), database, vault, catalogue)
    worker = Worker(database, handlers(house))

    def run(days: int = 0) -> list[str]:
        clock.advance(days=days, minutes=1)
        worker.run_once()
        with database.unit() as unit:
            return [mail.to for mail in demo_mail(unit)]

    return run


def texts(world, viewer) -> set[str]:
    with world.unit() as unit:
        return {shown.content.text for shown in read(unit, viewer, world.child).records}


def say(world, answer: str, *places) -> None:
    with world.unit() as unit:
        yes = answer == "yes"
        topics = ALL_TOPICS if yes else frozenset()
        choices = tuple(Choice(place, yes, categories=topics) for place in places)
        give(unit, world.young, world.child, Signing(uuid4(), choices))


def shared(world):
    """Open a log with one text, and let the school in."""
    world.concern()
    log = world.log()
    world.entry(log, world.pedagogue, "Anton har det svært i skolen.")
    world.consents(world.school)
    world.task(world.teacher, world.school)
    return log


def test_L11_before_the_birthday_the_young_persons_account_gets_nothing(web, world, clock):
    log = shared(world)
    clock.set(FIFTEEN - timedelta(seconds=1))
    young = web.as_("young")
    for page in ("", "/samtykke", "/laesninger", "/samtykke/traek-tilbage"):
        assert young.get(f"/log/{log.id}{page}").status_code == 404
    overview = young.get("/").get_data(as_text=True)
    assert str(log.id) not in overview
    assert "15" in overview
    with world.unit() as unit:
        assert names_for(unit, world.young, [world.parent_a.person_id]) == {}
        with pytest.raises(NotFound):
            read(unit, world.young, world.child)
    with pytest.raises(NotFound):
        say(world, "yes", world.school)


def test_L11_from_the_first_instant_of_the_birthday_it_reads_its_own_log(web, world, clock):
    log = shared(world)
    clock.set(FIFTEEN)
    young = web.as_("young")
    assert "Anton har det svært" in young.get(f"/log/{log.id}").get_data(as_text=True)
    assert young.get(f"/log/{log.id}/laesninger").status_code == 200
    assert young.get(f"/log/{log.id}/samtykke").status_code == 200
    assert str(log.id) in young.get("/").get_data(as_text=True)
    with world.unit() as unit:
        bases = {str(one.basis) for one in read(unit, world.young, world.child).records}
    assert bases == {"youth"}


def test_L11_it_is_no_staff_and_reads_of_no_other_child(web, world, clock):
    log = shared(world)
    clock.set(FIFTEEN)
    young = web.as_("young")
    for page in ("/log/{}/skriv", "/log/{}/samtykke/spoerg", "/bekymring/ny"):
        assert young.get(page.format(log.id)).status_code in {403, 404}
    with world.unit() as unit, pytest.raises(NotFound):
        read(unit, world.young, uuid4())


def test_L11_the_same_exceptions_hold_for_the_young_person_as_for_a_guardian(world, clock):
    log = shared(world)
    clock.set(FIFTEEN)
    world.entry(log, world.pedagogue, "Endnu ikke udgivet.", at_once=False)
    private = frozenset({CHILD, str(world.parent_b.person_id)})
    world.entry(log, world.pedagogue, "Fars egne forhold.", subjects=private)
    hidden = world.entry(log, world.pedagogue, "Skjult for alle.")
    with world.unit() as unit:
        unit.session.add(
            Limit(
                child_id=world.child,
                kind=LimitKind.HIDDEN,
                record_id=hidden.record_id,
                legal="x",
                set_at=unit.now,
            )
        )
    assert texts(world, world.young) == {
        "Anton leger mest alene.",
        "Talt sammen",
        "Anton har det svært i skolen.",
    }


def test_L11_a_no_of_the_young_person_acts_at_once(world, clock):
    shared(world)
    clock.set(FIFTEEN)
    assert "Anton har det svært i skolen." in texts(world, world.teacher)
    say(world, "no", world.school)
    assert texts(world, world.teacher) == set()


def test_L11_without_an_answer_sharing_pauses_after_30_days_and_a_yes_opens_it_again(world, clock):
    shared(world)
    clock.set(FIFTEEN + timedelta(days=30, hours=-1) - timedelta(microseconds=1))
    assert texts(world, world.teacher)
    clock.set(start_of_day(date(2035, 3, 31)))
    assert texts(world, world.teacher) == set()
    say(world, "yes", world.school)
    assert "Anton har det svært i skolen." in texts(world, world.teacher)


def test_L07_the_young_person_takes_its_yes_back(world, clock):
    shared(world)
    clock.set(FIFTEEN)
    say(world, "yes", world.school)
    assert texts(world, world.teacher)
    with world.unit() as unit:
        withdraw(unit, world.young, world.child, world.school)
    assert texts(world, world.teacher) == set()


def test_the_young_person_signs_and_takes_back_on_its_own_page(web, world, clock):
    log = shared(world)
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.school])
    clock.set(FIFTEEN)
    young, address, place = web.as_("young"), f"/log/{log.id}/samtykke", world.school.hex
    told = form_of(young.get(address).get_data(as_text=True)) | {f"answer_{place}": "yes"}
    assert young.client.post(address, data=told).status_code == 303
    assert "Anton har det svært i skolen." in texts(world, world.teacher)
    back = f"{address}/traek-tilbage?sted={place}"
    assert young.post(back, {"what": "all"}).status_code == 303
    assert texts(world, world.teacher) == set()


def test_L35_from_15_on_news_comes_to_the_young_persons_inbox_too(web, world, clock, deliver):
    log = shared(world)
    deliver()
    deliver(days=7)
    with world.unit() as unit:
        assert inbox(unit, world.young) == ()
    clock.set(FIFTEEN)
    world.entry(log, world.pedagogue, "Vi talte om klassen.")
    deliver()
    with world.unit() as unit:
        (item,) = inbox(unit, world.young)
    copy = web.as_("young").get(f"/log/{log.id}/kopi/{item.item_id}")
    assert "Vi talte om klassen." in copy.get_data(as_text=True)


def test_L60_at_18_the_parents_see_nothing_by_any_channel(web, world, clock, deliver):
    log = shared(world)
    clock.set(EIGHTEEN - timedelta(days=20))
    world.entry(log, world.pedagogue, "Før atten år.")
    deliver()
    with world.unit() as unit:
        (item, *_) = inbox(unit, world.parent_a)
    clock.set(EIGHTEEN - timedelta(seconds=1))
    mother = web.as_("parent_a")
    copy = f"/log/{log.id}/kopi/{item.item_id}"
    pages = (f"/log/{log.id}", f"/log/{log.id}/samtykke", f"/log/{log.id}/laesninger", copy)
    assert [mother.get(page).status_code for page in pages] == [200] * 4
    clock.set(EIGHTEEN)
    assert [mother.get(page).status_code for page in (*pages, f"{copy}.pdf")] == [404] * 5
    overview = mother.get("/").get_data(as_text=True)
    assert str(log.id) not in overview
    assert "Anton" not in overview
    with world.unit() as unit:
        assert inbox(unit, world.parent_a) == ()
        assert family_page(unit, world.parent_a).children == ()
        assert names_for(unit, world.parent_a, [world.child]) == {}
    with pytest.raises(NotFound), world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)


def test_L60_at_18_nothing_new_is_put_into_the_parents_inbox_or_mailed(world, clock, deliver):
    log = shared(world)
    deliver()
    deliver(days=4)
    mailed = deliver(days=4)
    assert "parent_a@hjem.example" in mailed
    clock.set(EIGHTEEN)
    with world.unit() as unit:
        before = unit.session.query(InboxItem).filter_by(guardian_id=world.parent_a.person_id)
        count = before.count()
    world.entry(log, world.pedagogue, "Efter atten år.")
    assert deliver() == mailed
    with world.unit() as unit:
        items = unit.session.query(InboxItem)
        assert items.filter_by(guardian_id=world.parent_a.person_id).count() == count
        assert items.filter_by(guardian_id=world.child).count() == 1


def test_L60_at_18_the_young_person_is_the_only_giver(world, clock):
    log = shared(world)
    clock.set(EIGHTEEN)
    world.entry(log, world.pedagogue, "Efter atten år.")
    assert texts(world, world.teacher) == set()
    say(world, "yes", world.school)
    assert "Efter atten år." in texts(world, world.teacher)


def test_a_place_that_gives_a_home_away_has_no_name_on_the_young_persons_page(world, clock):
    clock.set(FIFTEEN)
    with world.unit() as unit:
        row = unit.session.query(Placement).filter_by(child_id=world.child).one()
        row.protects_id = world.parent_b.person_id
    with world.unit() as unit:
        told = places_for(unit, world.young, world.child, [world.daycare], "et dagtilbud")
    assert told[world.daycare].name == "et dagtilbud"
