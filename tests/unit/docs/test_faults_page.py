"""The page about faults names only tests that are there, and every promise they bear."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| R(\d+) \| (.+?) \| (.*?) \|$", re.MULTILINE)
PROMISES = ROW.findall((ROOT / "docs/operations/faults.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def written() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text())}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: f"R{promise[0]}")
def test_a_promise_names_tests_that_are_there(promise, written):
    named = set(re.findall(r"`(test_\w+)`", promise[2]))
    assert named
    assert named - written == set()


def test_every_promise_that_a_test_bears_in_its_name_stands_on_the_page(written):
    borne = {int(number) for name in written for number in re.findall(r"^test_R(\d\d)_", name)}
    assert borne <= {int(number) for number, _, _ in PROMISES}


def test_a_promise_is_written_with_two_digits_in_a_tests_name(written):
    assert [name for name in written if re.match(r"test_R\d_", name)] == []
