"""The holder invites people, and moves the level."""

import pytest

from stafet.consent.services import ask
from stafet.outbox.queue import waiting
from stafet.people.queries import tasks_of
from stafet.people.rules import TaskWhy


@pytest.fixture
def log(web):
    web.world.concern()
    return web.world.log()


def test_only_places_the_parents_said_yes_to_can_be_chosen(web, log):
    world = web.world
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    world.consents(world.ppr)
    world.consents(world.health, by="parent_a")
    browser, url = web.as_("pedagogue"), f"/log/{log.id}/inviter"
    page = browser.get(url).get_data(as_text=True)
    yes, rest = page.split("Forældrene er spurgt")
    asked, other = rest.split("Andre steder")
    assert "PPR Eksempelby" in yes
    assert "Sundhedsplejen" in asked
    assert "Engskolen" in other
    assert "Spørg forældrene" in other
    for place, status in ((world.ppr, 200), (world.health, 404), (world.school, 404)):
        assert browser.get(f"{url}?sted={place}").status_code == status


def test_an_invited_person_gets_a_task_a_mail_and_a_line_in_the_log(web, log, clock):
    world = web.world
    world.consents(world.ppr)
    browser, url = web.as_("pedagogue"), f"/log/{log.id}/inviter?sted={world.ppr}"
    assert "Per Psykolog, Psykolog" in browser.get(url).get_data(as_text=True)
    assert browser.post(url, {}).status_code == 422
    answer = browser.post(url, {"person": str(world.psychologist.person_id)})
    assert answer.status_code == 303
    assert "Personen er med nu og får besked." in browser.get(f"/log/{log.id}").text
    clock.advance(seconds=1)
    with world.unit() as unit:
        (task,) = tasks_of(unit, world.psychologist.person_id)
        assert (task.why, task.institution_id) == (TaskWhy.INVITED, world.ppr)
        assert "copies.notify" in {message.kind for message in waiting(unit)}
    line = "Pia Pedersen inviterede Per Psykolog (PPR Eksempelby)."
    assert line in web.as_("parent_b").get(f"/log/{log.id}").get_data(as_text=True)
    assert "Alle, der arbejder her, er med" in browser.get(url).get_data(as_text=True)


def test_somebody_who_works_elsewhere_cannot_be_invited_there(web, log):
    world = web.world
    world.consents(world.ppr)
    url = f"/log/{log.id}/inviter?sted={world.ppr}"
    data = {"person": str(world.teacher.person_id)}
    assert web.as_("pedagogue").post(url, data).status_code == 422
    assert web.as_("pedagogue").post(url, {"person": "nobody"}).status_code == 400


def test_only_the_holder_invites_moves_the_level_and_passes_the_relay_on(web, log):
    world = web.world
    world.task(world.leader, world.daycare)
    for address in ("/inviter", "/niveau", "/overdrag"):
        assert web.as_("leader").get(f"/log/{log.id}{address}").status_code == 404
        assert web.as_("parent_a").get(f"/log/{log.id}{address}").status_code == 404


def test_a_level_moves_with_a_line_the_parents_see(web, log):
    browser, url = web.as_("pedagogue"), f"/log/{log.id}/niveau"
    assert "På niveau 0 bliver den, hvor den er." in browser.get(url).text
    assert browser.post(url, {"row_version": "1", "level": "2"}).status_code == 303
    assert "Niveauet er gemt." in browser.get(f"/log/{log.id}").text
    page = web.as_("parent_a").get(f"/log/{log.id}").get_data(as_text=True)
    assert "flyttede loggen til niveau 2: Flere hjælper." in page
    stale = browser.post(url, {"row_version": "1", "level": "3"})
    assert stale.status_code == 409
    assert "En anden har skiftet niveau imens" in stale.get_data(as_text=True)
    assert browser.post(url, {"row_version": "2", "level": "9"}).status_code == 422


def test_an_offer_is_seen_by_all_and_taken_back_with_one_press(web, log):
    world = web.world
    world.consents(world.school)
    world.task(world.teacher, world.school)
    browser, url = web.as_("pedagogue"), f"/log/{log.id}/overdrag"
    data = {"person": f"{world.teacher.person_id}|{world.school}"}
    assert browser.post(url, {"person": "x"}).status_code == 400
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, data).status_code == 303
    assert "Du bliver spurgt" in web.as_("teacher").get(f"/log/{log.id}").get_data(as_text=True)
    assert "Stafetten er tilbudt Troels" in browser.get(url).get_data(as_text=True)
    back = f"/log/{log.id}/overdrag/tag-tilbage"
    for told in ("Tilbuddet er taget tilbage.", "Der venter ikke længere noget tilbud."):
        assert browser.post(back, {}, seen=f"/log/{log.id}/skriv").status_code == 303
        assert told in browser.get(f"/log/{log.id}").text
    assert web.as_("teacher").get(f"/log/{log.id}/overdragelse").location == f"/log/{log.id}"


@pytest.mark.parametrize(
    ("answer", "told"), [("yes", "Du har stafetten nu."), ("no", "Du har sagt nej.")]
)
def test_who_answers_an_offer_is_told_what_came_of_it(web, log, answer, told):
    world = web.world
    world.consents(world.school)
    world.task(world.teacher, world.school)
    data = {"person": f"{world.teacher.person_id}|{world.school}"}
    web.as_("pedagogue").post(f"/log/{log.id}/overdrag", data)
    teacher, said = web.as_("teacher"), {"answer": answer, "reason": "Jeg rejser."}
    assert teacher.post(f"/log/{log.id}/overdragelse", said).status_code == 303
    assert told in teacher.get(f"/log/{log.id}").text
