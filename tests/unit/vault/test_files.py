import dataclasses
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafet.errors import Sealed
from stafet.vault import Context, Kind, Permit, files
from stafet.vault.keys import ChildKey
from tests.unit.vault.conftest import CHILD

KEY = ChildKey(bytes(range(32)), 1, "0999").use(Kind.FILE)
CONTEXT = Context("file", "bytes", UUID(int=1), UUID(int=2))


@given(
    size=st.sampled_from([0, 1, 100, files.SEGMENT - 1, files.SEGMENT, files.SEGMENT + 1, 300_000]),
    byte=st.binary(min_size=1, max_size=1),
)
def test_a_file_comes_back_whole(size, byte):
    segments = files.seal(KEY, CONTEXT, byte * size)
    assert len(segments) == max(1, -(-size // files.SEGMENT))
    assert files.open_(KEY, CONTEXT, segments) == byte * size


def test_a_whole_segment_holds_64_kib():
    first, _ = files.seal(KEY, CONTEXT, bytes(files.SEGMENT + 1))
    assert len(first) == 8 + 12 + 64 * 1024 + 16


@pytest.mark.parametrize(
    "tamper",
    [
        lambda four: four[:-1],
        lambda four: four[1:],
        lambda four: [four[1], four[0], *four[2:]],
        lambda four: [*four, four[-1]],
        lambda four: [four[0], *four[2:]],
        lambda four: [four[0], four[0], *four[2:]],
        lambda four: [*four[:-1], four[-1][:-1]],
        lambda four: [four[0], *files.seal(KEY, CONTEXT, bytes(200_000))[1:]],
        lambda four: [*four[:-1], files.seal(KEY, CONTEXT, bytes(200_000))[-1]],
    ],
    ids=[
        "last missing",
        "first missing",
        "swapped",
        "one more",
        "one dropped",
        "one twice",
        "cut",
        "beginning of another file",
        "end of another file",
    ],
)
def test_a_file_with_a_segment_out_of_place_refuses(tamper):
    with pytest.raises(Sealed):
        files.open_(KEY, CONTEXT, tamper(files.seal(KEY, CONTEXT, bytes(200_000))))


def test_a_file_opens_for_a_permit_in_its_context(vault, database, context):
    segments = vault.seal_file(CHILD, context, b"%PDF" * 30_000)
    assert _open(vault, database, context, segments) == b"%PDF" * 30_000
    with pytest.raises(Sealed):
        _open(vault, database, dataclasses.replace(context, supersedes=9), segments)
    with pytest.raises(Sealed):
        _open(vault, database, context, [])


def test_a_file_does_not_open_for_a_permit_to_read(vault, database, context):
    segments = vault.seal_file(CHILD, context, b"%PDF")
    with pytest.raises(RuntimeError, match="for a file"):
        _open(vault, database, context, segments, kind=Kind.CONTENT)


def _open(vault, database, context, segments, kind=Kind.FILE):
    with database.unit() as unit:
        objects = frozenset({(context.record, context.version)})
        return vault.open_file(Permit(unit.id, CHILD, kind, objects), context, segments)
