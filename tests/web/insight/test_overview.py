"""The page everybody comes to first."""

from datetime import timedelta

import pytest

from stafet.accounts.models import RoleGrant
from stafet.clock import day_of
from stafet.consent.services import ask, withdraw
from stafet.insight.lapsing import lapsing
from stafet.insight.staff import staff_page
from stafet.logs.rules import Involvement
from stafet.logs.services import accept_relay, agree, close_log, offer_relay, open_log
from stafet.logs.services.agreements import Promise
from stafet.meetings.services import cancel_meeting
from stafet.people.rules import Identity, TaskWhy
from stafet.people.services import give_task, register_child
from stafet.web.viewer import Role
from tests.factories.listening import counted
from tests.factories.meetings import called, finished

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


def page(web, clock, name, **later):
    clock.advance(**(later or {"minutes": 1}))
    answer = web.as_(name).get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_stafetholder_finds_her_log_and_the_button_for_a_concern(web, clock):
    log = web.world.log()
    told = page(web, clock, "pedagogue")
    for words in ("Anton Eksempel", f"/log/{log.id}", "Du er stafetholder", "/bekymring/ny"):
        assert words in told


def test_somebody_without_a_task_sees_no_child(web, clock):
    web.world.log()
    assert "Anton" not in page(web, clock, "stranger")


def test_a_concern_that_is_no_log_yet_is_not_forgotten(web, clock):
    web.world.concern()
    assert "Bekymringer uden stafetlog" in page(web, clock, "pedagogue")
    web.world.log()
    assert "Bekymringer uden stafetlog" not in page(web, clock, "pedagogue")


def test_an_agreement_one_owes_waits_and_says_when_it_is_overdue(web, clock):
    world, log = web.world, web.world.log()
    with world.unit() as unit:
        by = day_of(unit.now) + timedelta(days=3)
        promise = Promise("Ring", world.pedagogue.person_id, by, frozenset({"family"}))
        agree(unit, world.pedagogue, log.id, promise)
    assert "Næste frist: 4. marts 2027" in page(web, clock, "pedagogue")
    assert "Over fristen: 4. marts 2027" in page(web, clock, "pedagogue", days=5)


def test_a_meeting_stands_there_for_who_is_invited_until_its_minutes_are_finished(web, clock):
    world, log = web.world, web.world.log()
    meeting = called(world, log)
    where = f"/log/{log.id}/moede/{meeting}"
    for name in ("pedagogue", "parent_a", "parent_b"):
        told = page(web, clock, name)
        assert where in told
        assert "Tirsdag den 9. marts 2027 kl. 14.05" in told
    assert "Referatet mangler" not in page(web, clock, "pedagogue")
    assert where not in page(web, clock, "teacher")
    clock.advance(days=9)
    assert "Referatet mangler" in page(web, clock, "pedagogue")
    assert where not in page(web, clock, "parent_a")
    finished(world, log, meeting)
    assert "Referatet mangler" not in page(web, clock, "pedagogue")


def test_who_took_the_relay_over_finds_the_meetings_he_was_not_invited_to(web, clock):
    world, log = web.world, web.world.log()
    world.consents(world.school)
    world.task(world.teacher, world.school)
    meeting = called(world, log, people=frozenset())
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
    with world.unit() as unit:
        accept_relay(unit, world.teacher, log.id)
    assert f"/log/{log.id}/moede/{meeting}" in page(web, clock, "teacher")
    assert "Referatet mangler" in page(web, clock, "teacher", days=9)


def test_a_cancelled_meeting_stands_there_no_more(web, clock):
    world, log = web.world, web.world.log()
    meeting = called(world, log)
    with world.unit() as unit:
        cancel_meeting(unit, world.pedagogue, log.id, meeting, 1)
    for name in ("pedagogue", "parent_a"):
        assert "kl. 14.05" not in page(web, clock, name)


def test_an_offer_of_the_relay_waits_for_the_one_it_is_made_to(web, clock):
    world, log = web.world, web.world.log()
    world.consents(world.school)
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
    assert "Du er tilbudt stafetten" in page(web, clock, "teacher")
    assert "Du er tilbudt stafetten" not in page(web, clock, "pedagogue")


def test_a_log_opened_without_the_parents_waits_for_its_leader(web, clock):
    web.world.log(reason="Vi kunne ikke få fat i dem.")
    told = page(web, clock, "leader")
    assert "Åbnet uden forældrene" in told
    assert "Vi kunne ikke få fat i dem." not in told


def test_a_parent_finds_the_child_and_what_waits_for_an_answer(web, clock):
    world, log = web.world, web.world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    told = page(web, clock, "parent_b")
    assert "Anton Eksempel" in told
    assert "2 steder venter på dit ja eller nej." in told
    assert f"/log/{log.id}/laesninger" in told
    world.consents(world.ppr, by="parent_b")
    assert "1 sted venter på dit ja eller nej." in page(web, clock, "parent_b")


def test_L07_a_parent_finds_a_closed_log_to_read_it_and_take_a_yes_back(web, clock):
    world, log = web.world, web.world.log()
    world.consents(world.school)
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
        close_log(unit, world.pedagogue, log.id, "Anton trives.")
    told = page(web, clock, "parent_a")
    assert "Lukket" in told
    assert "Venter på dig" not in told
    for way in (f"/log/{log.id}", f"/log/{log.id}/samtykke/traek-tilbage"):
        assert f'href="{way}"' in told
        assert web.as_("parent_a").get(way).status_code == 200


def test_the_family_finds_the_name_of_the_stafetholder_where_the_consents_text_says_it_stands(
    web, clock
):
    world = web.world
    log = world.log()
    assert "Stafetholder: <strong>Pia Pedersen</strong>" in page(web, clock, "parent_a")
    world.consents(world.school)
    world.task(world.teacher, world.school)
    with world.unit() as unit:
        offer_relay(unit, world.pedagogue, log.id, world.teacher.person_id, world.school)
    with world.unit() as unit:
        accept_relay(unit, world.teacher, log.id)
    told = page(web, clock, "parent_a")
    assert "Stafetholder: <strong>Troels" in told
    assert "<strong>Pia Pedersen" not in told


def test_a_consent_that_ends_within_30_days_is_told_to_giver_and_holder(web, clock):
    world = web.world
    world.log()
    world.consents(world.ppr)
    assert "slutter" not in page(web, clock, "parent_a", days=334)
    assert "slutter 29. februar 2028" in page(web, clock, "parent_a", days=2)
    assert "Et samtykke slutter 29. februar 2028" in page(web, clock, "pedagogue")


def test_a_consent_taken_back_or_renewed_does_not_run_out(web, clock):
    world = web.world
    world.log()
    world.consents(world.ppr, world.school)
    clock.advance(days=340)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)
    world.consents(world.school, by="parent_a")
    clock.advance(minutes=1)
    with world.unit() as unit:
        found = {(one.giver_id, one.institution_id) for one in lapsing(unit, [world.child])}
    assert found == {
        (world.parent_b.person_id, world.ppr),
        (world.parent_b.person_id, world.school),
    }


def test_an_administrator_finds_the_places_and_the_accounts(web, clock):
    world = web.world
    with world.unit() as unit:
        unit.session.add(
            RoleGrant(
                person_id=world.stranger.person_id,
                role=Role.ADMIN,
                from_at=unit.now,
                reviewed_at=unit.now,
            )
        )
    told = page(web, clock, "stranger")
    assert "/administration/institutioner" in told
    assert "/administration/institutioner" not in page(web, clock, "pedagogue")


def test_the_number_of_queries_does_not_follow_the_number_of_logs(web, clock):
    world = web.world
    world.log()
    clock.advance(minutes=1)
    few = statements(world)
    for number in range(5):
        with world.unit() as unit:
            child = register_child(
                unit, Identity(f"Barn {number}", f"61032{number + 1}4985"), by=None
            )
            give_task(
                unit, child, world.pedagogue.person_id, world.daycare, TaskWhy.CONTACT, by=None
            )
        clock.advance(minutes=1)
        with world.unit() as unit:
            open_log(unit, world.pedagogue, child, 1, Involvement("Talt", day_of(unit.now)))
    clock.advance(minutes=1)
    assert statements(world) == few


def statements(world):
    with counted(world.database.engine) as seen, world.unit() as unit:
        assert staff_page(unit, world.pedagogue).logs
    return len(seen)
