"""Holes that were found once and stay closed: a file filed under another text by hand."""

from uuid import uuid4

import pytest

from stafet.consent.models import LimitKind
from stafet.consent.reading import Wanted, read, read_file
from stafet.errors import NotFound
from stafet.records.files import accept, attach
from stafet.records.models import File
from stafet.upkeep.listing import list_anew, unsigned
from tests.factories.limits import limit
from tests.factories.tampering import Tamperer, alarms, doctor

FORGED = {("alarm:forged", "records_file")}


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, "Anton leger med Ida.")


@pytest.fixture
def filed(world, log):
    """A text with a file that is hidden from the parents, and its file."""
    secret, file = world.entry(log, world.pedagogue, "Anton siger noget om far."), uuid4()
    with world.unit() as unit:
        told = accept(b"Det sagde Anton.")
        attach(unit, world.pedagogue.person_id, world.child, secret.record_id, file, told)
    limit(world, secret.record_id, LimitKind.HIDDEN)
    return file


def files(world, viewer, written):
    with world.unit() as unit:
        return read(unit, viewer, world.child, Wanted(records={written.record_id})).one().files


def test_a_file_moved_to_a_text_by_hand_is_not_given(world, note, filed, vault):
    Tamperer(world.database).change(File, File.id == filed, record_id=note.record_id)
    with pytest.raises(NotFound), world.unit() as unit:
        read_file(unit, world.parent_a, world.child, filed)
    assert files(world, world.parent_a, note) == ()
    assert alarms(world) == FORGED
    assert doctor(world, vault) == (set(), ["records_file"])


def test_after_an_upgrade_files_that_bore_nothing_are_signed(world, note, filed):
    Tamperer(world.database).change(File, mac=b"")
    assert unsigned(world.database) == [world.child]
    list_anew(world.database, world.child, world.leader.person_id, after_upgrade=True)
    assert unsigned(world.database) == []
    with world.unit() as unit:
        told = read_file(unit, world.pedagogue, world.child, filed)
    assert told == ("text/plain", b"Det sagde Anton.")
