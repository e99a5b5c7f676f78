"""Rows written by hand gain nothing."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from stafet import audit
from stafet.clock import start_of_day
from stafet.consent.models import Answer, Consent, Party
from stafet.consent.services import Choice
from stafet.errors import NotFound
from stafet.people.models import Custody, Task
from tests.factories.consent import events, seen, sign, yes
from tests.factories.world import ALL_TOPICS


def late_topics(world):
    return update(Party).values(categories=ALL_TOPICS)


def later_end(world):
    return update(Party).values(until_at=start_of_day(date(2030, 1, 1)))


def others_signature(world):
    return update(Consent).values(giver_id=world.parent_b.person_id)


def nobody_else_to_ask(world):
    former = start_of_day(date(2027, 2, 1))
    other = Custody.guardian_id == world.parent_b.person_id
    return update(Custody).where(other).values(to_at=former)


@pytest.mark.parametrize(
    "forgery",
    [
        (late_topics, "consent_party"),
        (later_end, "consent_party"),
        (others_signature, "consent_consent"),
        (nobody_else_to_ask, "people_custody"),
    ],
    ids=lambda forgery: forgery[0].__name__,
)
def test_a_forged_row_gains_nothing_and_raises_an_alarm(world, log, ppr, forgery):
    statement, table = forgery
    sign(world, world.parent_a, yes(world.ppr))
    if table != "people_custody":
        sign(world, world.parent_b, yes(world.ppr, {"health"}))
    with world.unit() as unit:
        unit.session.execute(statement(world))
    assert seen(world, ppr) == set()
    assert events(world, audit.KOMMUNE, "alarm:forged")[-1]["about"] == {"table": table}


def test_a_no_made_a_yes_by_hand_gains_nothing(world, log, ppr):
    sign(world, world.parent_a, yes(world.ppr))
    sign(world, world.parent_b, Choice(world.ppr, yes=False))
    with world.unit() as unit:
        told = {"categories": ALL_TOPICS, "subjects": frozenset({"child"}), "answer": Answer.YES}
        unit.session.execute(update(Party).where(Party.answer == Answer.NO).values(**told))
    assert seen(world, ppr) == set()
    assert events(world, audit.KOMMUNE, "alarm:forged")


def test_an_inserted_consent_gains_nothing(world, log, ppr):
    consent = sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        row = unit.session.get_one(Consent, consent)
        party = unit.session.get_one(Party, (consent, world.ppr))
        told = {c.name: getattr(row, c.name) for c in Consent.__table__.columns}
        mine = {c.name: getattr(party, c.name) for c in Party.__table__.columns}
        planted = {"id": uuid4(), "giver_id": world.parent_b.person_id}
        unit.session.execute(insert(Consent).values({**told, **planted}))
        unit.session.execute(insert(Party).values({**mine, "consent_id": planted["id"]}))
    assert seen(world, ppr) == set()
    assert events(world, audit.KOMMUNE, "alarm:forged")


def test_a_planted_task_gains_nothing_and_raises_an_alarm(world, log):
    world.consents(world.school)
    with world.unit() as unit:
        told = {"child_id": world.child, "institution_id": world.school, "why": "invited"}
        who = {"person_id": world.stranger.person_id, "id": uuid4(), "from_at": unit.now}
        unit.session.execute(insert(Task).values(**told, **who, mac=bytes(32)))
    with pytest.raises(NotFound):
        seen(world, world.stranger)
    assert events(world, audit.KOMMUNE, "alarm:forged")[-1]["about"] == {"table": "people_task"}
