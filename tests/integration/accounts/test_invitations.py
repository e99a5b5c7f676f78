"""Ways in: handed over by somebody, valid for a while, worth something once."""

from datetime import date

import pytest

from stafet.accounts.models import Account, Invitation
from stafet.accounts.queries import account_of, has_administrator, load_viewer
from stafet.accounts.rules import IdentityCheck
from stafet.accounts.services import (
    become_administrator,
    disable_account,
    grant_role,
    invite,
    invite_first_administrator,
    living_invitation,
    make_account,
)
from stafet.errors import Invalid
from stafet.people.models import PersonKind
from stafet.people.rules import Identity, Ownership
from stafet.people.services import employ, open_institution, register_adult
from stafet.web.viewer import Role


def professional(unit, name="Mette Holm"):
    return register_adult(unit, PersonKind.PROFESSIONAL, Identity(name), by=None)


def test_the_first_administrator_gets_a_token_until_there_is_an_administrator(database):
    with database.unit() as unit:
        token = invite_first_administrator(unit)
    with database.unit() as unit:
        invitation = living_invitation(unit, token)
        account = become_administrator(unit, invitation, "Allan Toft", "allan@example.dk")
        assert invite_first_administrator(unit) is not None
        account.totp = b"x" * 20
    with database.unit() as unit:
        assert has_administrator(unit)
        assert invite_first_administrator(unit) is None
        assert load_viewer(unit, account.id).roles == {Role.ADMIN}


def test_only_the_newest_invitation_of_a_person_counts(database):
    with database.unit() as unit:
        person = professional(unit)
        first = invite(unit, person, "mette", IdentityCheck.KNOWN, by=None)
        second = invite(unit, person, "mette", IdentityCheck.PASSPORT, by=None)
        assert living_invitation(unit, first) is None
        assert living_invitation(unit, second).checked_how is IdentityCheck.PASSPORT


def test_an_invitation_ends_after_fourteen_days(database, clock):
    with database.unit() as unit:
        token = invite(unit, professional(unit), "mette", IdentityCheck.KNOWN, by=None)
    clock.advance(days=14)
    with database.unit() as unit:
        assert living_invitation(unit, token) is None


def test_a_planted_invitation_leads_nowhere(database):
    with database.unit() as unit:
        person = professional(unit)
        token = invite(unit, person, "mette", IdentityCheck.KNOWN, by=None)
    with database.unit() as unit:
        other = professional(unit, "Ole Skum")
        table = Invitation.__table__
        unit.session.execute(table.update().values(person_id=other))
    with database.unit() as unit:
        assert living_invitation(unit, token) is None


def test_two_persons_never_have_one_login_however_it_is_spelled(database):
    with database.unit() as unit:
        make_account(unit, professional(unit), "Mette@Example.dk")
        with pytest.raises(Invalid):
            make_account(unit, professional(unit), " mette@example.DK ")


def test_a_disabled_account_is_nobody(database):
    with database.unit() as unit:
        person = professional(unit)
        account = make_account(unit, person, "mette")
        assert load_viewer(unit, account.id).person_id == person
        disable_account(unit, account, by=None)
        assert load_viewer(unit, account.id) is None


def test_an_account_that_was_shut_comes_back_without_its_password_and_factor(database):
    with database.unit() as unit:
        person = professional(unit)
        account = make_account(unit, person, "mette")
        account.password_hash, account.totp = "$argon2id$old", b"x" * 20
    with database.unit() as unit:
        account = account_of(unit, person)
        disable_account(unit, account, by=None)
        invite(unit, person, "mette", IdentityCheck.KNOWN, by=None)
        assert (account.disabled_at, account.password_hash, account.totp) == (None, None, None)


def test_a_planted_password_makes_an_account_nobody(database):
    with database.unit() as unit:
        account = make_account(unit, professional(unit), "mette")
    with database.unit() as unit:
        unit.session.execute(Account.__table__.update().values(password_hash="$argon2id$planted"))
    with database.unit() as unit:
        assert load_viewer(unit, account.id) is None


@pytest.mark.parametrize("ownership", [Ownership.PRIVATE, Ownership.REGIONAL])
def test_L19_others_than_the_kommune_have_no_accounts_without_an_agreement(database, ownership):
    def at(agreement_on, controller="Fonden Bakken"):
        with database.unit() as unit:
            place = open_institution(
                unit,
                "dagtilbud",
                "Bakken",
                controller,
                ownership=ownership,
                agreement_on=agreement_on,
            )
            person = professional(unit)
            employ(unit, person, place.id, "paedagog", by=None)
            return invite(unit, person, f"mette-{place.id}", IdentityCheck.KNOWN, by=None)

    with pytest.raises(Invalid):
        at(None)
    with pytest.raises(Invalid):
        at(date(2027, 3, 2))
    with pytest.raises(Invalid):
        at(date(2027, 3, 1), controller="")
    assert at(date(2027, 3, 1))


def test_L53_a_role_lapses_after_six_months_without_review(database, clock):
    with database.unit() as unit:
        person = professional(unit)
        account = make_account(unit, person, "allan")
        grant_role(unit, person, Role.ADMIN, None)
    clock.advance(days=183)
    with database.unit() as unit:
        assert load_viewer(unit, account.id).roles == {Role.ADMIN}
        clock.advance(days=2)
    with database.unit() as unit:
        assert load_viewer(unit, account.id).roles == frozenset()
        grant_role(unit, person, Role.ADMIN, None)
        assert load_viewer(unit, account.id).roles == {Role.ADMIN}


def test_nobody_decides_over_his_own_role(database):
    with database.unit() as unit:
        person = professional(unit)
        with pytest.raises(Invalid):
            grant_role(unit, person, Role.ADMIN, person)
