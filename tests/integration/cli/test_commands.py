"""The commands an operator runs, run for real."""

import json

import pytest
from click.testing import CliRunner

from stafet.cli.main import main, stafet


@pytest.fixture
def environment(monkeypatch, tmp_path, engine_url, new_sqlite, new_postgres):
    make = new_sqlite if engine_url.startswith("sqlite") else new_postgres
    told = {
        "STAFET_DATABASE_URL": make(tables=False),
        "STAFET_KEYSTORE_URL": f"sqlite:///{tmp_path}/keystore.sqlite",
        "STAFET_ROOT_KEY_FILE": str(tmp_path / "root.key"),
        "STAFET_AUDIT_KEY_FILE": str(tmp_path / "audit.key"),
        "STAFET_BASE_URL": "https://stafet.eksempelby.example",
        "STAFET_MAIL_PORT": "1",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def run(*words):
    return CliRunner().invoke(stafet, words, catch_exceptions=False)


def test_init_makes_everything_and_the_first_administrator_once(environment):
    first, again = run("init"), run("init")
    assert "/foerste-gang/" in first.output
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert (environment / "root.key").stat().st_mode & 0o077 == 0


def test_doctor_says_what_is_wrong_and_what_to_do(environment):
    run("init")
    answer = run("doctor", "--json")
    findings = {finding["what"]: finding for finding in json.loads(answer.output)}
    assert findings["database"]["well"]
    assert findings["tables"]["well"]
    assert not findings["mail"]["well"]
    assert answer.exit_code == 1


def test_the_worker_ends_after_one_round(environment):
    run("init")
    assert run("worker", "--once").output.endswith(" tried\n")


def test_a_missing_setting_is_one_plain_line_and_exit_code_2(environment, monkeypatch, capsys):
    monkeypatch.delenv("STAFET_DATABASE_URL")
    monkeypatch.setattr("sys.argv", ["stafet", "doctor"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "STAFET_DATABASE_URL is not set" in capsys.readouterr().err


@pytest.mark.parametrize("command", sorted(stafet.commands))
def test_every_command_explains_itself(command):
    assert run(command, "--help").exit_code == 0
