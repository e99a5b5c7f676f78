"""L35: each released change is one row in each custody holder's inbox, exactly once."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from stafet.clock import day_of
from stafet.consent.models import Limit, LimitKind
from stafet.consent.reading import read
from stafet.copies.delivery import handlers
from stafet.copies.models import InboxItem
from stafet.copies.queries import inbox
from stafet.copies.readings import readings_page
from stafet.logs.services import invite, set_level
from stafet.outbox import Worker, dead, waiting
from stafet.outbox.demo import demo_mail
from stafet.outbox.worker import LEASE
from stafet.people.queries import custodies_over
from stafet.people.rules import CustodyKind, TaskWhy
from stafet.people.services import (
    employ,
    end_custody,
    give_task,
    open_institution,
    place_child,
    record_custody,
)
from stafet.records.rules import HappeningKind
from stafet.web.unit import House
from tests.factories.world import ALL_TOPICS
from tests.web.copies.reading import words_of


@pytest.fixture
def post(database, vault, catalogue, settings):
    return handlers(House(replace(settings, demo=True), database, vault, catalogue))


@pytest.fixture
def deliver(database, post, clock):
    """Deliver what is due a minute from now."""

    def run(by=post, **later):
        clock.advance(**(later or {"minutes": 1}))
        return Worker(database, by).run_once()

    return run


@pytest.fixture
def log(world, deliver):
    """Return a log whose opening everybody has been told of."""
    opened = world.log()
    deliver(days=2)
    deliver(days=2)
    return opened


def rows(world, viewer):
    with world.unit() as unit:
        mine = InboxItem.guardian_id == viewer.person_id
        return unit.session.scalar(select(func.count()).select_from(InboxItem).where(mine))


def news(world, viewer):
    with world.unit() as unit:
        return [line.kinds for line in inbox(unit, viewer)]


def mails(world):
    with world.unit() as unit:
        return [mail.to for mail in demo_mail(unit)]


def raise_level(world, log, level=2):
    with world.unit() as unit:
        set_level(unit, world.pedagogue, log.id, level, log.row_version)


def test_L35_each_custody_holder_gets_one_row_that_says_what_changed(world, log, deliver):
    before = rows(world, world.parent_a)
    raise_level(world, log)
    deliver()
    for parent in (world.parent_a, world.parent_b):
        assert rows(world, parent) == before + 1
        assert ((HappeningKind.LEVEL, "2"),) in news(world, parent)


def test_L35_a_worker_killed_before_the_end_leaves_no_row_and_the_next_fills_the_inbox(
    world, log, deliver, post, clock
):
    before = rows(world, world.parent_a)
    raise_level(world, log)

    class Killed(BaseException):
        """Not an error anybody handles: the process is gone."""

    def dies_within(delivery):
        with world.unit() as unit:
            delivery.done(unit)
            raise Killed

    with pytest.raises(Killed):
        deliver(by={**post, "copies.announce": dies_within})
    assert rows(world, world.parent_a) == before
    deliver(minutes=1)
    assert rows(world, world.parent_a) == before
    deliver(seconds=LEASE.total_seconds())
    assert rows(world, world.parent_a) == before + 1


def test_L35_a_worker_killed_after_the_row_was_saved_does_not_make_a_second(
    world, log, deliver, post
):
    before = rows(world, world.parent_a)
    raise_level(world, log)

    class Killed(BaseException):
        """Not an error anybody handles: the process is gone."""

    def dies_after(delivery):
        post["copies.announce"](delivery)
        raise Killed

    with pytest.raises(Killed):
        deliver(by={**post, "copies.announce": dies_after})
    deliver(seconds=LEASE.total_seconds() + 1)
    assert rows(world, world.parent_a) == before + 1


def test_L35_two_workers_with_the_same_message_make_one_row(world, log, deliver, post):
    before = rows(world, world.parent_a)
    raise_level(world, log)

    def twice(delivery):
        post["copies.announce"](delivery)
        post["copies.announce"](delivery)

    deliver(by={**post, "copies.announce": twice})
    assert rows(world, world.parent_a) == before + 1


def test_L35_an_agreement_or_a_level_is_mailed_at_once_a_note_once_a_day(world, log, deliver):
    sent = len(mails(world))
    world.entry(log, world.pedagogue, "Anton var glad i dag.")
    world.entry(log, world.pedagogue, "Anton sov godt.")
    deliver()
    assert len(mails(world)) == sent
    raise_level(world, log)
    deliver()
    assert len(mails(world)) == sent + 2
    deliver(hours=24)
    assert len(mails(world)) == sent + 4
    deliver(hours=48)
    assert len(mails(world)) == sent + 4


def test_L35_a_hidden_text_leaves_no_row_no_mail_and_no_line(world, log, deliver):
    before, sent = rows(world, world.parent_a), len(mails(world))
    written = world.entry(log, world.pedagogue, "Kun til fagfolk.")
    limit(world, written, LimitKind.HIDDEN, world.parent_a)
    deliver()
    deliver(days=1)
    assert rows(world, world.parent_a) == before
    assert rows(world, world.parent_b) > 0
    told = mails(world)[: len(mails(world)) - sent]
    assert "parent_b@hjem.example" in told
    assert "parent_a@hjem.example" not in told


def test_L35_what_is_hidden_later_goes_from_the_inbox_too(world, log, deliver):
    written = world.entry(log, world.pedagogue, "En tekst.")
    deliver(days=2)
    lines = len(news(world, world.parent_a))
    limit(world, written, LimitKind.HIDDEN, world.parent_a)
    assert len(news(world, world.parent_a)) == lines - 1
    assert len(news(world, world.parent_b)) == lines


def test_L35_a_parents_private_matters_reach_only_that_parent(world, log, deliver):
    before = rows(world, world.parent_a), rows(world, world.parent_b)
    mine = frozenset({str(world.parent_b.person_id)})
    world.entry(log, world.pedagogue, "Far har det svært.", subjects=mine)
    deliver()
    assert (rows(world, world.parent_a), rows(world, world.parent_b)) == (before[0], before[1] + 1)


def test_unknown_custody_stops_copies(world, log, deliver):
    before = rows(world, world.parent_a)
    with world.unit() as unit:
        record_custody(
            unit,
            world.child,
            world.parent_a.person_id,
            CustodyKind.UNKNOWN,
            source="cpr",
            from_at=unit.now,
            by=None,
        )
    world.entry(log, world.pedagogue, "En tekst.")
    deliver(days=2)
    assert rows(world, world.parent_a) == before
    assert news(world, world.parent_a) == []


def test_R3_a_mail_is_decided_anew_when_it_is_sent(world, log, deliver):
    sent = len(mails(world))
    world.entry(log, world.pedagogue, "En tekst.")
    deliver()
    with world.unit() as unit:
        (row,) = (
            custody
            for custody in custodies_over(unit, world.child)
            if custody.guardian_id == world.parent_a.person_id
        )
        end_custody(unit, row, by=None)
    deliver(days=2)
    told = mails(world)[: len(mails(world)) - sent]
    assert "parent_b@hjem.example" in told
    assert "parent_a@hjem.example" not in told


def test_an_invited_professional_is_told_that_there_is_news(world, log, deliver, clock):
    world.consents(world.ppr, categories=ALL_TOPICS)
    with world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.psychologist.person_id, world.ppr)
    deliver()
    assert "psychologist@eksempelby.example" in mails(world)
    with world.unit() as unit:
        assert dead(unit) == []
        assert all(row.last_error is None for row in waiting(unit))


def limit(world, written, kind, guardian):
    with world.unit() as unit:
        unit.session.add(
            Limit(
                child_id=world.child,
                kind=kind,
                record_id=written.record_id,
                guardian_id=guardian.person_id,
                legal="child",
                set_at=unit.now,
            )
        )


def read_by(world, viewer):
    with world.unit() as unit:
        read(unit, viewer, world.child)


def readings(world, viewer, log, clock):
    clock.advance(minutes=1)
    with world.unit() as unit:
        return readings_page(unit, viewer, log.id, None, with_names=False)


def test_L46_a_guardian_sees_when_why_and_which_kind_of_reader_but_no_name(world, log, clock, web):
    world.entry(log, world.pedagogue, "En tekst.")
    clock.advance(minutes=1)
    with web.app.test_request_context():
        read_by(world, world.pedagogue)
        (line,) = readings(world, world.parent_a, log, clock).lines
    assert line.who == "Pædagog, Dagtilbud"
    assert line.on == day_of(clock.now())
    assert line.why == ("Det er skrevet der, hvor læseren arbejder.",)


def test_L46_a_read_of_what_is_hidden_or_not_released_leaves_no_line(world, log, clock, web):
    written = world.entry(log, world.pedagogue, "Skjult.")
    limit(world, written, LimitKind.HIDDEN, world.parent_a)
    later = world.entry(log, world.pedagogue, "Ikke frigivet.", at_once=False)
    clock.advance(minutes=1)
    with web.app.test_request_context():
        read_by(world, world.pedagogue)
        mine = readings(world, world.parent_a, log, clock).lines
        others = readings(world, world.parent_b, log, clock).lines
    seen = {text.record_id for line in mine for text in line.texts}
    assert not seen & {written.record_id, later.record_id}
    assert written.record_id in {text.record_id for line in others for text in line.texts}


def test_L46_a_withheld_text_that_was_read_is_told_without_naming_it(world, log, clock, web):
    written = world.entry(log, world.pedagogue, "Holdt tilbage.")
    limit(world, written, LimitKind.REDACTED, world.parent_a)
    clock.advance(minutes=1)
    with web.app.test_request_context():
        read_by(world, world.pedagogue)
        lines = readings(world, world.parent_a, log, clock).lines
    labels = [text.label for line in lines for text in line.texts if text.record_id is None]
    assert labels == ["Noget, der er holdt tilbage for dig"]


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L01_a_copy_or_a_list_of_readers_answers_others_as_if_it_were_not_there(
    world, log, deliver, web
):
    world.entry(log, world.pedagogue, "En tekst.")
    deliver()
    with world.unit() as unit:
        item = inbox(unit, world.parent_a)[0].item_id
    copy = f"/log/{log.id}/kopi/{item}"
    urls = (copy, f"{copy}.pdf", f"/log/{log.id}/laesninger")
    unknown = (f"/log/{log.id}/kopi/{uuid4()}", f"/log/{uuid4()}/kopi/{item}.pdf")
    for person in ("parent_b", "pedagogue", "stranger", "leader"):
        browser = web.as_(person)
        answers = [browser.get(url) for url in (*urls[:2], *unknown)]
        if person != "parent_b":
            answers.append(browser.get(urls[2]))
        assert {answer.status_code for answer in answers} == {404}
        assert len({bare(answer) for answer in answers}) == 1
    assert [web.as_("parent_a").get(url).status_code for url in urls] == [200] * 3


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L01_who_has_lost_custody_has_lost_the_copies_too(world, log, deliver, web):
    world.entry(log, world.pedagogue, "En tekst.")
    deliver()
    with world.unit() as unit:
        item = inbox(unit, world.parent_a)[0].item_id
    with world.unit() as unit:
        held = custodies_over(unit, world.child)
        mine = [row for row in held if row.guardian_id == world.parent_a.person_id]
        end_custody(unit, mine[0], by=None)
    deliver()
    browser = web.as_("parent_a")
    for url in (f"kopi/{item}", f"kopi/{item}.pdf", "laesninger"):
        assert browser.get(f"/log/{log.id}/{url}").status_code == 404
    assert "En tekst" not in browser.get("/").get_data(as_text=True)
    assert f"/kopi/{item}" not in browser.get("/").get_data(as_text=True)


CANARIES = ("Skjulestien", "9998", "Fjernby", "11223344", "parent_b@hjem.example", "Kildegården")


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_protected_home_shows_nowhere_in_what_the_other_parent_gets(world, log, deliver, web):
    with world.unit() as unit:
        away = open_institution(unit, "sfo", "SFO Kildegården", "Fjernby Kommune").id
        protects = world.parent_b.person_id
        today = day_of(unit.now)
        place_child(unit, world.child, away, None, today, protects=protects, by=None)
        employ(unit, world.nurse.person_id, away, "paedagog", by=None)
        give_task(unit, world.child, world.nurse.person_id, away, TaskWhy.INVITED, by=None)
    world.entry(log, world.nurse, "Anton har det godt her.")
    world.consents(away)
    deliver(minutes=5)
    read_by(world, world.nurse)
    deliver(days=2)
    browser = web.as_("parent_a")
    with world.unit() as unit:
        items = [line.item_id for line in inbox(unit, world.parent_a)]
    pages = ["/", f"/log/{log.id}/laesninger", *(f"/log/{log.id}/kopi/{one}" for one in items)]
    told = "".join(browser.get(url).get_data(as_text=True) for url in pages)
    assert "Anton har det godt her." in told
    assert [word for word in CANARIES if word in told] == []
    assert "SFO" not in told
    with world.unit() as unit:
        mails = "".join(mail.subject + mail.body for mail in demo_mail(unit, 100))
    assert [word for word in CANARIES if word in mails] == []
    for one in items:
        paper = words_of(browser.get(f"/log/{log.id}/kopi/{one}.pdf").data)
        assert [word for word in CANARIES if word in paper] == []


def bare(answer):
    """Return a page without its own address and without the form's token, which tells the time."""
    return re.sub(r'/log/[^"]*|value="[^"]*"', "", answer.get_data(as_text=True))
