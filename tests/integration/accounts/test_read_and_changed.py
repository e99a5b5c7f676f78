"""Whose list changes while somebody reads it: what was true a moment ago was not set back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from stafet.accounts.services import grant_role
from stafet.audit.manifest import standing
from stafet.people import statements
from stafet.people.queries import employments_of
from stafet.web.viewer import Role
from tests.factories.tampering import alarms


@pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
def test_what_was_read_just_before_a_change_counts_and_alarms_nobody(world):
    nurse = world.nurse.person_id

    def gets_a_role():
        with world.unit() as unit:
            grant_role(unit, nurse, Role.DPO, None)
        with world.unit() as unit:
            assert employments_of(unit, nurse)

    with world.unit() as unit:
        asked = {"person": nurse, "at": unit.now}
        found = unit.session.execute(statements.EMPLOYMENTS_OF, asked).all()
        with ThreadPoolExecutor(1) as other:
            other.submit(gets_a_role).result()
        assert standing(unit, found, strict=True) == [row for row, *_ in found]
    assert alarms(world) == set()
