"""L30, L35, L55: a closed log is followed by another, once there is a new concern."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.concerns import services
from stafet.concerns.rules import Concern
from stafet.consent.services import withdraw
from stafet.errors import Conflict
from stafet.logs.models import Stafetlog
from stafet.logs.services import close_log
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind


@pytest.fixture
def closed(world, clock):
    """Return a log that was closed, some days before a new concern was saved."""
    world.concern()
    world.consents(world.school)
    log = world.log()
    with world.unit() as unit:
        close_log(unit, world.pedagogue, log.id, "Anton trives.")
    clock.advance(days=3)
    with world.unit() as unit:
        told = Concern(answers={"q_why": "Anton er igen alene."})
        services.save_concern(unit, world.pedagogue, world.child, told, seen=0, key=uuid4())
    return log


def test_L55_after_a_log_is_closed_a_new_concern_opens_another(web, world, closed):
    browser = web.as_("pedagogue")
    told = {"level": "1", "how": "Talt sammen.", "involved_on": "04/03/2027"}
    answer = browser.post(f"/bekymring/{world.child}/aabn", told)
    assert answer.status_code == 303
    assert answer.location != f"/log/{closed.id}"
    page = browser.get(answer.location).text
    assert "Anton er igen alene." in page
    assert "Anton leger mest alene." not in page
    overview = web.as_("parent_a").get("/").text
    assert "Den lukkede log fra 1. marts 2027" in overview
    for log in (answer.location, f"/log/{closed.id}"):
        assert f'href="{log}"' in overview
        assert web.as_("parent_a").get(log).status_code == 200


def test_L30_while_a_log_is_open_there_is_no_other(world, closed):
    world.log()
    with pytest.raises(Conflict):
        world.log()
    with world.unit() as unit:
        assert len(unit.session.scalars(select(Stafetlog)).all()) == 2


def test_L35_news_about_a_consent_stands_in_the_newest_log(world, closed):
    newest = world.log()
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.school)
    with world.unit() as unit:
        kind = HappeningKind.CONSENT_WITHDRAWN
        (told,) = unit.session.scalars(select(Happening).where(Happening.kind == kind))
    assert told.log_id == newest.id
