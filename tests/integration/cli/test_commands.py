"""The commands an operator runs, run for real."""

import json
import shutil

import pytest
from click.testing import CliRunner

from stafet.cli.main import main, stafet
from stafet.settings import data_dir


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
    assert "127.0.0.1:1; check [mail]" in findings["mail"]["advice"]
    assert findings["witness"]["advice"] == "nothing is signed yet: start `stafet worker`"
    assert answer.exit_code == 1


def test_doctor_tells_of_a_number_nobody_answers(environment):
    run("init")
    findings = {finding["what"]: finding for finding in json.loads(run("doctor", "--json").output)}
    assert "99 99 00 10 in contacts.toml" in findings["own words"]["advice"]
    assert "[mail] sender in stafet.toml" in findings["own words"]["advice"]


@pytest.mark.smtp
def test_doctor_logs_in_at_the_mail_server_as_the_worker_does(
    environment, monkeypatch, mail_settings
):
    password, config = environment / "password", environment / "config"
    shutil.copytree(data_dir("config"), config)
    (config / "stafet.toml").write_text(
        (config / "stafet.toml")
        .read_text("utf-8")
        .replace("# username = ", "username = ")
        .replace('"stafet"', f'"{mail_settings.username}"'),
        "utf-8",
    )
    for name, value in {
        "CONFIG": config,
        "MAIL_HOST": mail_settings.host,
        "MAIL_PORT": mail_settings.port,
        "MAIL_CA": mail_settings.ca_file,
        "MAIL_PASSWORD_FILE": password,
    }.items():
        monkeypatch.setenv(f"STAFET_{name}", str(value))
    run_with(password, "wrong", "init")
    assert "SMTPAuthenticationError" in run_with(password, "wrong", "doctor").output
    assert "ok  mail" in run_with(password, mail_settings.password, "doctor").output


def run_with(file, secret, *words):
    file.write_text(secret)
    file.chmod(0o600)
    return run(*words)


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
