"""Who can read it? By name, role and reason, for each who can read it himself."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from stafet.audit.chain import blocks
from stafet.consent.models import Limit, LimitKind
from stafet.consent.services import withdraw
from stafet.consent.special.models import Access

TEXT = "Anton leger med Ida."


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.task(world.nurse, world.health)
    world.consents(world.ppr)
    return log


@pytest.fixture
def note(web, log):
    return web.world.entry(log, web.world.pedagogue, TEXT)


def url(log, record_id):
    return f"/log/{log.id}/optegnelse/{record_id}/laesere"


def told(web, who, log, note):
    return web.as_(who).get(url(log, note.record_id)).get_data(as_text=True)


@pytest.mark.parametrize("who", ["pedagogue", "psychologist", "parent_a"])
def test_each_reader_is_named_with_the_reason(web, log, note, who):
    page = told(web, who, log, note)
    assert "Pia Pedersen" in page
    assert "Har skrevet det." in page
    assert "Per Psykolog" in page
    assert "Anna Eksempel og Bo Eksempel har sagt ja til, at PPR Eksempelby må læse det." in page
    assert page.count("Har forældremyndighed.") == 2
    assert "Signe Sund" not in page
    assert TEXT not in page


def test_every_entry_of_the_log_leads_there(web, log, note):
    page = web.as_("parent_a").get(f"/log/{log.id}").get_data(as_text=True)
    assert f'href="{url(log, note.record_id)}"' in page


def test_the_family_is_told_of_from_the_hour_it_can_read(web, log):
    note = web.world.entry(log, web.world.pedagogue, TEXT, at_once=False)
    page = told(web, "pedagogue", log, note)
    assert page.count("Fra tirsdag den 2. marts 2027") == 2
    assert web.as_("parent_a").get(url(log, note.record_id)).status_code == 404


def test_L07_after_a_withdrawal_the_psychologist_is_no_longer_named_nor_told(web, log, note):
    world = web.world
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    assert "Per Psykolog" not in told(web, "pedagogue", log, note)
    assert web.as_("psychologist").get(url(log, note.record_id)).status_code == 404


def test_L01_what_one_may_not_read_has_no_readers(web, log, note):
    for who in ("nurse", "stranger"):
        assert web.as_(who).get(url(log, note.record_id)).status_code == 404
    a = web.as_("parent_a")
    assert a.get(url(log, uuid4())).status_code == 404
    with web.world.unit() as unit:
        limit = Limit(child_id=web.world.child, kind=LimitKind.HIDDEN, record_id=note.record_id)
        limit.set_at, limit.set_by = unit.now, web.world.leader.person_id
        limit.guardian_id = web.world.parent_a.person_id
        unit.session.add(limit)
    assert a.get(url(log, note.record_id)).status_code == 404
    assert "Anna Eksempel</strong>" not in told(web, "pedagogue", log, note)


@pytest.mark.parametrize("parents_told", [True, False])
def test_L46_a_special_access_is_told_only_where_the_parents_were_told(
    web, log, note, parents_told
):
    world = web.world
    with world.unit() as unit:
        access = Access(
            child_id=world.child,
            kind="emergency",
            legal="emergency",
            receiver_id=world.nurse.person_id,
            institution_id=world.health,
            records=frozenset({str(note.record_id)}),
            decided_by=world.leader.person_id,
            from_at=unit.now,
            until_at=unit.now + timedelta(days=1),
            parents_told=parents_told,
            sealed=b"",
        )
        unit.session.add(access)
    for who in ("parent_a", "pedagogue"):
        page = told(web, who, log, note)
        assert ("Signe Sund" in page) is parents_told
        assert ("Særlig adgang: Akut fare" in page) is parents_told


def test_L44_looking_is_recorded_and_opens_no_text(web, log, note):
    told(web, "parent_b", log, note)
    with web.world.unit() as unit:
        last = [json.loads(block.body) for block in blocks(unit, web.world.child)][-1]
    assert last["action"] == "record:readers"
    assert last["about"] == {"record": str(note.record_id)}
    assert last["opened"] == []
