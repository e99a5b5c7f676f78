"""A file goes through the vault as one object: whole, for a permit for a file, or not at all."""

import pytest

from stafet.errors import Sealed
from stafet.vault import Kind, Permit
from tests.unit.vault.conftest import CHILD

DATA = bytes(range(250)) * 300


@pytest.fixture
def segments(vault, context):
    return vault.seal_file(CHILD, context, DATA)


@pytest.fixture
def for_a_file(database, context):
    """Do something to a file in a unit of its own, with a permit for exactly it."""

    def do(verb, *more, kind=Kind.FILE):
        with database.unit() as unit:
            objects = frozenset({(context.record, context.version)})
            return verb(Permit(unit.id, CHILD, kind, objects), context, *more)

    return do


def test_a_file_comes_back_whole_and_is_counted_once(vault, segments, for_a_file):
    assert len(segments) == 2
    assert for_a_file(vault.open_file, segments) == DATA
    assert vault.opened == {Kind.FILE: 1}


def test_a_file_of_one_piece_comes_back_too(vault, context, for_a_file):
    assert for_a_file(vault.open_file, vault.seal_file(CHILD, context, b"kort")) == b"kort"


def test_a_permit_for_a_text_opens_no_file(vault, segments, for_a_file):
    with pytest.raises(RuntimeError, match=r"^a file needs a permit for a file$"):
        for_a_file(vault.open_file, segments, kind=Kind.CONTENT)


def test_a_permit_for_another_file_opens_none(vault, segments, database, context):
    with database.unit() as unit, pytest.raises(RuntimeError, match="no others"):
        other = frozenset({(context.record, context.version + 1)})
        vault.open_file(Permit(unit.id, CHILD, Kind.FILE, other), context, segments)


def test_a_file_of_which_nothing_is_there_does_not_open(vault, for_a_file):
    with pytest.raises(Sealed) as refused:
        for_a_file(vault.open_file, [])
    assert refused.value.reason == "form"


def test_a_file_sealed_anew_needs_the_former_key_no_more(vault, segments, for_a_file):
    vault.renew_key(CHILD)
    anew = for_a_file(vault.reseal_file, segments)
    assert {segment[4:8] for segment in anew} == {(2).to_bytes(4, "big")}
    vault.retire_key(CHILD, 1)
    assert for_a_file(vault.open_file, anew) == DATA
