"""`stafet backup` and `stafet restore`, run for real."""

import json
import sys

import pytest
from click.testing import CliRunner

from stafet.cli.main import main, stafet
from tests.factories.backups import flip


@pytest.fixture
def place(monkeypatch, tmp_path, engine_url, new_sqlite, new_postgres):
    """Return a function that points the environment at new, empty databases."""
    make = new_sqlite if engine_url.startswith("sqlite") else new_postgres
    monkeypatch.setenv("STAFET_ROOT_KEY_FILE", str(tmp_path / "root.key"))
    monkeypatch.setenv("STAFET_AUDIT_KEY_FILE", str(tmp_path / "audit.key"))
    monkeypatch.setenv("STAFET_BASE_URL", "https://stafet.eksempelby.example")

    def move():
        for name in ("STAFET_DATABASE_URL", "STAFET_KEYSTORE_URL"):
            monkeypatch.setenv(name, make(tables=False))

    move()
    return move


@pytest.fixture
def copy(place, tmp_path):
    assert run("init").exit_code == 0
    folder = tmp_path / "copy"
    assert run("backup", str(folder)).exit_code == 0
    return folder


def run(*words):
    return CliRunner().invoke(stafet, words, catch_exceptions=False)


def ended(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["stafet", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_a_backup_comes_back_in_an_empty_place(copy, place):
    place()
    answer = run("restore", str(copy), "--json")
    told = json.loads(answer.output)
    assert (answer.exit_code, told["opens"], told["findings"]) == (0, True, [])
    assert run("keys", "status").exit_code == 0


def test_a_restore_says_in_plain_words_what_is_lost(copy, place):
    place()
    answer = run("restore", str(copy))
    assert "withdrawals of consent too" in answer.output
    assert "the product may serve" in answer.output


def test_a_backup_tells_what_it_holds(copy, place, tmp_path):
    told = json.loads(run("backup", str(tmp_path / "second"), "--json").output)
    assert told["keys"] == 4  # the KEK, and the kommune's own three
    assert told["rows"] > 0


def test_damage_is_exit_code_1_and_names_the_file(copy, place):
    flip(copy / "keys" / "wrapped_key.jsonl", 40)
    place()
    answer = run("restore", str(copy), "--json")
    assert answer.exit_code == 1
    assert "keys/wrapped_key.jsonl" in json.loads(answer.output)["damaged"]
    assert "keys/wrapped_key.jsonl" in run("restore", str(copy)).output


def test_where_something_is_already_is_exit_code_2(copy, place, monkeypatch, capsys):
    assert ended(monkeypatch, "restore", str(copy)) == 2
    assert "is not empty" in capsys.readouterr().err
    assert ended(monkeypatch, "backup", str(copy)) == 2
    assert "an empty folder" in capsys.readouterr().err


def test_no_backup_at_all_is_exit_code_2(place, tmp_path, monkeypatch):
    assert ended(monkeypatch, "restore", str(tmp_path / "nowhere")) == 2


def test_R05_where_nothing_can_be_written_it_says_so(copy, tmp_path):
    (tmp_path / "file").touch()
    answer = run("backup", str(tmp_path / "file" / "copy"))
    assert answer.exit_code == 1
    assert "could not be made" in answer.output
