"""L46: a guardian sees who has read."""

from stafet.clock import day_of
from stafet.consent.models import LimitKind
from stafet.oversight.pages.readings import readings_page
from tests.factories.copies import read_by
from tests.factories.limits import limit


def readings(world, viewer, log, clock):
    clock.advance(minutes=1)
    with world.unit() as unit:
        return readings_page(unit, viewer, log.id, None, with_names=False)


def test_L46_a_guardian_sees_when_why_and_which_kind_of_reader_but_no_name(world, log, clock, web):
    world.entry(log, world.pedagogue, "En tekst.")
    clock.advance(minutes=1)
    with web.app.test_request_context():
        read_by(world, world.pedagogue)
        (line,) = readings(world, world.parent_a, log, clock).lines
    assert line.who == "Pædagog, Dagtilbud"
    assert line.on == day_of(clock.now())
    assert line.why == ("Det er skrevet der, hvor læseren arbejder.",)


def test_L46_a_read_of_what_is_hidden_or_not_released_leaves_no_line(world, log, clock, web):
    written = world.entry(log, world.pedagogue, "Skjult.")
    limit(world, written.record_id, LimitKind.HIDDEN, world.parent_a)
    later = world.entry(log, world.pedagogue, "Ikke frigivet.", at_once=False)
    clock.advance(minutes=1)
    with web.app.test_request_context():
        read_by(world, world.pedagogue)
        mine = readings(world, world.parent_a, log, clock).lines
        others = readings(world, world.parent_b, log, clock).lines
    seen = {text.record_id for line in mine for text in line.texts}
    assert not seen & {written.record_id, later.record_id}
    assert written.record_id in {text.record_id for line in others for text in line.texts}


def test_L46_a_withheld_text_that_was_read_is_told_without_naming_it(world, log, clock, web):
    written = world.entry(log, world.pedagogue, "Holdt tilbage.")
    limit(world, written.record_id, LimitKind.REDACTED, world.parent_a)
    clock.advance(minutes=1)
    with web.app.test_request_context():
        read_by(world, world.pedagogue)
        lines = readings(world, world.parent_a, log, clock).lines
    labels = [text.label for line in lines for text in line.texts if text.record_id is None]
    assert labels == ["Noget, der er holdt tilbage for dig"]
