"""The rounds of the worker: signed, mailed, pruned; a refusal is told once a day."""

import json
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from stafet import audit, outbox
from stafet.app import make_worker, open_house
from stafet.audit.checkpoints import newest
from stafet.audit.export import export
from stafet.audit.models import Block, CheckpointRow
from stafet.audit.verifier import verify
from stafet.cli.doctor import _witness
from stafet.errors import ConfigurationError
from stafet.outbox.demo import demo_mail
from stafet.outbox.models import OutboxRow
from stafet.settings import WitnessSettings, check

pytestmark = pytest.mark.opens_by_hand  # the worker's vault is not the test's; old blocks go


@pytest.fixture
def house(database, settings, clock, catalogue):
    told = replace(settings, demo=True, witness=WitnessSettings(mail="dpo@eksempelby.example"))
    opened = open_house(told, clock, catalogue)
    yield opened
    opened.close()


@pytest.fixture
def worker(house):
    return make_worker(house)


def number(house):
    with house.database.unit() as unit:
        return last.number if (last := newest(unit)) else 0


def test_L45_every_five_minutes_what_has_moved_is_signed(house, worker, clock, world):
    worker.run_once()
    assert number(house) == 1
    clock.advance(minutes=4)
    world.concern()
    worker.run_once()
    assert number(house) == 1
    clock.advance(minutes=1)
    worker.run_once()
    assert number(house) == 2
    clock.advance(minutes=5)
    worker.run_once()
    assert number(house) == 2
    witnessed = house.settings.witness_file.read_bytes().splitlines()
    with house.database.unit() as unit:
        assert verify(list(export(unit)), witnessed).code == 0


def test_L50_the_officer_is_mailed_each_checkpoint_and_nobodys_data(house, worker, clock, world):
    worker.run_once()
    clock.advance(seconds=1)
    worker.run_once()
    with house.database.unit() as unit:
        (mail,) = [mail for mail in demo_mail(unit) if mail.to.startswith("dpo@")]
        told = newest(unit)
    assert told.line() in mail.body.splitlines()
    with house.database.unit() as unit:
        assert verify(list(export(unit)), mail.body.encode().splitlines()).code == 0


def test_the_doctor_misses_what_was_signed_in_the_witness_file(
    database, settings, clock, catalogue
):
    folder = settings.audit_key_file.parent / "away"
    told = replace(settings, demo=True, witness=WitnessSettings(file=folder / "kept.jsonl"))
    with closing(open_house(told, clock, catalogue)) as house:
        make_worker(house).run_once()
        assert number(house) == 1
        assert _witness(house).well
        clock.advance(minutes=16)
        assert f"{folder}/kept.jsonl does not have what was signed" in _witness(house).advice
        folder.mkdir()
        make_worker(house).run_once()
        assert _witness(house).well


def test_the_doctor_gives_the_first_change_after_a_quiet_night_time(house, worker, clock, world):
    worker.run_once()
    clock.advance(hours=8)
    world.concern()
    assert _witness(house).well
    clock.advance(minutes=16)
    assert "not signed for a quarter of an hour" in _witness(house).advice


def test_a_refusal_is_told_once_a_day_and_the_doctor_says_so(house, worker, clock, world):
    worker.run_once()
    with world.unit() as unit:
        unit.session.execute(update(CheckpointRow).values(signature=bytes(64)))
    for _ in range(4):
        clock.advance(minutes=5)
        world.concern()
        worker.run_once()
    with world.unit() as unit:
        told = [json.loads(block.body)["action"] for block in audit.blocks(unit, audit.KOMMUNE)]
    assert told.count("alarm:witness") == 1
    assert not _witness(house).well


def test_L47_old_rows_go_in_the_night(house, worker, clock, world):
    worker.run_once()
    clock.advance(days=800)
    worker.run_once()
    worker.run_once()
    with house.database.unit() as unit:
        bodies = unit.session.scalars(select(Block.body)).all()
    with house.database.unit() as unit:
        witnessed = house.settings.witness_file.read_bytes().splitlines()
        assert verify(list(export(unit)), witnessed).code == 0
    years = {json.loads(body)["at"][:4] for body in bodies}
    assert "2027" not in years
    assert _witness(house).well


def test_rounds_leave_no_trace_in_the_outbox(house, worker, clock):
    worker.run_once()
    clock.advance(days=3)
    worker.run_once()
    with house.database.unit() as unit:
        query = select(OutboxRow.id).where(OutboxRow.kind == "witness.sign")
        assert len(unit.session.scalars(query).all()) == 2
        assert outbox.waiting(unit)


def test_L47_nobody_keeps_the_audit_for_less_than_half_a_year(settings):
    with pytest.raises(ConfigurationError, match="at least 6"):
        check(replace(settings, witness=WitnessSettings(keep_months=5)))


def test_the_house_is_not_opened_without_the_signing_key(settings, clock, catalogue):
    settings.audit_key_file.chmod(0o444)
    with pytest.raises(ConfigurationError, match="others may read"):
        open_house(settings, clock, catalogue)
    settings.audit_key_file.unlink()
    with pytest.raises(ConfigurationError, match="missing"):
        open_house(settings, clock, catalogue)


def test_with_nothing_signed_and_nothing_moved_all_is_well(house):
    with house.database.unit() as unit:
        unit.session.execute(delete(Block))
    assert _witness(house).well
