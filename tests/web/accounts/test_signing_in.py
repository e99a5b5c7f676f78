"""Coming in and going out, as a browser meets it."""

import re

import pytest

from stafet import audit
from stafet.accounts import factor, passwords
from stafet.accounts.models import Account
from stafet.accounts.rules import Bucket, IdentityCheck
from stafet.accounts.services import (
    count_try,
    disable_account,
    invite,
    invite_first_administrator,
)
from stafet.web.sessions import SessionRow
from tests.factories.signing_in import KEY, PHRASE, accept, code, sign_in


@pytest.fixture
def handed(web):
    """An invitation for the pedagogue, as the administrator hands it over."""
    with web.world.unit() as unit:
        person = web.world.pedagogue.person_id
        return invite(unit, person, "pia@eksempelby.example", IdentityCheck.KNOWN, by=None)


def account_of(web):
    with web.world.unit() as unit:
        return unit.session.get(Account, web.world.pedagogue.account_id)


def actions(web):
    with web.world.unit() as unit:
        return [block.body for block in audit.blocks(unit, audit.KOMMUNE)]


def test_an_invitation_leads_to_a_password_a_code_and_in(web, handed, clock):
    browser = web.stranger()
    accept(browser, handed, clock)
    assert browser.get("/konto/adgangskode").status_code == 200
    assert web.stranger().get(f"/invitation/{handed}").status_code == 404


def test_an_invitation_wants_the_login_it_was_made_for(web, handed):
    told = {"login": "somebody@else.example", "password": PHRASE, "again": PHRASE}
    assert web.stranger().post(f"/invitation/{handed}", told).status_code == 422
    assert account_of(web).password_hash is None


@pytest.mark.parametrize("poor", ["Sommer2026!!!", "kort", "pia eksempelby", "x" * 201])
def test_a_poor_password_is_refused_at_its_field(web, handed, poor):
    told = {"login": "pia@eksempelby.example", "password": poor, "again": poor}
    page = web.stranger().post(f"/invitation/{handed}", told)
    assert page.status_code == 422
    assert b'href="#password"' in page.data


def test_an_invitation_left_half_way_can_be_opened_again(web, handed, clock):
    told = {"login": "pia@eksempelby.example", "password": PHRASE, "again": PHRASE}
    web.stranger().post(f"/invitation/{handed}", told)
    assert sign_in(web.stranger()).status_code == 422
    accept(web.stranger(), handed, clock)


def test_sign_in_takes_password_and_code_and_leads_on(web, handed, clock):
    secret = accept(web.stranger(), handed, clock)
    clock.advance(minutes=1)
    browser = web.stranger()
    answer = sign_in(browser, url="/log-ind?videre=/konto/adgangskode")
    assert answer.location == "/log-ind/kode?videre=/konto/adgangskode"
    assert browser.get("/konto/adgangskode").status_code == 303, "a password alone opens nothing"
    assert browser.post(answer.location, {"code": "12"}).status_code == 422
    assert browser.post(answer.location, {"code": code(secret, clock)}).location == (
        "/konto/adgangskode"
    )
    assert browser.get("/konto/adgangskode").status_code == 200


def test_no_code_counts_twice(web, handed, clock):
    secret = accept(web.stranger(), handed, clock)
    browser = web.stranger()
    sign_in(browser)
    assert browser.post("/log-ind/kode", {"code": code(secret, clock)}).status_code == 422
    assert browser.post("/log-ind/kode", {"code": code(secret, clock, later=1)}).location == "/"


def test_a_failure_does_not_tell_which_part_was_wrong(web, handed, clock):
    accept(web.stranger(), handed, clock)

    def said(login, password):
        page = sign_in(web.stranger(), login, password).get_data(as_text=True)
        return re.sub(r'(value|content)="[^"]*"', "", page)

    assert said("pia@eksempelby.example", "forkert kodeord") == said("nobody", "forkert kodeord")
    assert "nobody" not in "".join(actions(web))


@pytest.mark.parametrize("login", ["pia@eksempelby.example", "nobody@example.dk"])
def test_too_many_tries_wait_and_the_wait_doubles(web, handed, clock, login):
    accept(web.stranger(), handed, clock)
    browser = web.stranger()
    answers = [sign_in(browser, login, "forkert kodeord").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    clock.advance(seconds=31)
    assert sign_in(browser, login, "forkert kodeord").status_code == 422
    clock.advance(seconds=31)
    waiting = sign_in(browser, login, PHRASE)
    assert waiting.status_code == 429
    assert waiting.headers["Retry-After"] == "60"


def test_somebody_elses_hurry_keeps_nobody_out_for_longer_than_a_quarter(web, handed, clock):
    secret = accept(web.stranger(), handed, clock)
    for _ in range(20):
        sign_in(web.stranger(), password="forkert kodeord")
        clock.advance(minutes=15)
    browser = web.stranger()
    sign_in(browser)
    assert browser.post("/log-ind/kode", {"code": code(secret, clock)}).location == "/"


def test_codes_are_not_guessed_without_end(web, handed, clock):
    accept(web.stranger(), handed, clock)
    browser = web.stranger()
    sign_in(browser)
    answers = [browser.post("/log-ind/kode", {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_half_a_sign_in_lasts_ten_minutes(web, handed, clock):
    accept(web.stranger(), handed, clock)
    browser = web.stranger()
    sign_in(browser)
    clock.advance(minutes=10)
    assert browser.get("/log-ind/kode").location == "/log-ind"


def test_signing_in_gives_the_session_a_new_token(web, handed, clock):
    browser = web.stranger()
    browser.get("/log-ind")
    before = browser.client.get_cookie("stafet").value
    accept(browser, handed, clock)
    after = browser.client.get_cookie("stafet").value
    assert before != after
    planted = web.stranger()
    planted.client.set_cookie("stafet", before)
    assert planted.get("/konto/adgangskode").status_code == 303


def test_an_idle_session_ends_after_a_quarter_and_a_busy_one_after_a_day(web, clock):
    browser = web.as_("pedagogue")
    clock.advance(minutes=14)
    assert browser.get("/konto/adgangskode").status_code == 200
    clock.advance(minutes=16)
    assert browser.get("/konto/adgangskode").status_code == 303
    busy = web.as_("pedagogue")
    for _ in range(48):
        clock.advance(minutes=10)
        last = busy.get("/konto/adgangskode").status_code
    assert last == 303


def test_a_new_password_ends_every_other_session(web, handed, clock):
    secret = accept(web.stranger(), handed, clock)
    other, mine = web.as_("pedagogue"), web.as_("pedagogue")
    fresh = "en helt anden sommerfugl"
    told = {"current": PHRASE, "password": fresh, "again": fresh}
    assert mine.post("/konto/adgangskode", {**told, "current": "forkert"}).status_code == 422
    assert mine.post("/konto/adgangskode", {**told, "again": PHRASE}).status_code == 422
    assert mine.post("/konto/adgangskode", told).location == "/"
    assert mine.get("/konto/adgangskode").status_code == 200
    assert other.get("/konto/adgangskode").status_code == 303
    clock.advance(minutes=1)
    browser = web.stranger()
    assert sign_in(browser, password=PHRASE).status_code == 422
    sign_in(browser, password=fresh)
    assert browser.post("/log-ind/kode", {"code": code(secret, clock)}).location == "/"


def test_a_weaker_hash_is_made_anew_at_sign_in(web, handed, clock):
    accept(web.stranger(), handed, clock)
    with web.world.unit() as unit:
        account = unit.session.get(Account, web.world.pedagogue.account_id)
        account.password_hash = passwords.PasswordHasher(time_cost=1).hash(PHRASE)
    sign_in(web.stranger())
    assert not passwords.is_outdated(account_of(web).password_hash)


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(web, evil):
    browser = web.as_("pedagogue")
    assert browser.get("/log-ind", query_string={"videre": evil}).location == "/"


def test_the_first_administrator_comes_in_by_a_token_once(web, clock):
    with web.world.unit() as unit:
        token = invite_first_administrator(unit)
    browser = web.stranger()
    told = {"name": "Allan Toft", "login": "allan@eksempelby.example"}
    answer = browser.post(f"/foerste-gang/{token}", told)
    assert answer.location == f"/invitation/{token}"
    clock.advance(seconds=1)
    assert browser.get(f"/foerste-gang/{token}").location == f"/invitation/{token}"
    accept(browser, token, clock, login="allan@eksempelby.example")
    assert browser.get("/administration/institutioner").status_code == 200
    assert web.stranger().get(f"/foerste-gang/{token}").status_code == 404


def test_the_second_factor_is_kept_nowhere(web, handed, clock):
    secret = accept(web.stranger(), handed, clock)
    kept = account_of(web).totp
    assert factor.base64.b32decode(secret) != kept
    with web.world.unit() as unit:
        assert all(secret not in row.data for row in unit.session.query(SessionRow))


def test_a_wrong_code_at_set_up_keeps_the_same_key(web, handed):
    browser = web.stranger()
    told = {"login": "pia@eksempelby.example", "password": PHRASE, "again": PHRASE}
    browser.post(f"/invitation/{handed}", told)
    before = KEY.search(browser.get("/log-ind/kode").get_data(as_text=True)).group(1)
    answer = browser.post("/log-ind/kode", {"code": "abcdef"})
    assert answer.status_code == 422
    assert KEY.search(answer.get_data(as_text=True)).group(1) == before


def test_an_invitation_taken_back_half_way_ends_there(web, handed):
    browser = web.stranger()
    told = {"login": "pia@eksempelby.example", "password": PHRASE, "again": PHRASE}
    assert browser.post(f"/invitation/{handed}", {**told, "again": "x"}).status_code == 422
    browser.post(f"/invitation/{handed}", told)
    with web.world.unit() as unit:
        disable_account(unit, unit.session.get(Account, web.world.pedagogue.account_id), by=None)
    assert browser.get("/log-ind/kode").location == "/log-ind"


def test_the_first_administrators_login_must_be_free(web):
    with web.world.unit() as unit:
        token = invite_first_administrator(unit)
    told = {"name": "Allan Toft", "login": "pedagogue"}
    assert web.stranger().post(f"/foerste-gang/{token}", told).status_code == 422


def test_ones_own_password_is_not_guessed_without_end(web):
    browser = web.as_("pedagogue")
    told = {"current": "forkert", "password": PHRASE, "again": PHRASE}
    answers = [browser.post("/konto/adgangskode", told).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["2001:db8::1", "2001:db8::2"], [""]])
def test_one_address_has_fifty_tries_at_whatever_login(web, addresses):
    with web.world.unit() as unit:
        for number in range(50):
            assert count_try(unit, {Bucket.ADDRESS: key_of(addresses[0])}) is None, number
    browser = web.stranger()
    browser.client.environ_base["REMOTE_ADDR"] = addresses[-1]
    assert sign_in(browser, "somebody").status_code == 429


def key_of(address):
    return {"10.0.0.1": "10.0.0.1", "": "nowhere"}.get(address, "2001:db8::/64")


def test_the_language_chosen_is_kept_over_sign_in_and_out(web, handed, clock):
    browser = web.stranger()
    browser.get("/log-ind?lang=en")
    accept(browser, handed, clock)
    assert b'lang="en"' in browser.get("/konto/adgangskode").data
    browser.post("/log-ud", {}, seen="/konto/adgangskode")
    assert b'lang="en"' in browser.get("/log-ind").data
