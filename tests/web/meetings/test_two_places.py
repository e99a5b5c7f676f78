"""Somebody near the child from two places: the holder says which of them he comes from."""

import re

import pytest
from sqlalchemy import select

from stafet.meetings.models import Meeting, MeetingParty
from stafet.people.services import employ
from tests.web.meetings.test_meetings import call_data

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


@pytest.fixture
def chairs(world, log):
    """The psychologist is near the child from PPR and from the health visitors."""
    with world.unit() as unit:
        employ(unit, world.psychologist.person_id, world.health, "psykolog", by=None)
    world.task(world.psychologist, world.health)
    world.consents(world.health)
    return {place: f"{world.psychologist.person_id}|{place}" for place in (world.ppr, world.health)}


def ticked(page):
    return set(re.findall(r'name="people" value="([^"]+)" checked', page.text))


def test_neither_place_is_chosen_for_the_holder_and_the_page_says_so(holder, call_url, chairs):
    page = holder.get(call_url)
    assert set(chairs.values()) <= set(re.findall(r'value="([^"]+\|[^"]+)"', page.text))
    assert not ticked(page)
    assert "kan komme fra mere end ét sted. Vælg hvilket." in page.text


def test_both_places_are_refused_at_the_field_with_all_that_was_typed(
    world, holder, call_url, chairs
):
    page = holder.get(call_url)
    refused = holder.post(call_url, call_data(page, people=list(chairs.values())))
    assert refused.status_code == 422
    assert "Du har valgt den samme person fra to steder. Vælg ét af dem." in refused.text
    assert ticked(refused) == set(chairs.values())
    assert "Hvad hjælper Anton?" in refused.text
    with world.unit() as unit:
        assert not unit.session.scalars(select(Meeting)).all()


def test_who_is_chosen_from_one_place_sits_for_that_one(world, holder, call_url, chairs):
    page = holder.get(call_url)
    for place in sorted(chairs):
        sent = call_data(page, people=[chairs[place]])
        assert holder.post(call_url, sent, seen=call_url).status_code == 303
    with world.unit() as unit:
        who = MeetingParty.person_id == world.psychologist.person_id
        seats = unit.session.scalars(select(MeetingParty.institution_id).where(who)).all()
    assert set(seats) == set(chairs)
