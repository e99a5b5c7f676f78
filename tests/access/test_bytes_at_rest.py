"""What somebody with the disk in his hands finds: no sentence, no name, no number (L51)."""

import gc
from pathlib import Path

import pytest

from stafet.cli.demo import bear, demo_settings
from stafet.demo.stage import read
from tests.access.bytes_at_rest import found_in, secrets_of_the_demo


@pytest.fixture(scope="module")
def born(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("born")
    bear(demo_settings(folder, 8000))
    gc.collect()
    return folder


def test_L51_no_file_of_the_demo_holds_a_sentence_a_name_or_a_number(born):
    assert found_in(born.rglob("*"), secrets_of_the_demo()) == []


def test_the_search_itself_finds_what_is_there(born, tmp_path):
    name = read("people.toml")["guardian"][0]["name"]
    leak = tmp_path / "leak"
    leak.write_bytes(b"\x00\x01" + name.encode() + b"\x02")
    assert found_in([leak], secrets_of_the_demo()) == [("leak", name)]
