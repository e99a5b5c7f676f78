"""L57: no count between 1 and the threshold is shown, nor can it be computed."""

import itertools
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafet.errors import NotFound
from stafet.insight.rules import counted_at, published
from stafet.insight.statistics import statistics_page
from stafet.logs.rules import Involvement
from stafet.logs.services import open_log, set_level
from stafet.people.rules import Identity, TaskWhy
from stafet.people.services import give_task, register_child
from tests.factories.oversight import account, officer_of

THRESHOLD = 5
SERIAL = itertools.count(4000)
COUNTS = st.dictionaries(st.integers(0, 30), st.integers(0, 12))


@given(COUNTS)
def test_L57_no_count_from_one_to_the_threshold_is_published(counts):
    shown = published(counts, THRESHOLD)
    assert shown.keys() == counts.keys()
    assert not any(count in range(1, THRESHOLD) for count in shown.values())
    assert all(shown[cell] == count for cell, count in counts.items() if count >= THRESHOLD)


@given(COUNTS, st.data())
def test_L57_whatever_a_hidden_count_was_the_same_is_published(counts, data):
    """What is published is the same for every value a hidden cell could have: so none follows."""
    shown = published(counts, THRESHOLD)
    other = {
        cell: data.draw(st.integers(1, THRESHOLD - 1)) if shown[cell] is None else count
        for cell, count in counts.items()
    }
    assert published(other, THRESHOLD) == shown


@pytest.mark.parametrize("day", [1, 15, 31])
def test_L57_the_numbers_are_of_the_first_of_the_month_whenever_one_looks(day):
    on, at = counted_at(datetime(2027, 3, day, 12, tzinfo=UTC))
    assert (on.day, on.month) == (1, 3)
    assert at == datetime(2027, 2, 28, 23, tzinfo=UTC)


def logs(world, count, level=1):
    """Open so many logs at the daycare, about as many children."""
    opened = []
    for _ in range(count):
        with world.unit() as unit:
            child = register_child(unit, Identity("Et barn", f"610320-{next(SERIAL)}"), by=None)
            person = world.pedagogue.person_id
            give_task(unit, child, person, world.daycare, TaskWhy.AUTHOR, by=None)
            told = Involvement(reason="Ingen er nået endnu.")
            opened.append(open_log(unit, world.pedagogue, child, level, told))
    return opened


def shown(world, viewer):
    with world.unit() as unit:
        page = statistics_page(unit, viewer)
    return dict(page.rows)


def test_L57_the_page_shows_large_counts_and_hides_small_ones(world, clock, web):
    officer = officer_of(world)
    clock.advance(days=1)
    logs(world, 6, level=1)
    logs(world, 4, level=2)
    (moved, *_) = logs(world, 1, level=0)
    with web.app.test_request_context():
        assert set(shown(world, officer)["Dagtilbud"]) == {0}  # the month's first had none
        clock.advance(days=31)
        assert shown(world, officer)["Dagtilbud"] == (None, 6, None, 0)
        with world.unit() as unit:
            set_level(unit, world.pedagogue, moved.id, 3, moved.row_version)
        assert shown(world, officer)["Dagtilbud"] == (None, 6, None, 0)
        clock.advance(days=31)
        assert shown(world, officer)["Dagtilbud"] == (0, 6, None, None)


def test_L57_the_page_has_no_sum_and_is_the_officers_alone(world, clock, web):
    officer_of(world)
    account(world, "officer")
    logs(world, 6, level=1)
    logs(world, 7, level=2)
    logs(world, 2, level=3)
    clock.advance(days=31)
    page = web.as_("officer").get("/rapport/tal").get_data(as_text=True)
    cells = re.findall(r'<td data-title="\d: [^"]*">([^<]+)</td>', page)
    assert set(cells) == {"0", "6", "7", "under 5"}
    assert "/rapport/tal" in web.as_("officer").get("/").get_data(as_text=True)
    assert web.as_("leader").get("/rapport/tal").status_code == 404
    with pytest.raises(NotFound):
        shown(world, world.leader)
