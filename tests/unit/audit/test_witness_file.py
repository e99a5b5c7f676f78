"""The file keeps each checkpoint as one whole line, and what was in it is never changed."""

import json
from pathlib import Path

import pytest

from stafet.audit.verifier import Checkpoint
from stafet.audit.witness_file import keep, kept, last_kept

TOLD = json.loads(Path("tests/vectors/audit-v1.json").read_text("utf-8"))
LINES = [line.encode() for line in TOLD["witnessed"][:3]]
CHECKPOINTS = [Checkpoint.read(line) for line in LINES]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "witnessed.jsonl"


def test_each_checkpoint_is_a_line_after_those_before(file):
    keep(file, CHECKPOINTS[:2])
    keep(file, CHECKPOINTS[2:])
    keep(file, [])
    assert file.read_bytes() == b"".join(line + b"\n" for line in LINES)
    assert (kept(file), last_kept(file)) == (LINES, CHECKPOINTS[2])


def test_after_a_line_that_a_crash_tore_off_a_whole_one_begins_anew(file):
    torn = LINES[0] + b"\n" + LINES[1][:-30]
    file.write_bytes(torn)
    assert last_kept(file) == CHECKPOINTS[0]
    keep(file, CHECKPOINTS[1:])
    assert file.read_bytes() == torn + b"".join(b"\n" + line for line in LINES[1:]) + b"\n"
    assert kept(file) == LINES


def test_where_there_is_no_file_or_nothing_in_it_nothing_was_kept(file):
    assert (kept(file), last_kept(file)) == ([], None)
    file.touch()
    assert (kept(file), last_kept(file)) == ([], None)


def test_the_group_may_read_what_was_kept_and_nobody_else(file):
    keep(file, CHECKPOINTS)
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_line_that_somebody_wrote_into_it_stays_whole_and_is_no_checkpoint(file):
    note = b'moved by hand {"to":"here"}'
    file.write_bytes(LINES[0] + b"\n" + note + b"\n")
    assert kept(file) == [LINES[0], note]
    with pytest.raises(ValueError, match="Expecting value"):
        last_kept(file)
