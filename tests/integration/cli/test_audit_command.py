"""`stafet audit`: what an operator, or an outsider with an export, finds out."""

import inspect
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from stafet.audit import verifier
from stafet.cli.main import stafet


@pytest.fixture
def house(monkeypatch, tmp_path, new_sqlite):
    told = {
        "STAFET_DATABASE_URL": new_sqlite(tables=False),
        "STAFET_KEYSTORE_URL": f"sqlite:///{tmp_path}/keystore.sqlite",
        "STAFET_ROOT_KEY_FILE": str(tmp_path / "root.key"),
        "STAFET_AUDIT_KEY_FILE": str(tmp_path / "audit.key"),
        "STAFET_BASE_URL": "https://stafet.eksempelby.example",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    run("init")
    words = ["user", "add", "--name", "Eva", "--login", "eva@eksempelby.example"]
    assert CliRunner().invoke(stafet, words).exit_code == 0
    (tmp_path / "url").write_text(told["STAFET_DATABASE_URL"])
    return tmp_path


def run(*words):
    return CliRunner().invoke(stafet, ("audit", *words) if words != ("init",) else words)


def tamper(house):
    engine = create_engine((house / "url").read_text())
    with engine.begin() as connection:
        connection.execute(text("UPDATE audit_block SET body = '{}' WHERE sequence = 1"))
    engine.dispose()


@pytest.fixture
def exported(house):
    run("checkpoint")
    file = house / "export.jsonl"
    file.write_bytes(run("export").stdout_bytes)
    return file


def test_L45_the_command_ends_0_where_the_audit_holds_and_1_where_it_was_changed(house):
    assert run("verify").exit_code == 2
    assert "checkpoint" in run("checkpoint").output
    assert "nothing has moved" in run("checkpoint").output
    clean = run("verify", "--json")
    assert (clean.exit_code, json.loads(clean.output)["verdict"]) == (0, "clean")
    tamper(house)
    found = run("verify")
    assert found.exit_code == 1
    assert "link 1" in found.output


def test_an_export_is_verified_without_any_key_or_setting(house, exported, monkeypatch):
    witnessed = str(house / "witnessed.jsonl")
    for name in ("DATABASE_URL", "ROOT_KEY_FILE", "AUDIT_KEY_FILE", "KEYSTORE_URL"):
        monkeypatch.delenv(f"STAFET_{name}")
    assert run("verify", "--export", str(exported), "--checkpoint", witnessed).exit_code == 0
    alone = run("verify", "--export", str(exported))
    assert (alone.exit_code, alone.output[:13]) == (2, "cannot decide")
    (house / "empty").touch()
    empty = str(house / "empty")
    assert run("verify", "--export", empty, "--checkpoint", witnessed).exit_code == 2


def test_the_verifier_is_one_file_that_stands_alone(house, exported):
    alone = house / "alone.py"
    alone.write_text(inspect.getsource(verifier), "utf-8")
    command = [sys.executable, "-I", str(alone), str(exported), str(house / "witnessed.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "clean\n")
    assert subprocess.run(command[:3], capture_output=True, check=False).returncode == 2


def test_a_chain_is_proved_to_an_outsider(house, exported):
    witnessed = str(house / "witnessed.jsonl")
    chain = json.loads(exported.read_bytes().splitlines()[1])["leaf"]["chain"]
    proof = house / "proof.json"
    proof.write_text(run("prove", chain).output)
    assert run("verify", "--proof", str(proof), "--checkpoint", witnessed).exit_code == 0
    assert run("verify", "--proof", str(proof)).exit_code == 2
    assert run("prove", "00000000-0000-4000-8000-00000000ffff").exit_code == 2


def test_the_witness_refuses_to_sign_what_was_set_back(house):
    run("checkpoint")
    engine = create_engine((house / "url").read_text())
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_checkpoint"))
    engine.dispose()
    refused = run("checkpoint")
    assert (refused.exit_code, "refuses to sign" in refused.output) == (1, True)


def test_a_database_that_does_not_answer_decides_nothing(house, monkeypatch):
    run("checkpoint")
    monkeypatch.setenv("STAFET_DATABASE_URL", f"sqlite:///{house}/nowhere/at.all")
    assert run("verify").exit_code == 2
