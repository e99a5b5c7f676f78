"""Every route of the product, walked: who may come there, and what the others are told (L01)."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from stafet.accounts.services import grant_role
from stafet.db.base import Base
from stafet.people.models import Custody
from stafet.web.permissions import PERMISSIONS, Permission
from stafet.web.viewer import Role

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CHANGING = re.compile(rb'(name="(?:csrf_token|form_id)"[^>]*value="|value=")[^"]*"')
PERSONS = ("stranger", "pedagogue", "leader", "parent_a")


@pytest.fixture
def walked(web):
    """The world with a log, so that there is something to stumble over."""
    web.world.concern()
    web.world.log()
    return web


def rules(web) -> Iterator[Rule]:
    yield from (rule for rule in web.app.url_map.iter_rules() if rule.endpoint != "static")


def url_of(web, rule: Rule, value: object = None) -> str:
    """Return the rule's address with one value for each of its parts; a number stays one."""
    told = {name: _some(rule, name) for name in rule.arguments}
    told |= {name: value for name, one in told.items() if value and one != 1}
    with web.app.test_request_context():
        return web.app.url_map.bind("").build(rule.endpoint, told)


def _some(rule: Rule, name: str) -> object:
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": uuid4(), "IntegerConverter": 1}.get(kind, "word")


def with_ids(web) -> list[Rule]:
    def all_ids(rule: Rule) -> bool:
        kinds = {type(converter).__name__ for converter in rule._converters.values()}
        return bool(kinds) and kinds <= {"UUIDConverter", "IntegerConverter"}

    return [rule for rule in rules(web) if all_ids(rule)]


def known_ids(web) -> set[object]:
    """Return an id of each table, and of each kind of person."""
    world = web.world
    found: set[object] = {world.child, world.parent_b.person_id, world.pedagogue.person_id}
    with web.world.unit() as unit:
        for table in Base.metadata.sorted_tables:
            for column in table.primary_key.columns:
                if column.type.python_type.__name__ == "UUID":
                    found |= set(unit.session.scalars(select(column).limit(1)))
    return found


def permission_of(rule: Rule) -> Permission:
    return PERMISSIONS[rule.endpoint]


def test_every_route_says_who_may_come_there(web):
    assert {rule.endpoint for rule in rules(web)} <= PERMISSIONS.keys()


def test_every_permission_belongs_to_a_route(web):
    there = {rule.endpoint for rule in rules(web)} | {"static"}
    demo = {name for name in PERMISSIONS if name.startswith("demo.")}
    assert PERMISSIONS.keys() - demo == there


def test_L01_signed_out_every_route_leads_to_signing_in_or_is_open(web):
    for rule in rules(web):
        if "GET" not in rule.methods or permission_of(rule) is Permission.OPEN:
            continue
        answer = web.stranger().get(url_of(web, rule))
        assert answer.status_code == 303, rule
        assert answer.location.startswith("/log-ind"), rule


@pytest.mark.parametrize("name", PERSONS)
def test_L01_the_wrong_kind_of_viewer_finds_nothing(web, name):
    viewer = web.world.people[name]
    browser = web.as_(name)
    for rule in rules(web):
        if permission_of(rule).allows(viewer):
            continue
        method = "GET" if "GET" in rule.methods else "POST"
        headers = {"X-CSRFToken": token(browser)} if method == "POST" else {}
        answer = browser.client.open(url_of(web, rule), method=method, headers=headers)
        assert answer.status_code == 404, rule


def token(browser) -> str:
    page = browser.get("/konto/adgangskode").get_data(as_text=True)
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)


@pytest.mark.no_cover
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["stranger", "parent_without_child", "administrator"])
def test_L01_an_id_of_others_and_no_id_answer_alike(walked, name):
    web = walked
    browser, viewer = outsider(web, name)
    ids = sorted(known_ids(web) - {viewer.person_id, viewer.account_id}, key=str)
    for rule in with_ids(web):
        if "GET" not in rule.methods or permission_of(rule) is Permission.ADMIN:
            continue
        unknown = told(browser, url_of(web, rule, nobody := uuid4()), nobody)
        assert unknown[0] == 404, rule
        for value in ids:
            assert told(browser, url_of(web, rule, value), value) == unknown, rule


def outsider(web, name):
    if name == "parent_without_child":
        with web.world.unit() as unit:
            for row in unit.session.scalars(select(Custody)):
                row.to_at = unit.now
        return web.as_("parent_a"), web.world.parent_a
    if name == "administrator":
        with web.world.unit() as unit:
            grant_role(unit, web.world.stranger.person_id, Role.ADMIN, None)
    return web.as_("stranger"), web.world.stranger


def told(browser, url: str, asked: object) -> tuple[int, bytes]:
    """Return status and page, without what the page repeats of the asker's own address."""
    answer = browser.get(url)
    return answer.status_code, CHANGING.sub(b"", answer.data).replace(str(asked).encode(), b"")


def test_every_unsafe_route_demands_the_token_of_a_page(web):
    browser = web.as_("pedagogue")
    for rule in rules(web):
        for method in rule.methods & UNSAFE:
            answer = browser.client.open(url_of(web, rule), method=method)
            assert answer.status_code == 403, rule
