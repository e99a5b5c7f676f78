"""What comes back is what was there, and nothing that must stay gone."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from stafet import audit
from stafet.audit.models import Block
from stafet.cli.schema import upgrade
from stafet.consent.reading import read
from stafet.errors import ConfigurationError
from stafet.people.rules import Identity
from stafet.people.services import register_child
from stafet.upkeep.backup import back_up
from stafet.upkeep.destroying import destroy_child
from stafet.upkeep.manifest import read_manifest
from stafet.upkeep.models import Tombstone
from stafet.web.sessions import SessionRow

PAIRS = [(one, other) for one in ("sqlite", "postgres") for other in ("sqlite", "postgres")]


@pytest.fixture
def log(world):
    world.concern()
    return world.log()


def texts(world, house):
    with house.database.unit() as unit:
        return [
            one.content and one.content.text
            for one in read(unit, world.pedagogue, world.child).records
        ]


@pytest.mark.opens_by_hand
@pytest.mark.parametrize(("records", "keys"), PAIRS)
def test_R12_what_comes_back_on_any_pair_of_engines_is_the_same(
    world, log, kommune, tmp_path, records, keys
):
    """The restored house has a vault of its own, which opens too."""
    answer = world.entry(log, world.pedagogue, "Om det første")
    assert answer.record_id
    copy = kommune.take()
    place = kommune.elsewhere(records, keys)
    restored = kommune.bring_back(copy, place)
    assert (restored.opens, restored.children) == (True, 1)
    with kommune.opened(place) as house:
        assert texts(world, house) == texts(world, kommune.house)
        back_up(house, tmp_path / "again")
    first, _ = read_manifest(copy / "keys")
    again, _ = read_manifest(tmp_path / "again" / "keys")
    assert again.tables == first.tables


def test_everybody_signs_in_anew_after_a_restore(world, kommune, clock, database):
    with database.unit() as unit:
        now = unit.now
        unit.session.add(
            SessionRow(token_hash=bytes(32), began_at=now, ends_at=now, seen_at=now, data="{}")
        )
    place = kommune.elsewhere()
    kommune.bring_back(kommune.take(), place)
    with kommune.opened(place) as house, house.database.unit() as unit:
        assert unit.session.scalars(select(SessionRow)).all() == []


def test_the_restore_and_what_it_opened_are_told_to_the_witness(world, log, kommune):
    place = kommune.elsewhere()
    kommune.bring_back(kommune.take(), place)
    with kommune.opened(place) as house, house.database.unit() as unit:
        query = select(Block.body).where(Block.chain == audit.KOMMUNE).order_by(Block.sequence)
        bodies = [json.loads(body) for body in unit.session.scalars(query)]
    assert [body["action"] for body in bodies[-3:]] == [
        "backup:take",
        "backup:check",
        "backup:restore",
    ]
    [sight] = bodies[-2]["opened"]
    assert (sight["basis"], len(sight["objects"])) == ("machine", 1)


@pytest.mark.opens_by_hand
def test_L52_a_tombstone_set_after_the_backup_keeps_the_key_destroyed(
    world, log, kommune, database, vault
):
    copy = kommune.take()
    destroy_child(database, vault, world.child)
    newer = kommune.take()
    place = kommune.elsewhere()
    restored = kommune.bring_back(copy, place, lists=[newer / "tombstones.json"])
    assert (restored.opens, restored.findings) == (True, ())
    with kommune.opened(place) as house:
        assert set(texts(world, house)) == {None}
        with house.database.unit() as unit:
            assert unit.session.scalars(select(Tombstone.child_id)).all() == [world.child]


def test_L52_older_keys_do_not_bring_a_destroyed_child_back(world, log, kommune, database, vault):
    older = kommune.take()
    destroy_child(database, vault, world.child)
    place = kommune.elsewhere()
    restored = kommune.bring_back(kommune.take(), place, keys=older / "keys", accept_loss=True)
    assert [finding.what for finding in restored.findings] == ["records newer than keys"]
    with kommune.opened(place) as house:
        assert house.vault.key_versions(world.child) == {}


def test_R12_missing_keys_are_told_and_an_operator_must_sign(world, kommune, database, clock):
    older = kommune.take()
    with database.unit() as unit:
        register_child(unit, Identity("Berta Eksempel", "610321-4000"), by=None)
    newer, place = kommune.take(), kommune.elsewhere()
    restored = kommune.bring_back(newer, place, keys=older / "keys")
    assert not restored.opens
    told = {finding.what: finding.detail for finding in restored.findings}
    assert told["missing keys"] == "nothing of 1 children can be opened"
    assert "records newer than keys" in told
    with pytest.raises(ConfigurationError, match="has not ended"), kommune.opened(place):
        pass
    assert kommune.bring_back(newer, place, keys=older / "keys", accept_loss=True).opens
    with kommune.opened(place) as house, house.database.unit() as unit:
        query = select(Block.body).where(Block.chain == audit.KOMMUNE)
        last = unit.session.scalars(query.order_by(Block.sequence.desc())).first()
    assert json.loads(last)["about"]["findings"] == "2"


class Stopped(Exception):
    """Stands for the power going."""


def test_R04_stopped_before_the_records_it_stays_closed_and_goes_on(world, log, kommune):
    def stop(_):
        raise Stopped

    copy, place = kommune.take(), kommune.elsewhere()
    with pytest.raises(Stopped):
        kommune.bring_back(copy, place, make=stop)
    with pytest.raises(ConfigurationError, match="has not ended"), kommune.opened(place):
        pass
    assert kommune.bring_back(copy, place).opens


def test_R04_without_the_root_key_it_stays_closed_and_goes_on_once_it_is_there(world, kommune):
    copy, place = kommune.take(), kommune.elsewhere()
    kept = place.root_key_file.read_bytes()
    place.root_key_file.unlink()
    with pytest.raises(ConfigurationError):
        kommune.bring_back(copy, place)
    place.root_key_file.write_bytes(kept)
    place.root_key_file.chmod(0o400)
    assert kommune.bring_back(copy, place).opens


def test_R04_stopped_half_way_through_the_records_nothing_of_them_is_there(world, log, kommune):
    copy, place = kommune.take(), kommune.elsewhere()
    file = copy / "records" / "records_version.jsonl"
    whole = file.read_bytes()

    def damage(engine):
        upgrade(engine)
        file.write_bytes(b"")

    with pytest.raises(Exception, match="records_version"):
        kommune.bring_back(copy, place, make=damage)
    file.write_bytes(whole)
    assert kommune.bring_back(copy, place).opens


def test_R04_what_somebody_else_wrote_meanwhile_is_not_taken_for_the_backup(world, kommune):
    def interfere(engine):
        upgrade(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO people_institution (id, kind, name, ownership, controller,"
                " performs_public_task, authority) VALUES ('00000000000040008000000000000009',"
                " 'skole', 'Engskolen', 'municipal', 'Eksempelby', true, false)"
            )

    with pytest.raises(ConfigurationError, match="something else"):
        kommune.bring_back(kommune.take(), make=interfere)


def test_a_second_backup_does_not_mix_into_an_unfinished_restore(world, kommune):
    first, second, place = kommune.take(), kommune.take(), kommune.elsewhere()

    def stop(_):
        raise Stopped

    with pytest.raises(Stopped):
        kommune.bring_back(first, place, make=stop)
    with pytest.raises(ConfigurationError, match="another backup"):
        kommune.bring_back(second, place)


def test_a_database_in_use_is_never_written_over(world, log, kommune, database):
    copy = kommune.take()
    with pytest.raises(ConfigurationError, match="not empty"):
        kommune.bring_back(copy, kommune.house.settings)
    with database.unit() as unit:
        assert unit.session.scalar(select(func.count()).select_from(Block)) > 0


def test_a_backup_of_another_kommune_is_refused(world, kommune, tmp_path):
    copy = kommune.take()
    with pytest.raises(ConfigurationError, match="of kommune 999"):
        kommune.bring_back(copy, replace(kommune.elsewhere(), kommune_code="998"))


def test_keys_are_not_taken_for_records(world, kommune):
    copy = kommune.take()
    with pytest.raises(ConfigurationError, match="holds the records"):
        kommune.bring_back(copy, keys=copy / "records")
