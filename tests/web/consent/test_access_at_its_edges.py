"""Særlig adgang at its edges: files, damage, who may not, kinds that are gone."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import update

from stafet.consent.audience import who_reads
from stafet.consent.decision import Basis
from stafet.consent.facts import load_facts
from stafet.consent.special.models import Access
from stafet.consent.special.services import end_access, open_access
from stafet.errors import NotFound
from stafet.ids import new_id
from stafet.people.services import employ
from stafet.records.files import accept, attach
from stafet.records.models import RecordVersion
from tests.factories.meetings import called, finished
from tests.factories.special import given, school_leader, wish

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def log(web):
    web.world.concern()
    return web.world.log()


@pytest.fixture
def note(web, log):
    return web.world.entry(log, web.world.pedagogue, "Anton sover dårligt.")


def page(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_leader_ends_an_access_before_its_time(web, log, note):
    opened, there = given(web.world, note), f"/log/{log.id}/saerlig-adgang"
    reader = web.as_("psychologist")
    assert "Anton sover" in page(reader, f"/saerlig-adgang/{opened}")
    assert web.as_("leader").post(f"{there}/{opened}/slut", {}, seen=there).status_code == 303
    page(reader, f"/saerlig-adgang/{opened}", 404)


def test_a_chosen_text_comes_with_its_files_and_no_other(web, log, note):
    drawing, other = new_id(), new_id()
    author, child = web.world.pedagogue.person_id, web.world.child
    second = web.world.entry(log, web.world.pedagogue, "Noget andet.")
    with web.world.unit() as unit:
        attach(unit, author, child, note.record_id, drawing, accept(b"En tegning."))
        attach(unit, author, child, second.record_id, other, accept(b"En anden."))
    opened, reader = given(web.world, note), web.as_("psychologist")
    assert f"/fil/{drawing}" in page(reader, f"/saerlig-adgang/{opened}")
    answer = reader.get(f"/saerlig-adgang/{opened}/fil/{drawing}")
    assert answer.data == b"En tegning."
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page(reader, f"/saerlig-adgang/{opened}/fil/{other}", 404)


def test_a_chosen_text_that_does_not_open_is_told_as_damaged(web, note):
    opened = given(web.world, note)
    with web.world.unit() as unit:
        change = update(RecordVersion).where(RecordVersion.record_id == note.record_id)
        unit.session.execute(change.values(sealed=b"ST\x01\x01" + bytes(300)))
    told = page(web.as_("psychologist"), f"/saerlig-adgang/{opened}")
    assert "Teksten kan ikke åbnes" in told
    assert "Anton sover" not in told


def test_only_an_emergency_has_somebody_to_answer_it(web, note):
    page(web.as_("leader"), f"/saerlig-adgang/{given(web.world, note)}/svar", 404)


def test_L01_a_leader_decides_about_no_log_that_is_not_there(web, note):
    page(web.as_("leader"), f"/log/{uuid4()}/saerlig-adgang", 404)


def test_who_asked_from_outside_is_written_where_the_kind_asks_for_it(web, log, note):
    there = f"/log/{log.id}/saerlig-adgang/ny?slags={{}}&sted={web.world.ppr}"
    leader = web.as_("leader")
    assert 'name="asker"' in page(leader, there.format("access_request"))
    assert 'name="asker"' not in page(leader, there.format("case_officer"))


def test_a_kind_the_kommune_no_longer_has_is_told_by_its_key_and_end(web, log, note):
    opened, there = given(web.world, note), f"/log/{log.id}/saerlig-adgang"
    with web.world.unit() as unit:
        unit.session.get_one(Access, opened).kind = "of_old"
    told = page(web.as_("leader"), there)
    assert "of_old" in told
    assert "Åben" in told
    with web.world.unit() as unit:
        unit.session.get_one(Access, opened).ended_at = unit.now
    assert "Slut" in page(web.as_("leader"), there)


def test_nobody_ends_an_access_that_is_not_there(web):
    with pytest.raises(NotFound), web.world.unit() as unit:
        end_access(unit, web.world.leader, uuid4())


def test_a_leader_decides_only_the_kinds_that_are_his(web, log, note, catalogue):
    """The kommune may let the holder's leader alone decide one kind."""
    kinds = dict(catalogue.access_kinds)
    there, elsewhere = kinds["case_officer"], kinds["complaint"]
    assert there.decided_by == elsewhere.decided_by
    kinds["case_officer"] = replace(there, decided_by=frozenset())
    web.world.database.provide(replace(catalogue, access_kinds=kinds))
    asked = wish(web.world.psychologist.person_id, web.world.ppr, frozenset({note.record_id}))
    with pytest.raises(NotFound), web.world.unit() as unit:
        open_access(unit, web.world.leader, web.world.child, asked)
    with web.world.unit() as unit:
        asked = replace(asked, kind="complaint")
        assert open_access(unit, web.world.leader, web.world.child, asked)


def readers(world, viewer, note):
    with world.unit() as unit:
        told = who_reads(unit, viewer, world.child, note.record_id)
    return {standing.person_id: verdict.basis for standing, verdict in told.professionals}


def test_L46_an_access_the_parents_were_not_told_of_is_told_to_its_receiver_alone(web, note):
    world = web.world
    given(world, note, tell_parents=False, not_told="Det kan skade barnet.")
    reader = world.psychologist.person_id
    assert reader not in readers(world, world.pedagogue, note)
    assert readers(world, world.psychologist, note)[reader] is Basis.STATUTE


def test_a_parent_who_works_near_the_child_is_told_of_among_the_family(web, note):
    world, mother = web.world, web.world.parent_a.person_id
    with world.unit() as unit:
        employ(unit, mother, world.school, "laerer", by=None)
    world.task(world.parent_a, world.school)
    with world.unit() as unit:
        assert mother in {task.person_id for task in load_facts(unit, world.child).tasks}
    assert mother not in readers(world, world.pedagogue, note)


def test_who_sat_in_the_meeting_is_told_of_by_the_seat(web, log):
    world = web.world
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    came = frozenset({world.pedagogue.person_id, world.psychologist.person_id})
    record = finished(world, log, called(world, log), came=came)
    with world.unit() as unit:
        told = who_reads(unit, world.pedagogue, world.child, record)
    assert Basis.MEETING_SEAT in {verdict.basis for _, verdict in told.professionals}


def test_a_leader_of_another_place_decides_nothing_here(web, log, note):
    leader = school_leader(web.world)
    with pytest.raises(NotFound), web.world.unit() as unit:
        open_access(
            unit,
            leader,
            web.world.child,
            wish(web.world.psychologist.person_id, web.world.ppr, frozenset({note.record_id})),
        )
