"""Told wrongly, nothing starts, and one plain line says what to do."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command as alembic
from click.testing import CliRunner
from sqlalchemy import text

from stafet.cli.main import main, stafet
from stafet.cli.refusing import NO_APP
from stafet.cli.schema import config_for
from stafet.db.transaction import make_engine
from stafet.settings import data_dir

NOBODY = 65534
WRONG = [
    ("STAFET_DATABASE_URL", "postgresql+psycopg://stafet@127.0.0.1:1/x", "does not answer"),
    ("STAFET_DATABASE_URL", "no address", "is no address as this one"),
    ("STAFET_KEYSTORE_URL", "nosuch://there", "is no address as this one"),
    ("STAFET_MAIL_PORT", "abc", "[mail] port must be a whole number, not abc"),
    ("STAFET_MAIL_TLS", "ssl", "[mail] tls is starttls, implicit, none; not ssl"),
    ("STAFET_MAIL_PASSWORD_FILE", "/none", "/none: not there; STAFET_MAIL_PASSWORD_FILE names it"),
]
TOLD_IN_FILE = [
    ("keep_months = 24", 'keep_months = "two"', "[witness] keep_months must be a whole number"),
    ("# proxies = 1", 'proxies = "one"', "[server] proxies must be a whole number, not one"),
]


@pytest.fixture
def refused(monkeypatch, capsys):
    """Return what a command that is refused says: one line, exit code 2."""

    def say(*words):
        monkeypatch.setattr("sys.argv", ["stafet", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().err
        assert (ended.value.code, said.count("\n")) == (2, 1), said
        return said

    return say


@pytest.fixture
def installed(environment, monkeypatch):
    monkeypatch.setattr("sys.argv", ["stafet", "init"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    engine = make_engine(os.environ["STAFET_DATABASE_URL"])
    yield engine
    engine.dispose()


@pytest.fixture
def configured(environment, monkeypatch):
    """Return a copy of the configuration's main file, for changing."""
    folder = environment / "config"
    shutil.copytree(data_dir("config"), folder)
    monkeypatch.setenv("STAFET_CONFIG", str(folder))
    return folder / "stafet.toml"


def served():
    """Load the application as gunicorn does; return the exit code and what was said."""
    done = subprocess.run(
        [sys.executable, "-c", "import stafet.wsgi"], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(("variable", "value", "said"), WRONG)
def test_a_wrong_setting_is_one_plain_line(
    environment, monkeypatch, refused, variable, value, said
):
    monkeypatch.setenv(variable, value)
    assert said in refused("init")


@pytest.mark.parametrize(("line", "slip", "said"), TOLD_IN_FILE)
def test_a_number_that_is_none_is_one_plain_line(configured, refused, line, slip, said):
    configured.write_text(configured.read_text("utf-8").replace(line, slip), "utf-8")
    assert said in refused("init")


def test_the_number_of_proxies_may_be_told(configured, installed):
    told = configured.read_text("utf-8").replace("# proxies = 1", "proxies = 2")
    configured.write_text(told, "utf-8")
    assert served() == (0, "")


def test_no_new_signing_key_is_made_once_the_audit_is_signed(installed, environment, refused):
    assert CliRunner().invoke(stafet, ["audit", "checkpoint"]).exit_code == 0
    (environment / "audit.key").unlink()
    assert "restore it from its safe copy" in refused("init")
    assert not (environment / "audit.key").exists()


def test_a_witness_file_that_cannot_be_written_is_one_plain_line(installed, monkeypatch):
    monkeypatch.setenv("STAFET_WITNESS_FILE", "/proc/none/kept.jsonl")
    done = CliRunner().invoke(stafet, ["audit", "checkpoint"])
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "signed, but not in the witness's file /proc/none/kept.jsonl" in done.stderr


@pytest.mark.parametrize("words", [("audit", "verify"), ("restore",)])
def test_L45_a_mail_saved_so_that_its_checkpoint_is_broken_is_told(
    installed, environment, refused, words
):
    mail = environment / "mail.eml"
    mail.write_text('{"checkpoint":{"at":"2027-03-01=\nT08:00:00"}}\n')
    where = [str(environment)] if words == ("restore",) else []
    assert "no checkpoint in it" in refused(*words, *where, "--checkpoint", str(mail))


def test_a_key_file_that_is_not_named_is_told_by_its_own_name(environment, monkeypatch, refused):
    monkeypatch.delenv("STAFET_ROOT_KEY_FILE")
    assert "STAFET_ROOT_KEY_FILE is not set\n" in refused("init")


def test_the_wrong_user_is_told_so(installed, environment, refused):
    with _unreadable(environment):
        assert "run this as the product's own user" in refused("doctor")


@pytest.mark.parametrize("command", [("worker", "--once"), ("serve",)])
def test_tables_of_an_older_version_are_told_before_anybody_meets_them(installed, refused, command):
    alembic.downgrade(config_for(installed), "-1")
    assert "run `stafet init`" in refused(*command)


def test_the_doctor_tells_of_tables_it_cannot_even_read(installed, refused):
    alembic.downgrade(config_for(installed), "0009")
    assert "run `stafet init`" in refused("doctor")


def test_gunicorn_stops_with_one_line(installed, monkeypatch):
    assert served() == (0, "")
    alembic.downgrade(config_for(installed), "-1")
    code, said = served()
    assert (code, said.count("\n")) == (NO_APP, 1)
    assert "run `stafet init`" in said
    monkeypatch.setenv("STAFET_DATABASE_URL", WRONG[0][1])
    assert "does not answer" in served()[1]


def test_tables_of_a_newer_version_are_left_alone(installed, refused):
    with installed.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "of a newer version" in refused("init")


@contextmanager
def _unreadable(folder: Path):
    """Be a user who may not look into a folder; root may everywhere, so root is nobody then."""
    folder.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
