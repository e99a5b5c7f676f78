"""What was planted, copied or taken away opens nothing on the very next request (L59)."""

import json
from datetime import timedelta

from stafet.accounts.models import Account, RoleGrant
from stafet.accounts.services import disable_account, grant_role, take_role
from stafet.people.models import Employment
from stafet.people.queries import employments_of
from stafet.people.services import end_employment
from stafet.web.sessions import SessionRow, _hash
from stafet.web.viewer import Role

MINE = "/konto/adgangskode"
GROUPS = "/leder/grupper"
PLACES = "/administration/institutioner"


def plant(web, **facts):
    account = web.world.pedagogue.account_id
    with web.world.unit() as unit:
        row = {
            "token_hash": _hash("planted"),
            "account_id": account,
            "began_at": unit.now,
            "seen_at": unit.now,
            "ends_at": unit.now + timedelta(hours=1),
            "data": json.dumps({"_user_id": str(account)}),
            "mac": b"",
        }
        unit.session.execute(SessionRow.__table__.insert().values(**{**row, **facts}))
    browser = web.stranger()
    browser.client.set_cookie("stafet", "planted")
    return browser


def test_a_planted_session_is_nobodys(web):
    assert plant(web).get(MINE).status_code == 303
    assert plant(web, token_hash=_hash("other")).get(MINE).status_code == 303


def test_a_session_moved_to_another_account_is_nobodys(web):
    browser = web.as_("pedagogue")
    with web.world.unit() as unit:
        other = web.world.leader.account_id
        unit.session.execute(SessionRow.__table__.update().values(account_id=other))
    assert browser.get(MINE).status_code == 303


def test_half_a_sign_in_cannot_be_planted(web):
    browser = web.stranger()
    browser.get("/log-ind")
    with web.world.unit() as unit:
        far = (unit.now + timedelta(hours=1)).isoformat()
        told = {"halfway": [str(web.world.pedagogue.account_id), "", "", far]}
        unit.session.execute(SessionRow.__table__.update().values(data=json.dumps(told)))
    assert browser.get("/log-ind/kode").location == "/log-ind"


def test_a_planted_password_shuts_the_account_it_was_planted_in(web):
    browser = web.as_("pedagogue")
    with web.world.unit() as unit:
        unit.session.execute(Account.__table__.update().values(password_hash="$argon2id$planted"))
    assert browser.get(MINE).status_code == 303


def test_L59_a_copied_cookie_is_dead_after_log_out(web):
    browser = web.as_("pedagogue")
    copy = web.stranger()
    copy.client.set_cookie("stafet", browser.client.get_cookie("stafet").value)
    assert copy.get(MINE).status_code == 200
    assert browser.post("/log-ud", {}, seen=MINE).location == "/log-ind"
    assert copy.get(MINE).status_code == 303
    assert browser.get(MINE).status_code == 303


def test_L59_a_closed_account_is_out_on_the_next_request(web):
    browser = web.as_("pedagogue")
    with web.world.unit() as unit:
        account = unit.session.get(Account, web.world.pedagogue.account_id)
        disable_account(unit, account, by=None)
    assert browser.get(MINE).status_code == 303


def test_L59_a_role_taken_away_is_gone_on_the_next_request(web):
    browser, person = web.as_("stranger"), web.world.stranger.person_id
    assert browser.get(PLACES).status_code == 404
    with web.world.unit() as unit:
        grant_role(unit, person, Role.ADMIN, None)
    assert browser.get(PLACES).status_code == 200
    with web.world.unit() as unit:
        take_role(unit, person, Role.ADMIN, None)
    assert browser.get(PLACES).status_code == 404


def test_a_planted_role_is_none(web):
    with web.world.unit() as unit:
        row = {"person_id": web.world.stranger.person_id, "role": Role.ADMIN, "mac": b""}
        now = {"from_at": unit.now, "reviewed_at": unit.now}
        unit.session.execute(RoleGrant.__table__.insert().values(**row, **now))
    assert web.as_("stranger").get(PLACES).status_code == 404


def test_a_promotion_written_by_hand_is_none(web):
    with web.world.unit() as unit:
        unit.session.execute(Employment.__table__.update().values(role="leader"))
    assert web.as_("pedagogue").get(GROUPS).status_code == 404


def test_L29_who_has_left_leads_nothing_on_the_next_request(web):
    browser = web.as_("leader")
    assert browser.get(GROUPS).status_code == 200
    with web.world.unit() as unit:
        (work,) = employments_of(unit, web.world.leader.person_id)
        end_employment(unit, work, by=None)
    assert browser.get(GROUPS).status_code == 404
    assert browser.get(f"/leder/barn/{web.world.child}").status_code == 404


def test_L53_a_leader_nobody_has_reviewed_for_half_a_year_leads_nothing(web, clock):
    clock.advance(days=185)
    browser = web.as_("leader")
    assert browser.get(GROUPS).status_code == 404
    with web.world.unit() as unit:
        grant_role(unit, web.world.leader.person_id, Role.LEADER, None)
    assert browser.get(GROUPS).status_code == 200
    assert web.as_("pedagogue").get("/bekymring/ny").status_code == 200, "concerns follow work"
