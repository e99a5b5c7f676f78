"""Below two factors there are no personal data, for parents as for staff (L49)."""

import pytest

from stafet.accounts.rules import IdentityCheck
from stafet.accounts.services import invite
from tests.factories.signing_in import accept, code, sign_in

LOGIN = "nogen@eksempelby.example"


@pytest.mark.parametrize("who", ["pedagogue", "parent_a", "leader"])
def test_L49_a_password_alone_opens_no_page_and_names_nobody(web, clock, who):
    world = web.world
    world.concern()
    log = world.log()
    with world.unit() as unit:
        person = world.people[who].person_id
        token = invite(unit, person, LOGIN, IdentityCheck.KNOWN, by=None)
    secret = accept(web.stranger(), token, clock, LOGIN)
    clock.advance(minutes=1)
    browser = web.stranger()
    sign_in(browser, LOGIN)
    for address in ("/", f"/log/{log.id}", f"/log/{log.id}/samtykke", "/konto/adgangskode"):
        answer = browser.get(address)
        assert answer.status_code in {303, 404}
        assert "Anton" not in answer.get_data(as_text=True)
    assert "Anton" not in browser.get("/log-ind/kode").get_data(as_text=True)
    browser.post("/log-ind/kode", {"code": code(secret, clock)})
    assert browser.get("/").status_code == 200
