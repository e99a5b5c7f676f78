"""Holes that were found once and stay closed: what is written."""

import struct
import zlib
from io import BytesIO

import pytest
from sqlalchemy import select

from stafet import audit
from stafet.clock import day_of
from stafet.errors import Invalid, NotFound
from stafet.logs.rules import Involvement
from stafet.logs.services import correct_entry, open_log
from stafet.meetings.services import finish_minutes
from stafet.people.queries import tasks_with
from stafet.people.rules import Identity, TaskWhy
from stafet.people.services import end_task, give_task, place_child, register_child
from stafet.records.files import accept
from stafet.records.models import File, Happening, Record
from stafet.records.rules import HappeningKind
from tests.factories.meetings import called, finished, some_minutes
from tests.factories.world import writing

SECRET = "HEMMELIG"


def test_minutes_of_one_meeting_are_not_the_minutes_of_another(world, log):
    key = finished(world, log, called(world, log))
    other = called(world, log)
    with pytest.raises(NotFound), world.unit() as unit:
        minutes = some_minutes(came=frozenset({world.parent_a.person_id}))
        finish_minutes(unit, world.pedagogue, log.id, other, minutes, 0, key=key)


def test_nothing_is_attached_to_an_old_record_through_another_childs_log(web, world, log):
    note = world.entry(log, world.pedagogue, "min gamle note")
    with world.unit() as unit:
        other = register_child(unit, Identity("Berta Barn", "610420-4984"), by=None)
        place, why = world.daycare, TaskWhy.CONTACT
        give_task(unit, other, world.pedagogue.person_id, place, why, by=None)
    with world.unit() as unit:
        told = Involvement("talt", day_of(unit.now))
        another = open_log(unit, world.pedagogue, other, 1, told)
        audit.lock(unit, world.child)
        for task in tasks_with(unit, world.child):
            if task.person_id == world.pedagogue.person_id:
                end_task(unit, task, by=None)
    sent = {"form_id": str(note.record_id), "text": "x", "event_on": "2027-03-01", "kind": "note"}
    sent |= {"categories": "wellbeing", "subjects": "child", "file": (BytesIO(b"bilag"), "a.txt")}
    url = f"/log/{another.id}/skriv"
    answer = web.as_("pedagogue").post(url, sent, content_type="multipart/form-data")
    assert answer.status_code == 404
    with world.unit() as unit:
        assert not unit.session.scalars(select(File)).all()


def test_L24_finished_minutes_are_not_reworded_by_the_ordinary_page(web, world, log):
    key = finished(world, log, called(world, log))
    url = f"/log/{log.id}/optegnelse/{key}/ret"
    browser = web.as_("pedagogue")
    assert browser.get(url).status_code == 404
    sent = {"row_version": "1", "text": SECRET, "event_on": "2027-03-01"}
    sent |= {"categories": "family", "subjects": str(world.parent_b.person_id)}
    assert browser.post(url, sent, seen=f"/log/{log.id}").status_code == 404
    with pytest.raises(NotFound), world.unit() as unit:
        correct_entry(unit, world.pedagogue, log.id, key, 1, writing(unit, SECRET))


def test_no_text_names_the_place_that_gives_a_protected_home_away(world, log):
    with world.unit() as unit:
        today, who = day_of(unit.now), world.parent_b.person_id
        place_child(unit, world.child, world.school, None, today, protects=who, by=None)
    with pytest.raises(Invalid):
        world.entry(log, world.pedagogue, "Anton er startet på Engskolen.")


@pytest.mark.parametrize(
    "text",
    [
        "Bo bor nu i Fjernby",
        "Bo bor på Skjulestien",
        "ring 11-22-33-44",
        "ring 11.22.33.44",
        "ring +45 11 22 33 44",
        "Skjulestien nr. 7",
        "Skjule\u00adstien 7",
    ],
)
def test_a_protected_home_is_refused_however_it_is_spelt(world, log, text):
    with pytest.raises(Invalid):
        world.entry(log, world.pedagogue, text)


def test_L35_a_file_added_to_a_record_in_a_log_is_told_as_a_correction(web, world, log):
    with world.unit() as unit:
        concern = unit.session.scalars(select(Record).where(Record.kind == "concern")).one()
    url = f"/bekymring/{world.child}/fil/til/{concern.id}"
    sent = {"file": (BytesIO(b"bilag"), "a.txt")}
    seen, form = f"/bekymring/{world.child}/vis", "multipart/form-data"
    web.as_("pedagogue").post(url, sent, seen=seen, content_type=form)
    with world.unit() as unit:
        assert unit.session.scalars(select(File)).all()
        told = unit.session.scalars(select(Happening).where(Happening.record_id == concern.id))
        kinds = [line.kind for line in told]
    assert sorted(kinds) == [HappeningKind.CORRECTION, HappeningKind.RECORD]


@pytest.mark.parametrize("sent", [{"lines": "9" * 5000}, {"what_abc": "1"}, {"what_²": "1"}])
def test_minutes_with_lines_that_cannot_be_are_shown_again(web, world, log, sent):
    url = f"/log/{log.id}/moede/{called(world, log)}/referat"
    assert web.as_("pedagogue").post(url, {**sent, "do": "add"}).status_code < 500


def test_a_picture_that_would_unfold_too_large_is_refused_plainly():
    def chunk(kind, told):
        body = kind + told
        return struct.pack(">I", len(told)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(Invalid):
        accept(bomb)
