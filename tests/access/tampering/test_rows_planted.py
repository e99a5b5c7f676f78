"""A row nobody gave through the product gives nothing, and takes nothing from the others."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from stafet.accounts.models import Account
from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.consent.answers import asked_about
from stafet.consent.attempts import attempts_on
from stafet.consent.models import Answer, Attempt, AttemptWay, Consent, Party, Request
from stafet.consent.services import ask
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.special.choosable import choosable
from stafet.errors import NotFound
from stafet.people.models import Custody, Placement, Task
from stafet.people.queries import children_in, leads, placements_of
from stafet.people.telling import places_for
from stafet.web.sessions import SessionRow, _hash
from tests.factories.consent import seen, sign, yes
from tests.factories.tampering import WORDS, Tamperer, alarms, doctor

MINE = "/konto/adgangskode"


def test_a_task_somebody_gave_himself_gives_nothing(world, note, ppr, tamperer, vault):
    world.consents(world.ppr, world.school)
    [like, *_] = tamperer.rows(Task)
    mine = {"person_id": world.stranger.person_id, "institution_id": world.school}
    tamperer.insert(Task, {**like, **mine, "id": uuid4()})
    with pytest.raises(NotFound):
        seen(world, world.stranger)
    assert alarms(world) == {("alarm:forged", "people_task")}
    assert doctor(world, vault) == ({"people_task"}, ["people_task"])
    assert len(seen(world, ppr)) == 2
    assert seen(world, world.parent_a) == {WORDS}


def test_a_task_moved_to_another_child_or_person_gives_nothing(world, note, tamperer):
    world.task(world.nurse, world.health)
    mine = Task.person_id == world.nurse.person_id
    tamperer.change(Task, mine, person_id=world.stranger.person_id, institution_id=world.school)
    with pytest.raises(NotFound):
        seen(world, world.stranger)


def test_a_later_end_gives_nothing(world, note, ppr, tamperer, vault, clock):
    world.consents(world.ppr, last_day=date(2027, 6, 1))
    tamperer.change(Party, until_at=start_of_day(date(2030, 1, 1)))
    clock.advance(days=200)
    assert seen(world, ppr) == set()
    assert ("alarm:forged", "consent_party") in alarms(world)
    assert doctor(world, vault) == ({"consent_party"}, ["consent_party"])


def test_a_planted_yes_gives_nothing_and_the_others_stand(world, note, ppr, tamperer, vault):
    world.consents(world.ppr)
    sign(world, world.parent_a, yes(world.school))
    world.task(world.stranger, world.school)
    [party, *_] = tamperer.rows(Party, Party.institution_id == world.school)
    [consent] = tamperer.rows(Consent, Consent.id == party["consent_id"])
    planted = {"id": uuid4(), "giver_id": world.parent_b.person_id}
    tamperer.insert(Consent, {**consent, **planted})
    tamperer.insert(Party, {**party, "consent_id": planted["id"]})
    assert seen(world, world.stranger) == set()
    told = {("alarm:forged", "consent_party"), ("alarm:forged", "consent_consent")}
    assert alarms(world) == told
    assert len(seen(world, ppr)) == 2
    assert doctor(world, vault)[1] == ["consent_consent", "consent_party"]


def test_a_no_made_a_yes_gives_nothing(world, note, ppr, tamperer):
    sign(world, world.parent_a, yes(world.ppr))
    consent = sign(world, world.parent_b, yes(world.ppr, {"health"}))
    wide = {"categories": frozenset({"wellbeing"}), "answer": Answer.YES}
    tamperer.change(Party, Party.consent_id == consent, **wide)
    assert seen(world, ppr) == set()
    assert ("alarm:missing", "consent_party") in alarms(world)


def test_a_planted_custody_gives_nothing(world, note, tamperer, vault):
    [like, *_] = tamperer.rows(Custody)
    tamperer.insert(Custody, {**like, "id": uuid4(), "guardian_id": world.stranger.person_id})
    with pytest.raises(NotFound):
        seen(world, world.stranger)
    assert doctor(world, vault) == ({"people_custody"}, ["people_custody"])


def test_a_planted_session_is_nobodys_and_the_doctor_tells(web, vault):
    account = web.world.pedagogue.account_id
    with web.world.unit() as unit:
        now = unit.now
    planted = {"token_hash": _hash("planted"), "account_id": account, "mac": bytes(32)}
    planted |= {"began_at": now, "seen_at": now, "ends_at": now + timedelta(hours=1)}
    told = {"data": json.dumps({"_user_id": str(account)})}
    Tamperer(web.world.database).insert(SessionRow, planted | told)
    browser = web.stranger()
    browser.client.set_cookie("stafet", "planted")
    assert browser.get(MINE).status_code == 303
    assert doctor(web.world, vault)[1] == ["web_session"]
    assert web.as_("leader").get(MINE).status_code == 200


def test_a_planted_password_opens_no_account_and_the_doctor_tells(web, vault):
    mine = Account.id == web.world.pedagogue.account_id
    browser = web.as_("pedagogue")
    Tamperer(web.world.database).change(Account, mine, password_hash="$argon2id$planted")
    assert browser.get(MINE).status_code == 303
    assert "accounts_account" in doctor(web.world, vault)[1]
    assert web.as_("leader").get(MINE).status_code == 200


def test_a_planted_placement_leads_nobody_to_a_child(world, note, tamperer, vault):
    leader = replace(world.leader, led=frozenset({world.school}))
    [like] = tamperer.rows(Placement)
    elsewhere = {"institution_id": world.school, "group_id": None}
    tamperer.insert(Placement, {**like, **elsewhere, "id": uuid4()})
    with world.unit() as unit:
        assert not leads(unit, leader, world.child)
        assert children_in(unit, world.school) == {}
        assert [row.institution_id for row in placements_of(unit, world.child)] == [world.daycare]
        assert leads(unit, world.leader, world.child)
    assert alarms(world) == {("alarm:forged", "people_placement")}
    assert doctor(world, vault)[1] == ["people_placement"]


def test_a_moved_placement_leads_nobody_and_still_hides_a_home(world, note, tamperer):
    hides = world.parent_b.person_id
    tamperer.change(Placement, institution_id=world.school, protects_id=hides)
    with world.unit() as unit:
        assert not leads(unit, replace(world.leader, led=frozenset({world.school})), world.child)
        told = places_for(unit, world.parent_a, world.child, {world.school}, "Et sted")
    assert told[world.school].name == "Et sted"


@pytest.mark.parametrize("table", [Request, Attempt])
def test_a_question_and_tries_nobody_made_open_nothing_by_silence(
    world, log, note, tamperer, clock, table
):
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
        day = day_of(unit.now)
        for parent in (world.parent_a, world.parent_b):
            rung = Tried(uuid4(), parent.person_id, AttemptWay.PHONE, interpreter=False, on_day=day)
            note_attempt(unit, world.pedagogue, world.child, rung)
        kind = unit.use(Catalogue).access_kinds["silent_giver"]
    clock.advance(days=20)
    sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        assert choosable(unit, world.child, kind, world.ppr)
    if table is Request:
        long_ago = start_of_day(date(2026, 1, 1))
        tamperer.change(Request, asked_at=long_ago)
    else:
        [mine] = tamperer.rows(Attempt, Attempt.giver_id == world.parent_b.person_id)
        tamperer.delete(Attempt, Attempt.giver_id == world.parent_b.person_id)
        tamperer.insert(Attempt, {**mine, "id": uuid4()})
    with world.unit() as unit:
        assert choosable(unit, world.child, kind, world.ppr) == []
    assert alarms(world) == {("alarm:forged", table.__tablename__)}


def test_a_question_nobody_asked_is_put_to_no_parent(world, log, tamperer):
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    [like] = tamperer.rows(Request)
    tamperer.insert(Request, {**like, "id": uuid4(), "institution_id": world.health})
    with world.unit() as unit:
        assert set(asked_about(unit, world.child)) == {world.ppr}
        assert attempts_on(unit, world.child) == []
