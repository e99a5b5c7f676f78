"""What is left after deleting: what must stay, and a certificate without content (L55)."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.accounts.services import make_account
from stafet.audit.models import Head
from stafet.erasure.deleting import carry_out, facts_of
from stafet.erasure.models import Order
from stafet.erasure.rules import digest
from stafet.errors import Invalid
from stafet.people.models import Person, PersonKind
from stafet.people.rules import CustodyKind, Identity
from stafet.people.services import record_custody, register_adult, register_child
from stafet.records.models import Record, RecordVersion
from stafet.upkeep.destroying import destroy_child
from stafet.upkeep.listing import gaps
from stafet.upkeep.models import Tombstone
from stafet.web.viewer import Role
from tests.access.bytes_at_rest import found_in
from tests.factories.consent import events
from tests.factories.erasure import (
    SECRET,
    YEARS_5,
    a_whole_life,
    approved,
    certificates,
    held,
    ids_of_child,
    keys_of,
    left_everywhere,
    mentions,
    run,
    states,
)
from tests.factories.special import with_role

OLD = {"erasure_certificate", "upkeep_tombstone", "audit_head", "audit_block", "audit_leaf"}
"""What may still speak of a deleted child, by id: proofs, and the witness until it is pruned."""


def settled(world):
    """Let go of all connections: SQLite brings what it keeps beside the file into it."""
    world.database.engine.dispose()


def test_L55_nothing_is_left_of_a_child_of_whom_nothing_is_kept(world, hands, vault):
    kept = a_whole_life(world)
    ids = ids_of_child(world) | {world.parent_a.person_id, world.parent_b.person_id}
    with world.unit() as unit:
        make_account(unit, world.parent_a.person_id, "anna@hjem.example")
        make_account(unit, world.child, "anton@hjem.example")
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
        assert not ids & set(unit.session.scalars(select(Head.worker_id)))
    assert list(gaps(world.database)) == []
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
