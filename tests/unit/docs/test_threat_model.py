"""The threat model names only tests that are there, and says of every threat what stays open."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| (T\d\d) \| (.+?) \| (.*?) ?\| (.*?) ?\|$", re.MULTILINE)
THREATS = ROW.findall((ROOT / "docs/threat-model.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def written() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text())}


def test_every_threat_has_an_id_of_its_own():
    ids = [threat[0] for threat in THREATS]
    assert len(ids) > 20
    assert sorted(set(ids)) == sorted(ids)


def test_every_test_named_is_there(written):
    named = {name for threat in THREATS for name in re.findall(r"`(\w+)`", threat[2])}
    assert named - written == set()


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat[0])
def test_a_threat_has_tests_or_says_what_is_open(threat):
    _, _, tests, stays_open = threat
    assert tests or stays_open
