"""Holes that were found once and stay closed: sessions and the guard."""

import json

from flask import request_started
from sqlalchemy import select

from stafet.audit.models import Block
from stafet.web.sessions import SessionRow, _hash, end_sessions_of


def test_a_session_ended_while_its_request_runs_is_not_written_to_life_again(web):
    world, browser = web.world, web.as_("parent_a")
    token = browser.client.get_cookie("stafet").value

    def end_it_meanwhile(_app):
        with world.unit() as unit:
            end_sessions_of(unit, world.parent_a.account_id)

    with request_started.connected_to(end_it_meanwhile):
        browser.get("/?lang=en")
    with world.unit() as unit:
        assert unit.session.get(SessionRow, _hash(token)) is None
    assert browser.get("/").status_code == 303


def test_L01_a_page_refused_by_the_guard_is_recorded_with_the_id_asked_for(web):
    world = web.world
    world.concern()
    log = world.log()
    web.as_("stranger").get(f"/log/{log.id}/laesninger")
    with world.unit() as unit:
        bodies = [json.loads(block.body) for block in unit.session.scalars(select(Block))]
    (told,) = [body for body in bodies if body["action"] == "web:oversight.readings"]
    assert told["refused"] == [[str(log.id), "no_basis"]]
