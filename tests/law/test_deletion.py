"""Deleting in its order: archived? held? then gone, with a certificate (L55)."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.clock import start_of_day
from stafet.erasure.deleting import carry_out, facts_of
from stafet.erasure.models import Certificate, Order
from stafet.erasure.queries import thing_of, things_of
from stafet.erasure.rules import digest
from stafet.erasure.services import lift_hold, note_archived, set_hold
from stafet.errors import Conflict, Invalid, NotFound
from stafet.logs.services import close_log, offer_relay
from stafet.people.models import Person, PersonKind
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import record_custody, register_adult, register_child
from stafet.records.models import Record, RecordVersion
from stafet.upkeep.destroying import destroy_child
from stafet.upkeep.models import Tombstone
from stafet.web.viewer import Role
from tests.access.bytes_at_rest import found_in
from tests.factories.consent import events
from tests.factories.erasure import (
    SECRET,
    YEARS_5,
    a_whole_life,
    approved,
    ids_of_child,
    keys_of,
    left_everywhere,
    mentions,
    run,
    states,
    worker,
)
from tests.factories.special import school_leader, with_role
from tests.factories.world import make_world

OLD = {"erasure_certificate", "upkeep_tombstone", "audit_head", "audit_block", "audit_leaf"}
"""What may still speak of a deleted child, by id: proofs, and the witness until it is pruned."""


@pytest.fixture
def world(database):
    return make_world(database)


@pytest.fixture
def hands(world, settings, vault, catalogue):
    return worker(world, settings, vault, catalogue)


def certificates(world):
    with world.unit() as unit:
        return unit.session.scalars(select(Certificate)).all()


def settled(world):
    """Bring what SQLite still keeps beside the file into it."""
    with closing(sqlite3.connect(world.database.engine.url.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def held(world, viewer, **more):
    told = {"press": uuid4(), "reason": "complaint", "why": "Ankestyrelsen har sagen.", **more}
    with world.unit() as unit:
        return set_hold(unit, viewer, world.child, **told)


def test_L55_a_closed_log_is_due_five_years_after_closing_and_not_a_day_before(world):
    kept = a_whole_life(world)
    with world.unit() as unit:
        due = thing_of(unit, world.child, kept.log)
    assert due.due_on == date(2032, 3, 9)
    world.database.clock.set(start_of_day(due.due_on) - timedelta(seconds=1))
    assert states(world) == ["later"]
    world.database.clock.advance(seconds=1)
    assert states(world) == ["archive"]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        (date(2027, 7, 31), date(2028, 8, 1)),
        (date(2027, 8, 1), date(2029, 8, 1)),
        (date(2028, 2, 29), date(2029, 8, 1)),
    ],
)
def test_L55_a_concern_never_carried_on_goes_at_the_end_of_the_following_school_year(
    world, written, due
):
    world.database.clock.set(start_of_day(written, 12))
    world.concern()
    with world.unit() as unit:
        assert [one.due_on for one in things_of(unit, world.child)] == [due]


def test_L55_a_concern_in_a_log_lives_as_long_as_the_log(world):
    world.concern()
    world.log()
    assert states(world) == []


def test_L55_nothing_goes_before_the_archive_has_it(world, hands):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    assert approved(world, kept.officer, archive=False) == 0
    with world.unit() as unit, pytest.raises(Invalid) as refused:
        tomorrow = world.database.clock.now().date() + timedelta(days=2)
        note_archived(unit, kept.officer, world.child, kept.log, tomorrow)
    assert refused.value.problems == {"on_day": "The day has not come yet."}
    with world.unit() as unit, pytest.raises(Invalid):
        note_archived(unit, kept.officer, world.child, kept.log, date(2027, 1, 1))
    assert approved(world, kept.officer) == 1
    run(world, hands)
    assert [one.archived_on for one in certificates(world)] == [date(2032, 3, 13)]


def test_L55_a_hold_stops_it_until_somebody_lifts_it_with_a_reason(world, hands):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    hold = held(world, kept.officer)
    assert approved(world, kept.officer) == 0
    assert states(world) == ["held"]
    with world.unit() as unit, pytest.raises(Invalid):
        lift_hold(unit, kept.officer, world.child, hold, " ")
    with world.unit() as unit:
        lift_hold(unit, kept.officer, world.child, hold, "Klagen er afgjort.")
    assert approved(world, kept.officer) == 1
    run(world, hands)
    assert len(certificates(world)) == 1


def test_L55_a_hold_set_after_the_approval_still_stops_it(world, hands):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    assert approved(world, kept.officer) == 1
    held(world, world.leader)
    run(world, hands)
    assert certificates(world) == []
    assert states(world) == ["held"]
    with world.unit() as unit:
        assert unit.session.scalars(select(Order)).all() == [], "it must be approved anew"


def test_L55_who_does_not_see_to_the_child_holds_archives_and_approves_nothing(world):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    other = school_leader(world)
    with pytest.raises(NotFound):
        held(world, other)
    with world.unit() as unit, pytest.raises(NotFound):
        note_archived(unit, other, world.child, kept.log, date(2032, 3, 1))
    with world.unit() as unit, pytest.raises(NotFound):
        note_archived(unit, kept.officer, world.child, uuid4(), date(2032, 3, 1))
    hold = held(world, world.leader)
    with world.unit() as unit, pytest.raises(NotFound):
        lift_hold(unit, other, world.child, hold, "Nej.")
    with world.unit() as unit, pytest.raises(NotFound):
        lift_hold(unit, kept.officer, world.child, uuid4(), "Nej.")
    assert approved(world, other) == 0


def test_L55_nothing_is_left_of_a_child_of_whom_nothing_is_kept(world, hands, vault):
    kept = a_whole_life(world)
    ids = ids_of_child(world) | {world.parent_a.person_id, world.parent_b.person_id}
    with world.unit() as unit:
        sealed = unit.session.scalars(select(RecordVersion.sealed)).all()
        sealed += [unit.session.get_one(Person, world.child).sealed]
    left_everywhere(world)
    world.database.clock.advance(days=YEARS_5.days)
    run(world, hands)
    assert approved(world, kept.officer) == 1
    run(world, hands)
    found = mentions(world, ids)
    assert set(found) <= OLD, found
    assert keys_of(vault, world.child) == 0
    assert vault.find_by_cpr("6103204985") is None
    with world.unit() as unit:
        assert unit.session.get(Tombstone, world.child) is not None
        assert unit.session.scalars(select(RecordVersion)).all() == []
    assert len(sealed) > 5


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L55_no_byte_of_it_is_left_in_the_files(world, hands, tmp_path):
    kept = a_whole_life(world)
    with world.unit() as unit:
        sealed = [row.sealed for row in unit.session.scalars(select(RecordVersion))]
    left_everywhere(world)
    world.database.clock.advance(days=YEARS_5.days)
    settled(world)
    files = list(tmp_path.rglob("*"))
    assert any(sealed[0][-40:] in file.read_bytes() for file in files if file.is_file())
    approved(world, kept.officer)
    run(world, hands)
    settled(world)
    bytes_of = b"".join(file.read_bytes() for file in files if file.is_file())
    assert [one for one in sealed if one[-40:] in bytes_of] == []
    words = [SECRET, "Ninka", "Anton", "Anna Eksempel", "Bøgevej", "610320", "11223344"]
    assert found_in(files, words) == []


def test_L55_a_parent_with_another_child_stays(world, hands):
    with world.unit() as unit:
        sibling = register_child(unit, Identity("Alma Eksempel", "710622-4982"), by=None)
        begin = unit.now - timedelta(days=10)
        told = {"source": "cpr", "from_at": begin, "by": None}
        record_custody(unit, sibling, world.parent_a.person_id, CustodyKind.SOLE, **told)
        register_adult(unit, PersonKind.GUARDIAN, Identity("Uden Barn"), by=None)
    kept = a_whole_life(world)
    left_everywhere(world)
    world.database.clock.advance(days=YEARS_5.days)
    approved(world, kept.officer)
    run(world, hands)
    with world.unit() as unit:
        assert unit.session.get(Person, world.parent_a.person_id) is not None
        assert unit.session.get(Person, world.parent_b.person_id) is None
        assert unit.session.get(Person, sibling) is not None


def test_L55_of_a_child_that_is_still_here_the_log_goes_and_the_rest_gets_a_new_key(
    world, hands, vault
):
    kept = a_whole_life(world)
    world.database.clock.advance(days=YEARS_5.days)
    with world.unit() as unit:
        old = unit.session.scalars(select(RecordVersion.sealed)).all()
    before = set(vault.key_versions(world.child))
    approved(world, kept.officer)
    run(world, hands)
    with world.unit() as unit:
        assert unit.session.scalars(select(Record)).all() == []
        assert unit.session.get(Person, world.child) is not None
    assert not set(vault.key_versions(world.child)) & before, "no backup opens what is gone"
    assert keys_of(vault, world.child) == 1
    assert len(old) > 1
    assert certificates(world)[0].whole is False


def test_L55_a_concern_that_goes_takes_what_answers_it_and_nothing_else(world, hands):
    old = world.concern("Gammel bekymring.")
    world.database.clock.advance(days=800)
    new = world.concern("Ny bekymring.")
    officer = with_role(world, world.nurse, Role.DPO)
    assert states(world) == ["ready", "later"]
    assert approved(world, officer, archive=False) == 1
    run(world, hands)
    with world.unit() as unit:
        assert unit.session.scalars(select(Record.id)).all() == [new.record_id]
    assert [one.thing_id for one in certificates(world)] == [old.record_id]


def test_L55_the_certificate_says_what_when_by_which_rule_and_by_whom_and_no_content(world, hands):
    kept = a_whole_life(world)
    left_everywhere(world)
    world.database.clock.advance(days=YEARS_5.days)
    approved(world, kept.officer)
    run(world, hands)
    (told,) = certificates(world)
    assert (told.profile, told.law, told.approved_by) == (
        "log",
        "retention",
        kept.officer.person_id,
    )
    assert (told.due_on, told.since) == (date(2032, 3, 9), date(2027, 3, 9))
    assert told.whole
    assert told.numbers["records_record"] > 5
    assert told.numbers["people_person"] == 3
    assert told.digest == digest(facts_of(told))
    (event,) = events(world, audit.KOMMUNE, "erasure:delete")
    assert event["about"] == {"certificate": str(told.id), "digest": told.digest.hex()}
    assert event["actor"] == str(kept.officer.person_id)
    assert not any(word in str(facts_of(told)) for word in ("Anton", "Ninka", "610320"))
    told.numbers = {**told.numbers, "records_record": 1}
    assert told.digest != digest(facts_of(told)) != sha256(b"").digest()


def test_L55_the_audits_chains_hold_after_it(world, hands):
    kept = a_whole_life(world)
    left_everywhere(world)
    world.database.clock.advance(days=YEARS_5.days)
    approved(world, kept.officer)
    run(world, hands)
    with world.unit() as unit:
        for chain in (world.child, audit.KOMMUNE, audit.APART):
            assert audit.first_bad_link(unit, chain) is None


def test_L55_stopped_between_the_key_and_the_rows_it_goes_on(world, vault):
    kept = a_whole_life(world)
    left_everywhere(world)
    world.database.clock.advance(days=YEARS_5.days)
    approved(world, kept.officer)
    with world.unit() as unit:
        order = unit.session.scalars(select(Order.id)).one()

    def stop(child):
        destroy_child(world.database, vault, child)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        carry_out(world.database, stop, order)
    assert certificates(world) == []
    with pytest.raises(Invalid):
        held(world, kept.officer)
    again = lambda child: destroy_child(world.database, vault, child)  # noqa: E731
    carry_out(world.database, again, order)
    assert [one.whole for one in certificates(world)] == [True]
    carry_out(world.database, again, order)
    assert len(certificates(world)) == 1


def test_L55_a_log_is_closed_by_its_holder_and_the_tasks_it_gave_end(world):
    log = world.log()
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    with world.unit() as unit, pytest.raises(NotFound):
        close_log(unit, world.psychologist, log.id, "Slut.")
    with world.unit() as unit, pytest.raises(Invalid):
        close_log(unit, world.pedagogue, log.id, " ")
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.psychologist.person_id, world.ppr)
    with world.unit() as unit, pytest.raises(Conflict):
        close_log(unit, world.pedagogue, log.id, "Slut.")


def test_L55_where_the_kommune_has_decided_so_nobody_is_asked_and_a_hold_still_stops_it(
    world, hands, catalogue
):
    world.concern("Gammel bekymring.")
    concern = replace(catalogue.retention.profiles["concern"], automatic=True)
    profiles = {**catalogue.retention.profiles, "concern": concern}
    retention = replace(catalogue.retention, profiles=profiles)
    world.database.provide(replace(catalogue, retention=retention))
    hold = held(world, world.leader)
    world.database.clock.advance(days=530)
    run(world, hands)
    assert certificates(world) == []
    with world.unit() as unit:
        lift_hold(unit, world.leader, world.child, hold, "Afgjort.")
    world.database.clock.advance(days=1)
    run(world, hands)
    assert [one.approved_by for one in certificates(world)] == [None]
