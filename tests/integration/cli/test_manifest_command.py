"""`stafet manifest check|sign`, and what the doctor says, run for real over a kommune in use."""

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner

from stafet.accounts.models import Account
from stafet.cli.main import stafet
from stafet.consent.models import Withdrawal
from stafet.records.models import Record
from stafet.vault import Vault
from tests.factories.consent import seen
from tests.factories.tampering import Tamperer

pytestmark = pytest.mark.opens_by_hand  # the command's vault is not the test's


@pytest.fixture
def environment(monkeypatch, settings):
    told = {
        "STAFET_DATABASE_URL": settings.database_url,
        "STAFET_KEYSTORE_URL": settings.keystore_url,
        "STAFET_ROOT_KEY_FILE": str(settings.root_key_file),
        "STAFET_AUDIT_KEY_FILE": str(settings.audit_key_file),
        "STAFET_BASE_URL": "https://stafet.eksempelby.example",
        "STAFET_MAIL_PORT": "1",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def shared(world, environment):
    """A log that the psychologist reads by consent, and an account for who signs."""
    world.concern()
    world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    with world.unit() as unit:
        index = unit.use(Vault).blind_index("login", "drift")
        row = Account(id=uuid4(), person_id=world.leader.person_id, login_index=index)
        row.made_at = unit.now
        unit.session.add(row)
    return world


def run(*words):
    return CliRunner().invoke(stafet, ["manifest", *words], catch_exceptions=False)


def test_what_is_gone_is_listed_and_signed_for(shared):
    assert run("check").exit_code == 0
    Tamperer(shared.database).delete(Withdrawal)
    assert run("check").output == f"{shared.child}: consent_withdrawal\n"
    [told] = json.loads(run("check", "--json").output)
    assert told == {"child_id": str(shared.child), "tables": ["consent_withdrawal"]}
    assert seen(shared, shared.psychologist) == set()
    done = run("sign", str(shared.child), "--by", "drift")
    assert "consent_withdrawal" in done.output
    assert "nothing was wrong" in run("sign", str(shared.child), "--by", "drift").output
    assert run("check").exit_code == 0
    assert seen(shared, shared.psychologist)


def doctor():
    answer = CliRunner().invoke(stafet, ["doctor", "--json"], catch_exceptions=False)
    return {finding["what"]: finding for finding in json.loads(answer.output)}


def test_the_doctor_names_the_children(shared):
    Tamperer(shared.database).delete(Withdrawal)
    found = doctor()
    assert str(shared.child) in found["manifests"]["advice"]
    assert "--after-upgrade" not in found["manifests"]["advice"]
    assert found["rows"]["well"]


def test_the_doctor_says_how_to_sign_where_an_upgrade_lets_nobody_log_in(shared):
    Tamperer(shared.database).change(Account, mac=bytes(32))
    advice = doctor()["manifests"]["advice"]
    assert "right after an upgrade, and only then" in advice
    assert "`stafet manifest sign --after-upgrade --by LOGIN`" in advice


def test_nobody_signs_without_a_name_or_for_nobody(shared):
    assert run("sign", str(shared.child), "--by", "ukendt").exit_code == 1
    assert run("sign", str(uuid4()), "--by", "drift").exit_code == 1
    assert run("sign", "--by", "drift").exit_code == 2
    assert run("sign", str(shared.child)).exit_code == 2


def test_after_an_upgrade_all_are_signed_at_once_with_the_rows_that_bore_nothing(shared):
    tamperer = Tamperer(shared.database)
    tamperer.change(Withdrawal, mac=b"")
    assert run("sign", str(shared.child), "--by", "drift").exit_code == 0
    assert run("check").exit_code == 1
    assert run("sign", "--after-upgrade", "--by", "drift").exit_code == 0
    assert run("check").exit_code == 0
    assert seen(shared, shared.psychologist)


def test_after_an_upgrade_texts_that_bore_nothing_are_signed_although_no_list_is_wrong(shared):
    Tamperer(shared.database).change(Record, mac=b"")
    assert run("check").exit_code == 0
    assert seen(shared, shared.psychologist) == set()
    done = run("sign", "--after-upgrade", "--by", "drift")
    assert done.output == f"{shared.child}: signed; was wrong: records_record\n"
    assert seen(shared, shared.psychologist)
    assert run("sign", "--after-upgrade", "--by", "drift").output == ""
