"""What comes by itself as the days go: reminders, birthdays, changes of custody (L06, L11, L60)."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest

from stafet.clock import start_of_day
from stafet.consent.reading import read
from stafet.consent.services import Choice, Signing, give, withdraw
from stafet.copies.delivery import handlers
from stafet.copies.queries import inbox
from stafet.insight import life
from stafet.outbox import Worker, dead
from stafet.outbox.demo import demo_mail
from stafet.people.models import PersonKind
from stafet.people.queries import custodies_over
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import end_custody, record_custody, register_adult
from stafet.records.rules import HappeningKind
from stafet.web.unit import House
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.world import ALL_TOPICS

FIFTEEN = start_of_day(date(2035, 3, 1))
EIGHTEEN = start_of_day(date(2038, 3, 1))
PARENTS = {"parent_a@hjem.example", "parent_b@hjem.example"}
HOLDER = "pedagogue@eksempelby.example"


@pytest.fixture
def world(world):
    world.people["young"] = Viewer(uuid4(), world.child, ViewerKind.YOUNG)
    return world


class Days:
    """The worker, day by day."""

    def __init__(self, world, clock, workers):
        self.world, self.clock, self.workers = world, clock, workers

    def at(self, day: date, *, hour: int = 18) -> Counter:
        """Let the worker run on a day, as often as there is something; return the new mails."""
        before = self.mails()
        self.clock.set(max(self.clock.now(), start_of_day(day, hour)))
        with self.world.unit() as unit:
            life.begin(unit)
        while self.workers[0].run_once():
            self.clock.advance(seconds=1)
        return self.mails() - before

    def mails(self) -> Counter:
        with self.world.unit() as unit:
            return Counter(mail.to for mail in demo_mail(unit))

    def told(self, viewer) -> set:
        with self.world.unit() as unit:
            return {kind for news in inbox(unit, viewer) for kind, _ in news.kinds}


@pytest.fixture
def days(world, database, vault, catalogue, settings, clock):
    house = House(replace(settings, demo=True), database, vault, catalogue)
    taken = handlers(house) | life.handlers(house)
    return Days(world, clock, [Worker(database, taken), Worker(database, taken)])


@pytest.fixture
def log(world):
    """A log with one text, shared with the school for a year."""
    log = world.log()
    world.entry(log, world.pedagogue, "Anton har det svært.")
    world.consents(world.school)
    world.task(world.teacher, world.school)
    return log


def texts(world, viewer) -> set[str]:
    with world.unit() as unit:
        return {shown.content.text for shown in read(unit, viewer, world.child).records}


def quiet(days, *, long: bool = False) -> None:
    """Let all that the beginning brought be delivered; and that nobody has written since (L36)."""
    days.at(date(2027, 3, 10))
    days.at(date(2027, 3, 12))
    if long:
        days.at(date(2027, 5, 10))


@pytest.mark.usefixtures("log")
def test_L06_holder_and_givers_are_told_30_14_and_3_days_before_and_never_twice(world, days):
    quiet(days, long=True)
    once = Counter({*PARENTS, HOLDER})
    assert days.at(date(2028, 1, 30)) == Counter()
    assert days.at(date(2028, 1, 31)) == once
    assert days.at(date(2028, 1, 31), hour=20) == Counter()
    assert days.at(date(2028, 2, 15)) == Counter()
    assert days.at(date(2028, 2, 16)) == once
    assert days.at(date(2028, 2, 26)) == Counter()
    assert days.at(date(2028, 2, 27)) == once
    assert days.at(date(2028, 2, 29)) == Counter()
    assert texts(world, world.teacher)
    assert days.at(date(2028, 3, 1)) == Counter()
    assert texts(world, world.teacher) == set()
    with world.unit() as unit:
        assert dead(unit) == []


@pytest.mark.usefixtures("log")
def test_L06_a_reminder_that_was_slept_through_is_not_told_late(days):
    quiet(days, long=True)
    assert days.at(date(2028, 2, 20)) == Counter({*PARENTS, HOLDER})
    assert days.at(date(2028, 2, 21)) == Counter()


@pytest.mark.usefixtures("log")
def test_L06_nobody_is_told_while_custody_is_unknown(world, days):
    quiet(days, long=True)
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Ukendt"), by=None)
        record_custody(
            unit,
            world.child,
            person,
            CustodyKind.UNKNOWN,
            source="told",
            from_at=unit.now,
            by=None,
        )
    days.at(date(2027, 3, 20))
    assert days.at(date(2028, 1, 31)) == Counter()


@pytest.mark.usefixtures("log")
def test_L06_who_has_taken_back_or_renewed_is_not_told(world, days):
    quiet(days)
    days.clock.set(start_of_day(date(2027, 10, 1)))
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child)
    with world.unit() as unit:
        choice = Choice(world.school, yes=True, categories=ALL_TOPICS)
        give(unit, world.parent_a, world.child, Signing(uuid4(), (choice,)))
    days.at(date(2027, 10, 4))
    assert days.at(date(2028, 1, 31)) == Counter()


@pytest.mark.usefixtures("log")
def test_L06_two_workers_at_once_tell_each_once(world, days):
    quiet(days, long=True)
    days.clock.set(start_of_day(date(2028, 1, 31), 18))
    before, start = days.mails(), Barrier(2)
    with world.unit() as unit:
        life.begin(unit)

    def run(worker):
        start.wait()
        for _ in range(3):
            worker.run_once()

    threads = [Thread(target=run, args=(worker,)) for worker in days.workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    days.at(date(2028, 1, 31), hour=19)
    assert days.mails() - before == Counter({*PARENTS, HOLDER})


def test_L11_on_the_15th_birthday_the_young_person_the_parents_and_the_holder_are_told(
    world, days, request
):
    days.clock.set(FIFTEEN - timedelta(days=20))
    request.getfixturevalue("log")
    days.at(date(2035, 2, 20))
    days.at(date(2035, 2, 22))
    assert days.at(date(2035, 2, 28)) == Counter()
    assert days.told(world.young) == set()
    assert days.at(date(2035, 3, 1)) == Counter({*PARENTS, HOLDER})
    for viewer in (world.young, world.parent_a, world.parent_b):
        assert HappeningKind.YOUNG_ASKED in days.told(viewer)
    assert days.at(date(2035, 3, 2)) == Counter()


def test_L11_after_30_days_of_silence_all_are_told_that_sharing_pauses(world, days, request):
    days.clock.set(FIFTEEN - timedelta(days=20))
    request.getfixturevalue("log")
    days.at(date(2035, 3, 1))
    days.at(date(2035, 3, 5))
    assert days.at(date(2035, 3, 30)) == Counter()
    assert texts(world, world.teacher)
    assert days.at(date(2035, 3, 31)) == Counter({*PARENTS, HOLDER})
    assert HappeningKind.YOUNG_SILENT in days.told(world.young)
    assert texts(world, world.teacher) == set()
    assert days.at(date(2035, 4, 5)) == Counter()


def test_L11_who_has_answered_is_not_called_silent(world, days, request):
    days.clock.set(FIFTEEN - timedelta(days=20))
    request.getfixturevalue("log")
    days.at(date(2035, 3, 1))
    with world.unit() as unit:
        give(unit, world.young, world.child, Signing(uuid4(), (Choice(world.school, yes=False),)))
    days.at(date(2035, 3, 3))
    assert days.at(date(2035, 3, 31)) == Counter()


def test_L60_on_the_18th_birthday_parents_and_holder_are_mailed_and_parents_read_nothing(
    world, days, clock, request
):
    clock.set(EIGHTEEN - timedelta(days=20))
    request.getfixturevalue("log")
    days.at(date(2038, 2, 20))
    days.at(date(2038, 2, 27))
    assert days.at(date(2038, 3, 1)) == Counter({*PARENTS, HOLDER})
    assert HappeningKind.OF_AGE in days.told(world.young)
    assert days.told(world.parent_a) == set()
    assert days.at(date(2038, 3, 5)) == Counter()


@pytest.mark.usefixtures("log")
def test_L18_a_change_of_custody_is_told_and_suspends_until_each_has_signed_anew(world, days):
    quiet(days)
    with world.unit() as unit:
        person = register_adult(
            unit, PersonKind.GUARDIAN, Identity("Cecilie", email="c@hjem.example"), by=None
        )
        record_custody(
            unit, world.child, person, CustodyKind.JOINT, source="cpr", from_at=unit.now, by=None
        )
    assert texts(world, world.teacher) == set()
    new = Viewer(uuid4(), person, ViewerKind.GUARDIAN)
    world.people["new"] = new
    assert days.at(date(2027, 3, 14)) == Counter({*PARENTS, HOLDER, "c@hjem.example"})
    assert HappeningKind.CUSTODY in days.told(world.parent_a)
    for name in ("parent_a", "parent_b"):
        world.consents(world.school, by=name)
        assert texts(world, world.teacher) == set()
    world.consents(world.school, by="new")
    assert texts(world, world.teacher)


@pytest.mark.usefixtures("log")
def test_L18_removing_a_holder_never_opens_and_he_is_told_nothing_more(world, days):
    with world.unit() as unit:
        withdraw(unit, world.parent_b, world.child)
    quiet(days)
    assert texts(world, world.teacher) == set()
    with world.unit() as unit:
        for custody in custodies_over(unit, world.child):
            if custody.guardian_id == world.parent_b.person_id:
                end_custody(unit, custody, by=None)
    assert texts(world, world.teacher) == set()
    assert days.at(date(2027, 3, 14)) == Counter({"parent_a@hjem.example", HOLDER})
    assert days.told(world.parent_b) == set()


def test_L17_a_parent_without_custody_sees_no_log_and_is_told_how_to_ask(web, world, clock):
    log = world.log()
    with world.unit() as unit:
        for custody in custodies_over(unit, world.child):
            if custody.guardian_id == world.parent_b.person_id:
                end_custody(unit, custody, by=None)
    clock.advance(minutes=1)
    browser = web.as_("parent_b")
    for page in ("", "/samtykke", "/samtykke/forloeb", "/laesninger"):
        assert browser.get(f"/log/{log.id}{page}").status_code == 404
    overview = browser.get("/").get_data(as_text=True)
    assert str(log.id) not in overview
    assert "Anton" not in overview
    main = overview.split("<main")[1].split("</main")[0]
    assert "without custody" in main or "Uden forældremyndighed" in main


def test_L60_a_parent_of_a_grown_child_is_told_on_the_overview_without_any_name(web, world, clock):
    log = world.log()
    clock.set(EIGHTEEN)
    overview = web.as_("parent_a").get("/").get_data(as_text=True)
    assert str(log.id) not in overview
    assert "Anton" not in overview
    assert re.search(r"(is 18 now|fyldt 18 år)", overview)
