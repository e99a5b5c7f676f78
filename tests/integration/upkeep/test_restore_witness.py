"""A restore goes back in time: where a witness knows of something later, somebody must sign."""

import pytest

from stafet.upkeep.witnessing import sign


@pytest.fixture
def copy(world, kommune):
    """Return a backup after which the witness has signed for more."""
    sign(kommune.house)
    copy = kommune.take()
    world.concern()
    sign(kommune.house)
    return copy


def test_L45_a_restore_older_than_the_witness_stays_closed_until_an_operator_signs(kommune, copy):
    place = kommune.elsewhere()
    restored = kommune.bring_back(copy, place)
    assert not restored.opens
    [finding] = restored.findings
    assert finding.what == "older than the witness"
    assert "checkpoint 2" in finding.detail
    assert kommune.bring_back(copy, place, accept_loss=True).opens


def test_L45_after_a_signed_loss_the_witness_signs_on_and_what_it_knew_is_kept(kommune, copy):
    file = kommune.house.settings.witness_file
    before, place = file.read_bytes(), kommune.elsewhere()
    kommune.bring_back(copy, place, accept_loss=True)
    [aside] = file.parent.glob("*before-restore*")
    assert aside.read_bytes() == before
    with kommune.opened(place) as house:
        assert sign(house).number == 2
    assert file.read_bytes() != before


def test_L45_a_checkpoint_from_the_mailbox_is_as_good_as_the_file(kommune, copy, tmp_path):
    mailed = tmp_path / "mailed"
    kommune.house.settings.witness_file.rename(mailed)
    restored = kommune.bring_back(copy, witnessed=[mailed])
    assert [finding.what for finding in restored.findings] == ["older than the witness"]
    assert kommune.bring_back(copy).opens


def test_L45_another_history_under_the_same_number_is_told(kommune, copy, tmp_path, database):
    place = kommune.elsewhere()
    kommune.bring_back(copy, place, accept_loss=True)
    [aside] = kommune.house.settings.witness_file.parent.glob("*before-restore*")
    with kommune.opened(place) as house:
        sign(house)
        kommune.house, former = house, kommune.house
        second = kommune.take()
        kommune.house = former
    restored = kommune.bring_back(second, witnessed=[aside])
    assert [finding.what for finding in restored.findings] == ["other than the witness"]


def test_a_witness_that_cannot_be_read_is_told(kommune, copy, tmp_path):
    broken = tmp_path / "broken"
    broken.write_text('{"checkpoint":1,"signature":"x"}\n')
    restored = kommune.bring_back(copy, witnessed=[broken])
    assert "cannot be read" in restored.findings[-1].detail


def test_a_backup_newer_than_the_witness_needs_no_signature(world, kommune):
    sign(kommune.house)
    world.concern()
    assert kommune.bring_back(kommune.take()).opens
