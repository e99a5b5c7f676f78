"""L31: a log opened without the parents waits for the leader, then for the next level."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from stafet.catalogue import Catalogue
from stafet.clock import day_of, start_of_day
from stafet.concerns import progress, services
from stafet.concerns.rules import Concern
from stafet.consent.reading import read
from stafet.consent.special.notices import TELL
from stafet.errors import NotFound
from stafet.logs.rules import Involvement
from stafet.logs.services import approve_opening
from stafet.logs.services.approving import tell_next_level
from stafet.outbox.models import OutboxRow
from stafet.web.viewer import Role
from tests.factories.special import with_role

WITHOUT = Involvement(reason="De kan ikke træffes.")
A_DAY = timedelta(days=1)


@pytest.fixture
def chief(world):
    return with_role(world, world.nurse, Role.CHIEF)


def opened(world, by=None):
    """Write a concern, of which the leader is told, and open a log from it."""
    by, words = by or world.pedagogue, Concern(answers={"q_why": "Anton leger mest alene."})
    with world.unit() as unit:
        services.save_concern(unit, by, world.child, words, seen=0, key=uuid4())
    with world.unit() as unit:
        return services.open_from_concern(unit, by, world.child, 1, WITHOUT)


def waiting(world, viewer):
    with world.unit() as unit:
        return [line.log_id for line in progress.waiting_logs(unit, viewer)]


def texts(world, viewer):
    with world.unit() as unit:
        return {one.content.text for one in read(unit, viewer, world.child).records}


def approve(world, viewer, log):
    with world.unit() as unit:
        approve_opening(unit, viewer, log.id)


def mailed(world):
    with world.unit() as unit:
        rows = unit.session.scalars(select(OutboxRow).where(OutboxRow.kind == TELL)).all()
        return sorted(UUID(row.payload["person"]) for row in rows)


def last_day(world, clock):
    """Return the leader's last day: the second working day after the opening."""
    with world.unit() as unit:
        return unit.use(Catalogue).calendar.add_working_days(day_of(clock.now()), 2)


def test_L31_with_a_reason_it_is_written_in_but_unshared_until_the_leader_approves(world):
    log = opened(world)
    world.entry(log, world.pedagogue, "Anton sov ikke.")
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    assert texts(world, world.psychologist) == set()
    with world.unit() as unit:
        (line,) = progress.waiting_logs(unit, world.leader)
    assert line.reasons == ("De kan ikke træffes.",)
    assert line.child == "Anton Eksempel"
    approve(world, world.leader, log)
    assert "Anton sov ikke." in texts(world, world.psychologist)
    assert waiting(world, world.leader) == []


def test_L31_only_the_leader_of_the_place_approves(web):
    log = opened(web.world)
    assert web.as_("pedagogue").get("/bekymring/godkend").status_code == 404
    leader = web.as_("leader")
    assert "De kan ikke træffes." in leader.get("/bekymring/godkend").text
    assert leader.post("/bekymring/godkend", {"log": str(log.id)}).status_code == 303
    assert "De kan ikke træffes." not in leader.get("/bekymring/godkend").text


def test_L31_a_deputy_approves_as_the_leader_does_and_nobody_a_log_of_his_own(world):
    deputy = replace(world.teacher, led=world.leader.led)
    log = opened(world, by=world.leader)
    assert waiting(world, world.leader) == []
    with pytest.raises(NotFound):
        approve(world, world.leader, log)
    assert waiting(world, deputy) == [log.id]
    approve(world, deputy, log)
    assert waiting(world, deputy) == []


def test_L31_after_two_working_days_the_next_level_is_asked(world, clock, chief):
    log, last = opened(world), last_day(world, clock)
    clock.set(start_of_day(last + A_DAY) - timedelta(seconds=1))
    assert waiting(world, chief) == []
    with pytest.raises(NotFound):
        approve(world, chief, log)
    clock.set(start_of_day(last + A_DAY))
    with world.unit() as unit:
        (line,) = progress.waiting_logs(unit, chief)
    assert (line.log_id, line.child, line.reasons) == (log.id, "", ())
    approve(world, chief, log)
    assert waiting(world, world.leader) == waiting(world, chief) == []


def test_L31_who_is_to_approve_is_told_by_mail_once(world, clock, chief):
    opened(world)
    last, leader = last_day(world, clock), world.leader.person_id
    both = sorted([leader, chief.person_id])
    for day, told in ((0, [leader]), (1, both), (2, both)):
        clock.set(start_of_day(last + day * A_DAY, 6))
        with world.unit() as unit:
            tell_next_level(unit)
        assert mailed(world) == told


def test_L31_the_next_level_meets_what_waits_on_the_overview(web, clock):
    chief = with_role(web.world, web.world.nurse, Role.CHIEF)
    log, last = opened(web.world), last_day(web.world, clock)
    page = web.as_("nurse")
    assert page.get("/bekymring/godkend").status_code == 200
    assert "/bekymring/godkend" not in page.get("/").text
    clock.set(start_of_day(last + A_DAY, 9))
    page = web.as_("nurse")
    assert "/bekymring/godkend" in page.get("/").text
    assert "Pia Pedersen, " in page.get("/bekymring/godkend").text
    assert page.post("/bekymring/godkend", {"log": str(log.id)}).status_code == 303
    assert waiting(web.world, chief) == []
