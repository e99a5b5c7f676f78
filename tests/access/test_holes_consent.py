"""Holes that were found once and stay closed: how a yes and a no are received, kept and shown."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from stafet.clock import FixedClock, day_of, start_of_day
from stafet.consent.models import Attempt, AttemptWay, Consent, SignedText
from stafet.consent.reading import read
from stafet.consent.receipts.loading import receipt_page
from stafet.consent.services import Choice, Signing, ask, give
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.services.receiving import Received, keep_scan, print_paper, receive
from stafet.errors import Invalid
from stafet.people.ages import Ages
from stafet.people.models import Person
from stafet.people.queries import custodies_of
from stafet.people.services import end_custody
from stafet.records.files import PDF, Accepted
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.world import ALL_TOPICS

SCAN = Accepted(PDF, b"%PDF-1.7 signed by hand %%EOF")
FIFTEEN = start_of_day(date(2035, 3, 1))


@pytest.fixture
def log(world, clock):
    """A log whose holder has asked about PPR the day before."""
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    clock.advance(days=1)
    return log


def yes(place):
    return Choice(place, yes=True, categories=ALL_TOPICS)


def typed(world, giver, *choices, paper=None, **more):
    """The office types an answer in, of today."""
    with world.unit() as unit:
        signing = Signing(uuid4(), choices, signed_on=day_of(unit.now))
        if paper is None:
            more = {"words": "Som det blev sagt.", "present": "Mor og jeg"} | more
        received = Received(giver.person_id, signing, paper, **more)
        return receive(unit, world.pedagogue, world.child, received)


def readable(world, viewer):
    with world.unit() as unit:
        return read(unit, viewer, world.child).total


def printed(world, clock):
    """Return a form that was printed and scanned."""
    paper = uuid4()
    with world.unit() as unit:
        print_paper(unit, world.pedagogue, world.child, "da", paper)
    clock.advance(minutes=1)
    with world.unit() as unit:
        keep_scan(unit, world.pedagogue, world.child, paper, uuid4(), SCAN)
    return paper


def test_L07_a_no_said_later_the_same_day_closes_what_was_opened(world, log, clock):
    typed(world, world.parent_a, yes(world.ppr))
    typed(world, world.parent_b, yes(world.ppr))
    clock.advance(hours=2)
    assert readable(world, world.psychologist) > 0
    typed(world, world.parent_a, Choice(world.ppr, yes=False))
    clock.advance(minutes=1)
    assert readable(world, world.psychologist) == 0


def test_L07_a_yes_of_a_day_with_a_no_waits_for_the_next(world, log, clock):
    typed(world, world.parent_a, Choice(world.ppr, yes=False))
    clock.advance(hours=2)
    with pytest.raises(Invalid):
        typed(world, world.parent_a, yes(world.ppr))


def test_L18_a_form_printed_before_custody_changed_confirms_nothing(world, log, clock):
    paper = printed(world, clock)
    clock.advance(hours=1)
    with world.unit() as unit:
        (held,) = custodies_of(unit, world.parent_b.person_id)
        end_custody(unit, held, by=None)
    clock.advance(hours=1)
    with pytest.raises(Invalid) as refused:
        typed(world, world.parent_a, yes(world.ppr), paper=paper)
    assert "signed_on" in refused.value.problems
    typed(world, world.parent_a, yes(world.ppr), paper=printed(world, clock))
    assert readable(world, world.psychologist) > 0


@pytest.mark.parametrize("field", ["words", "present"])
def test_what_was_said_names_no_protected_home(world, log, field):
    with pytest.raises(Invalid) as refused:
        typed(world, world.parent_a, yes(world.ppr), **{field: "Hjemme på Skjulestien 7."})
    assert field in refused.value.problems


def test_L13_a_text_changed_after_the_signing_is_not_shown_as_signed(web, log):
    world = web.world
    world.consents(world.ppr, by="parent_a")
    with world.unit() as unit:
        unit.session.execute(update(SignedText).values(body="Titel\n\nI må læse alt for evigt."))
        signed = unit.session.scalars(select(Consent.id)).one()
    for ending in ("", ".json", ".pdf"):
        answer = web.as_("parent_a").get(f"/log/{log.id}/samtykke/kvittering/{signed}{ending}")
        assert answer.status_code == 200, ending
        assert b"for evigt" not in answer.data
    with world.unit() as unit:
        assert receipt_page(unit, world.parent_a, log.id, signed).receipt.is_spoilt


def test_L09_a_try_of_a_day_no_page_can_show_is_refused(web, log):
    world = web.world
    with pytest.raises(Invalid), world.unit() as unit:
        tried = Tried(
            uuid4(), world.parent_b.person_id, AttemptWay.PHONE, interpreter=False, on_day=date.min
        )
        note_attempt(unit, world.pedagogue, world.child, tried)
    with world.unit() as unit:
        assert unit.session.scalars(select(Attempt)).all() == []
    assert web.as_("pedagogue").get(f"/log/{log.id}/samtykke/forloeb").status_code == 200


@pytest.fixture
def clock(request):
    """A clock of its own; of the young person's tests at its 15th birthday."""
    young = "young" in request.fixturenames
    return FixedClock(FIFTEEN if young else start_of_day(date(2027, 3, 1), 9))


@pytest.fixture
def young(world):
    world.people["young"] = Viewer(uuid4(), world.child, ViewerKind.YOUNG)
    return world.people["young"]


def says(world, who, *, said):
    with world.unit() as unit:
        choice = yes(world.ppr) if said else Choice(world.ppr, yes=False)
        give(unit, who, world.child, Signing(uuid4(), (choice,)))


def test_L11_an_identity_spoilt_from_outside_does_not_silence_the_young_persons_no(
    young, world, log
):
    world.consents(world.ppr)
    says(world, young, said=False)
    assert readable(world, world.psychologist) == 0
    with world.unit() as unit:
        unit.session.execute(
            update(Person).where(Person.id == world.child).values(sealed=b"spoilt")
        )
    world.database.provide(Ages())
    assert readable(world, world.psychologist) == 0
