"""R2: a mail server or a worker dies around "I have it"; the receiver is shown one mail."""

import signal
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from stafet.logs.services import offer_relay
from stafet.logs.services.participants import NOTIFY
from stafet.outbox import dead, waiting
from stafet.outbox.models import OutboxRow
from tests.faults.acts.consenting import deliver
from tests.faults.processes import in_a_fresh_process, scene_of

pytestmark = [pytest.mark.opens_by_hand, pytest.mark.smtp]
RECEIVER = "teacher@eksempelby.example"


@pytest.fixture
def scene(world, settings, clock, mail_settings):
    """Return a house in which one mail waits: the relay is offered to the teacher."""
    world.concern()
    log = world.log()
    world.consents(world.school)
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
        others = update(OutboxRow).where(OutboxRow.kind != NOTIFY)
        unit.session.execute(others.values(done_at=unit.now))
    clock.advance(seconds=1)
    return scene_of(world, replace(settings, mail=mail_settings), clock.now())


def delivered(scene, **later):
    """Let a worker deliver what is due by then."""
    assert in_a_fresh_process(replace(scene, at=scene.at + timedelta(**later)), deliver)[0] == 0


def left(database):
    with database.unit() as unit:
        return len(waiting(unit)) + len(dead(unit))


def test_R02_a_server_that_dies_between_the_mail_and_its_yes_shows_one_mail(
    scene, mailbox, database
):
    mailbox.dies = 2
    delivered(scene)
    assert left(database) == 1
    delivered(scene, minutes=2)
    delivered(scene, minutes=10)
    assert left(database) == 0
    assert [mail.receivers for mail in mailbox.received] == [[RECEIVER]] * 3
    assert len(mailbox.shown) == 1
    assert len({mail.message.get_content() for mail in mailbox.received}) == 1


@pytest.mark.parametrize(("point", "sent"), [("send.leased", 0), ("send.handed-over", 1)])
def test_R02_a_worker_killed_around_the_servers_yes_shows_one_mail(
    scene, mailbox, database, point, sent
):
    assert in_a_fresh_process(scene, deliver, point)[0] == -signal.SIGKILL
    assert len(mailbox.received) == sent
    delivered(scene, minutes=1)  # the lease of the dead still runs
    assert len(mailbox.received) == sent
    delivered(scene, minutes=6)
    assert len(mailbox.received) == sent + 1
    assert len(mailbox.shown) == 1
    assert left(database) == 0


def test_R02_a_server_that_is_away_gets_the_mail_when_it_is_back(scene, mailbox, database):
    away = replace(scene.settings.mail, port=1)
    delivered(replace(scene, settings=replace(scene.settings, mail=away)))
    assert left(database) == 1
    delivered(scene, minutes=2)
    assert (len(mailbox.received), left(database)) == (1, 0)
