"""Everybody concerned is told on the pages that sharing has stopped, and why."""

from stafet.consent.models import Withdrawal
from stafet.people.models import Task
from stafet.people.services import end_task
from tests.factories.tampering import Tamperer, alarms

TOLD = "Der mangler noget af det, der bestemmer, hvem der må læse."


def test_the_family_and_the_staff_are_told_that_nothing_is_shared(web):
    world = web.world
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    pages = (f"/log/{log.id}", f"/log/{log.id}/samtykke")
    browsers = [web.as_(name) for name in ("parent_a", "pedagogue", "psychologist")]
    for browser in browsers:
        assert all(TOLD not in browser.get(page).get_data(as_text=True) for page in pages)
    Tamperer(world.database).delete(Withdrawal)
    for browser in browsers:
        assert all(TOLD in browser.get(page).get_data(as_text=True) for page in pages)
    assert alarms(world) == {("alarm:missing", "consent_withdrawal")}
    said = browsers[0].get(pages[1]).get_data(as_text=True)
    assert "kan ikke læse" in said
    assert "Der er ikke noget, som alle har sagt ja til." not in said


def test_a_refusal_because_of_a_task_set_back_is_told_to_the_kommune(web):
    world, tamperer = web.world, Tamperer(web.world.database)
    world.concern()
    log = world.log()
    world.task(world.stranger, world.school)
    mine = Task.person_id == world.stranger.person_id
    before = tamperer.rows(Task, mine)
    with world.unit() as unit:
        end_task(unit, unit.session.query(Task).where(mine).one(), by=None)
    tamperer.put_back(Task, before)
    assert web.as_("stranger").get(f"/log/{log.id}").status_code == 404
    assert ("alarm:forged", "people_task") in alarms(world)
