"""What was found wrong with a row is told once in a unit, also where the unit fails."""

import json
from uuid import UUID

import pytest

from stafet import audit
from stafet.audit import KOMMUNE, alarms

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
ONE, OTHER = UUID(int=1), UUID(int=2)
TOLD = [
    ("alarm:forged", {"table": "people_task"}),
    ("alarm:missing", {"child": str(ONE), "table": "consent_limit"}),
    ("alarm:missing", {"child": str(ONE), "table": "people_custody"}),
    ("alarm:missing", {"child": str(OTHER), "table": "consent_limit"}),
]


def told(database):
    with database.unit() as unit:
        return [json.loads(block.body) for block in audit.blocks(unit, KOMMUNE)]


def find(unit):
    for child, table in [(OTHER, "consent_limit"), (ONE, "people_custody"), (ONE, "consent_limit")]:
        for _ in range(2):
            alarms.missing(unit, child, table)
            alarms.forged(unit, "people_task")


def fail(database):
    with pytest.raises(ZeroDivisionError), database.unit() as unit:
        find(unit)
        _ = 1 / 0


def succeed(database):
    with database.unit() as unit:
        find(unit)


@pytest.mark.parametrize("end", [succeed, fail])
def test_each_alarm_is_told_once_by_the_system_and_says_what_is_wrong(database, end):
    end(database)
    links = told(database)
    assert [(link["action"], link["about"]) for link in links] == TOLD
    assert {(link["actor"], link["actor_kind"]) for link in links} == {(None, "system")}


def test_where_nothing_is_wrong_nothing_is_told(database):
    with pytest.raises(ZeroDivisionError), database.unit():
        _ = 1 / 0
    with database.unit():
        pass
    assert told(database) == []
