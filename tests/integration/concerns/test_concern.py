"""A concern from its first words to the open log, on the services' floor."""

from datetime import timedelta

import pytest

from stafet.clock import day_of
from stafet.concerns import drafting, queries, services
from stafet.concerns.rules import Concern
from stafet.consent.reading import Wanted, read
from stafet.errors import Conflict, Invalid, NotFound
from stafet.ids import new_id
from stafet.logs.rules import Involvement
from stafet.people.queries import tasks_with
from stafet.people.rules import TaskWhy
from stafet.records.models import Draft, Record
from stafet.records.rules import RecordKind

WORDS = "Anton leger mest alene ved hegnet."


def save(world, viewer, concern, *, seen=0, key=None):
    with world.unit() as unit:
        return services.save_concern(
            unit, viewer, world.child, concern, seen=seen, key=key or new_id()
        )


def wonder(text=WORDS, **more):
    return Concern(answers={"q_why": text}, **more)


def texts_for(world, viewer):
    with world.unit() as unit:
        shown = read(unit, viewer, world.child).records
    return {record.content.text for record in shown}


def test_author_and_own_leader_get_a_task(world):
    save(world, world.pedagogue, wonder())
    world.database.clock.advance(seconds=1)
    with world.unit() as unit:
        whys = {(task.person_id, task.why) for task in tasks_with(unit, world.child)}
    assert (world.pedagogue.person_id, TaskWhy.AUTHOR) in whys
    assert (world.leader.person_id, TaskWhy.OWN_LEADER) in whys


def test_the_same_press_twice_saves_once(world):
    key = new_id()
    assert save(world, world.pedagogue, wonder(), key=key) == save(
        world, world.pedagogue, wonder(), key=key
    )
    with world.unit() as unit:
        assert unit.session.query(Record).count() == 1


def test_nobody_can_take_another_ones_press(world):
    key = new_id()
    save(world, world.pedagogue, wonder(), key=key)
    with pytest.raises(NotFound):
        save(world, world.leader, wonder("Noget andet."), key=key)


def test_something_must_be_written_and_nothing_else(world):
    with pytest.raises(Invalid) as refused:
        save(world, world.pedagogue, Concern())
    assert refused.value.problems == {"q_why": "Write something before you save."}
    written = save(world, world.pedagogue, Concern(answers={"q_resources": "Tegner godt."}))
    assert written.version == 1


def test_a_day_to_come_is_refused(world):
    tomorrow = day_of(world.database.clock.now()) + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        save(world, world.pedagogue, wonder(event_on=tomorrow))
    assert refused.value.problems == {"event_on": "The day has not come yet."}


def test_a_draft_is_sealed_and_comes_back_as_it_was_typed(world):
    concern = wonder(
        topics=frozenset({"health"}), involvement=Involvement("Talt i garderoben", None, "")
    )
    with world.unit() as unit:
        version = drafting.keep_concern(unit, world.pedagogue, world.child, concern, 0)
    with world.unit() as unit:
        assert WORDS.encode() not in unit.session.query(Draft).one().sealed
        kept = drafting.kept_concern(unit, world.pedagogue, world.child)
        nobody = drafting.kept_concern(unit, world.leader, world.child)
    assert (kept.version, kept.concern) == (version, concern)
    assert nobody is None


def test_two_windows_never_write_over_each_other(world):
    with world.unit() as unit:
        drafting.keep_concern(unit, world.pedagogue, world.child, wonder("Den ene."), 0)
    with pytest.raises(Conflict), world.unit() as unit:
        drafting.keep_concern(unit, world.pedagogue, world.child, wonder("Den anden."), 0)
    with pytest.raises(Conflict):
        save(world, world.pedagogue, wonder("Den anden."), seen=0)
    with world.unit() as unit:
        kept = drafting.kept_concern(unit, world.pedagogue, world.child)
    assert kept.concern == wonder("Den ene.")


def test_saving_drops_the_draft(world):
    with world.unit() as unit:
        seen = drafting.keep_concern(unit, world.pedagogue, world.child, wonder(), 0)
    save(world, world.pedagogue, wonder(), seen=seen)
    with world.unit() as unit:
        assert drafting.kept_concern(unit, world.pedagogue, world.child) is None


def test_topics_follow_from_the_questions_answered(world):
    answers = {"q_why": WORDS, "q_body": "Falder tit."}
    save(world, world.pedagogue, Concern(answers=answers, topics=frozenset({"language"})))
    with world.unit() as unit:
        shown = read(unit, world.pedagogue, world.child).one()
    assert shown.categories == {"wellbeing", "health", "language"}
    assert shown.content.answers == {"body": "Falder tit."}


def test_what_is_said_of_one_parent_is_kept_from_the_other(world):
    field = f"q_parents_{world.parent_b.person_id.hex}"
    save(world, world.pedagogue, Concern(answers={"q_why": WORDS, field: "Bo er meget træt."}))
    world.log()
    world.database.clock.advance(days=2)
    assert "Bo er meget træt." in texts_for(world, world.parent_b)
    assert "Bo er meget træt." not in texts_for(world, world.parent_a)
    assert WORDS in texts_for(world, world.parent_a)


def test_in_an_open_log_a_concern_becomes_an_entry(world):
    log = world.log()
    told = Involvement("Talt med Anna", day_of(world.database.clock.now()))
    save(world, world.pedagogue, wonder(involvement=told))
    with world.unit() as unit:
        wanted = Wanted(kinds=frozenset({RecordKind.CONCERN}), log_id=log.id)
        assert read(unit, world.pedagogue, world.child, wanted).one().content.text == WORDS
        wanted = Wanted(kinds=frozenset({RecordKind.INVOLVEMENT}), log_id=log.id)
        shown = {
            one.content.text for one in read(unit, world.pedagogue, world.child, wanted).records
        }
    assert "Talt med Anna" in shown


def test_a_colleague_at_the_same_place_may_begin_and_a_stranger_may_not(world):
    assert save(world, world.leader, wonder()).child_id == world.child
    with pytest.raises(NotFound):
        save(world, world.stranger, wonder())
    with pytest.raises(NotFound), world.unit() as unit:
        queries.write_page(unit, world.parent_a, world.child)


def test_the_readers_are_told_by_name_and_role(world):
    with world.unit() as unit:
        usual = queries.write_page(unit, world.pedagogue, world.child).usual
    told = {(line.name, line.role) for line in usual.professionals}
    assert ("Pia Pedersen", "Pædagog, Solsikken") in told
    assert any(name == "Lone Lund" for name, _ in told)
    assert set(usual.guardians) == {"Anna Eksempel", "Bo Eksempel"}
    assert usual.guardians_from is None


def test_opening_twice_by_the_same_hand_opens_once(world):
    save(world, world.pedagogue, wonder())
    told = Involvement("Talt sammen", day_of(world.database.clock.now()))
    with world.unit() as unit:
        log = services.open_from_concern(unit, world.pedagogue, world.child, 1, told)
    with world.unit() as unit:
        again = services.open_from_concern(unit, world.pedagogue, world.child, 1, Involvement())
    assert again.id == log.id
    with pytest.raises(Conflict), world.unit() as unit:
        services.open_from_concern(unit, world.leader, world.child, 1, told)


def test_what_was_told_of_the_parents_waits_for_the_opening(world):
    told = Involvement("Talt sammen", day_of(world.database.clock.now()))
    save(world, world.pedagogue, wonder(involvement=told))
    with world.unit() as unit:
        assert drafting.kept_involvement(unit, world.pedagogue, world.child) == told
        services.open_from_concern(unit, world.pedagogue, world.child, 1, told)
    with world.unit() as unit:
        assert drafting.kept_involvement(unit, world.pedagogue, world.child) is None
