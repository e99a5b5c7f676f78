"""Who files a text elsewhere, or under another text, gains nothing by it."""

import pytest
from sqlalchemy import null

from stafet.consent.models import LimitKind
from stafet.records.models import Record
from stafet.records.rules import RecordKind
from stafet.records.services import Author, write
from tests.factories.consent import seen
from tests.factories.limits import limit
from tests.factories.tampering import WORDS, alarms, doctor
from tests.factories.world import writing

FORGED = {("alarm:forged", "records_record")}
INTERNAL = "Vi er bekymrede på skolen."


def of(written):
    return Record.id == written.record_id


@pytest.fixture
def internal(world, log):
    """What the school wrote for itself: in no log."""
    with world.unit() as unit:
        school = Author(world.stranger.person_id, world.school)
        return write(unit, school, world.child, writing(unit, INTERNAL, kind=RecordKind.CONCERN))


@pytest.fixture
def thread(world, log, note):
    """An answer to the note, and an answer to that: both parents read all three."""
    answer = world.entry(log, world.pedagogue, "Et svar.", about_id=note.record_id)
    return [answer, world.entry(log, world.pedagogue, "Et svar til.", about_id=answer.record_id)]


def test_a_text_put_into_the_log_by_hand_is_not_shared(
    world, log, note, internal, ppr, tamperer, vault
):
    world.consents(world.ppr)
    before = seen(world, ppr)
    tamperer.change(Record, of(internal), log_id=log.id)
    assert seen(world, ppr) == before
    assert WORDS in before
    assert alarms(world) == FORGED
    assert doctor(world, vault) == (set(), ["records_record"])
    world.task(world.stranger, world.school)
    assert INTERNAL in seen(world, world.stranger), "who wrote it reads it all the same"


@pytest.mark.parametrize("moved", ["elsewhere", "to no text", "to another child"])
def test_what_answers_a_hidden_text_stays_hidden_when_it_is_moved(
    world, log, note, thread, tamperer, moved
):
    limit(world, note.record_id, LimitKind.HIDDEN)
    other = world.entry(log, world.pedagogue, "Det andet.")
    before = seen(world, world.parent_a)
    told = {
        "elsewhere": {"about_id": other.record_id},
        "to no text": {"about_id": null()},
        "to another child": {"child_id": world.stranger.person_id},
    }
    tamperer.change(Record, of(thread[0]), **told[moved])
    assert seen(world, world.parent_a) == before == {"Det andet."}
    assert alarms(world) == FORGED
    assert len(seen(world, world.pedagogue)) == 5


def test_texts_that_answer_each_other_by_hand_lead_nowhere(world, note, thread, tamperer):
    limit(world, note.record_id, LimitKind.HIDDEN)
    tamperer.change(Record, of(thread[0]), about_id=thread[1].record_id)
    assert seen(world, world.parent_a) == set()


def test_an_honest_change_does_not_wash_a_text_filed_by_hand(world, note, thread, tamperer):
    limit(world, note.record_id, LimitKind.HIDDEN)
    tamperer.change(Record, of(thread[1]), about_id=null())
    with world.unit() as unit:
        unit.session.get_one(Record, thread[1].record_id).kind = RecordKind.COMMENT
    assert seen(world, world.parent_a) == set()


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_what_answers_a_text_that_is_gone_stays_hidden(world, note, thread):
    limit(world, note.record_id, LimitKind.HIDDEN)
    connection = world.database.engine.raw_connection()
    connection.execute("PRAGMA foreign_keys=OFF")
    mine = (thread[0].record_id.hex,)
    connection.execute("DELETE FROM records_record WHERE id = ?", mine)
    assert connection.execute("SELECT changes()").fetchone() == (1,)
    connection.commit()
    connection.execute("PRAGMA foreign_keys=ON")
    connection.close()
    assert seen(world, world.parent_a) == set()
