"""Holes that were found once and stay closed: what pages and messages tell besides."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from stafet.accounts.models import Account
from stafet.clock import day_of
from stafet.consent.models import Limit, LimitKind
from stafet.consent.services import withdraw
from stafet.errors import NotFound
from stafet.logs.rules import Involvement
from stafet.logs.services import agree, correct_entry, invite, open_log
from stafet.logs.services.agreements import Promise
from stafet.meetings.services import finish_minutes
from stafet.outbox.models import OutboxRow
from stafet.people.models import PersonKind
from stafet.people.rules import Identity, TaskWhy
from stafet.people.services import employ, give_task, register_adult
from stafet.records.models import Happening, RecordVersion
from stafet.records.rules import HappeningKind, RecordKind
from stafet.records.services import Author, write
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.meetings import called, some_minutes
from tests.factories.world import writing

SECRET = "HEMMELIG"
DEADLINE = "21. marts 2027"


def shown(web, who, url):
    return web.as_(who).get(url).get_data(as_text=True)


def invited(world, log, *who):
    """Let the parents say yes to these people's places, and invite them."""
    for viewer, place in who:
        world.consents(place)
        with world.unit() as unit:
            invite(unit, world.pedagogue, log.id, viewer.person_id, place)


def colleague(world):
    """Employ somebody at the daycare who has no task with the child."""
    with world.unit() as unit:
        who = register_adult(unit, PersonKind.PROFESSIONAL, Identity("Karl Kollega"), by=None)
        employ(unit, who, world.daycare, "paedagog", by=None)
        account = Account(person_id=who, login_index=b"k" * 32, made_at=unit.now)
        unit.session.add(account)
        unit.session.flush()
        world.people["karl"] = Viewer(account.id, who, ViewerKind.PROFESSIONAL)


def promised(world, log, who):
    with world.unit() as unit:
        by = day_of(unit.now) + timedelta(days=20)
        promise = Promise("Vi ringer til lægen", who, by, frozenset({"wellbeing"}))
        return agree(unit, world.pedagogue, log.id, promise)


def hide(world, record_id, guardian):
    with world.unit() as unit:
        unit.session.add(
            Limit(
                child_id=world.child,
                kind=LimitKind.HIDDEN,
                record_id=record_id,
                guardian_id=guardian.person_id,
                set_at=unit.now,
            )
        )


def test_minutes_under_the_id_of_another_record_give_nobody_a_seat_to_it(web, world, log):
    private = world.entry(
        log,
        world.pedagogue,
        SECRET,
        categories=frozenset({"family"}),
        subjects=frozenset({str(world.parent_b.person_id)}),
    )
    world.consents(world.ppr, categories=frozenset({"wellbeing"}))
    with world.unit() as unit:
        invite(unit, world.pedagogue, log.id, world.psychologist.person_id, world.ppr)
    meeting = called(world, log)
    minutes = some_minutes(came=frozenset({world.psychologist.person_id}))
    with pytest.raises(NotFound), world.unit() as unit:
        key = private.record_id
        finish_minutes(unit, world.pedagogue, log.id, meeting, minutes, 0, key=key)
    assert SECRET not in shown(web, "psychologist", f"/log/{log.id}")


def test_L30_opening_a_log_lets_out_no_other_institutions_concern(web, world):
    with world.unit() as unit:
        nurse, place = world.nurse.person_id, world.health
        give_task(unit, world.child, nurse, place, TaskWhy.AUTHOR, by=None)
        told = writing(unit, SECRET, kind=RecordKind.CONCERN)
        write(unit, Author(nurse, place), world.child, told)
    world.concern("Anton leger alene.")
    with world.unit() as unit:
        told = Involvement("talt", day_of(unit.now), at_once=True)
        log = open_log(unit, world.pedagogue, world.child, 0, told)
    page = shown(web, "parent_a", f"/log/{log.id}")
    assert SECRET not in page
    assert "Anton leger alene." in page


def test_inviting_twice_is_told_once(world, log):
    who = (world.psychologist, world.ppr)
    invited(world, log, who, who)
    with world.unit() as unit:
        told = unit.session.scalars(select(Happening)).all()
    assert [h.kind for h in told].count(HappeningKind.PARTICIPANT) == 1


@pytest.fixture
def revoked(world, log):
    """A psychologist whose parents' yes is taken back; a nurse whose place keeps it."""
    invited(world, log, (world.psychologist, world.ppr), (world.nurse, world.health))
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    return log


@pytest.mark.parametrize("page", ["log", "aftale", "skriv", "bekymring"])
def test_L01_after_a_withdrawal_no_page_names_who_takes_part(web, world, revoked, page):
    pages = {"log": f"/log/{revoked.id}", "bekymring": f"/bekymring/{world.child}"}
    told = shown(web, "psychologist", pages.get(page, f"/log/{revoked.id}/{page}"))
    assert "Signe Sund" not in told
    assert "Per Psykolog" in shown(web, "pedagogue", f"/log/{revoked.id}")


def test_L01_a_colleague_without_a_task_learns_of_no_log(web, world, revoked):
    colleague(world)
    told = shown(web, "karl", f"/bekymring/{world.child}")
    assert "Signe Sund" not in told
    assert str(revoked.id) not in told


@pytest.mark.parametrize("whose", ["pedagogue", "psychologist"])
def test_L01_after_a_withdrawal_the_overview_tells_no_deadline(web, world, revoked, whose):
    promised(world, revoked, world.people[whose].person_id)
    assert DEADLINE not in shown(web, "psychologist", "/")
    assert DEADLINE in shown(web, "pedagogue", "/")


def test_a_hidden_agreement_is_on_no_overview(web, world, log, clock):
    agreement = promised(world, log, world.parent_a.person_id)
    clock.advance(minutes=1)
    assert DEADLINE in shown(web, "parent_a", "/")
    hide(world, agreement.record_id, world.parent_a)
    assert DEADLINE not in shown(web, "parent_a", "/")


def test_a_hidden_meeting_leaves_no_line_in_the_log(web, world, log):
    meeting = called(world, log)
    assert str(meeting) in shown(web, "parent_a", f"/log/{log.id}")
    hide(world, meeting, world.parent_a)
    assert str(meeting) not in shown(web, "parent_a", f"/log/{log.id}")
    assert str(meeting) in shown(web, "parent_b", f"/log/{log.id}")


def test_who_comes_near_a_child_by_a_concern_is_told_to_leader_and_holder(web, world, log):
    colleague(world)
    browser = web.as_("karl")
    page = browser.get(f"/bekymring/{world.child}").get_data(as_text=True)
    field = re.search(r'name="(q_\w+)"', page).group(1)
    sent = {field: "Anton leger alene.", "row_version": "0", "event_on": "2027-03-01"}
    for _ in range(2):
        browser.post(f"/bekymring/{world.child}", {**sent, "do": "save"})
    with world.unit() as unit:
        told = unit.session.scalars(
            select(OutboxRow).where(OutboxRow.key.contains("newcomer"))
        ).all()
        people = {message.payload["person"] for message in told}
    assert people == {str(world.leader.person_id), str(world.pedagogue.person_id)}
    assert len(told) == len(people)


def test_a_page_of_readings_that_cannot_be_is_the_first(web, world, log):
    answer = web.as_("parent_a").get(f"/log/{log.id}/laesninger?before={10**26}")
    assert answer.status_code == 200


def test_when_a_text_was_first_written_is_sealed_into_it(web, world, log, clock):
    note = world.entry(log, world.pedagogue, SECRET)
    clock.advance(days=3)
    world.consents(world.ppr, everything=False)
    world.task(world.psychologist, world.ppr)
    with world.unit() as unit:
        again = writing(unit, f"{SECRET} rettet")
        correct_entry(unit, world.pedagogue, log.id, note.record_id, 1, again)
    with world.unit() as unit:
        newer = update(RecordVersion).where(RecordVersion.number > 1)
        unit.session.execute(newer.values(first_written_at=unit.now))
    assert SECRET not in shown(web, "psychologist", f"/log/{log.id}")
