"""L48: what is unusual among the readings is listed, and looking at the list is told."""

import pytest

from stafet import audit
from stafet.errors import NotFound
from stafet.oversight.pages.oddities import behind_page
from stafet.oversight.rules import OddKind
from tests.factories.copies import read_by
from tests.factories.oversight import odd
from tests.factories.special import chain, given


def test_L48_the_list_of_oddities_shows_who_reads_much_alone_at_night_or_by_statute(
    world, log, officer, clock
):
    assert odd(world, officer) == []
    written = world.concern("Mere.")
    for _ in range(3):
        given(world, written, receiver="nurse", institution=world.health)
    clock.advance(hours=15)
    for _ in range(5):
        clock.advance(minutes=1)
        read_by(world, world.psychologist)
    clock.advance(minutes=1)
    assert odd(world, officer) == [
        (OddKind.NIGHT, "Per Psykolog", 5),
        (OddKind.ALONE, "Per Psykolog", 6),
        (OddKind.ACCESSES, "Signe Sund", 3),
    ]
    with world.unit() as unit:
        page = behind_page(unit, officer, OddKind.NIGHT, world.psychologist.person_id)
    assert [line.night for line in page.lines] == [True] * 5
    assert page.lines[0].child == "Anton Eksempel"
    with world.unit() as unit:
        empty = behind_page(unit, officer, OddKind.ACCESSES, world.nurse.person_id)
    assert empty.lines == ()


def test_L48_looking_at_the_oddities_is_itself_told(world, log, officer):
    odd(world, officer)
    for kind, person in (
        (OddKind.NIGHT, world.psychologist.person_id),
        (OddKind.ALONE, officer.person_id),
    ):
        with pytest.raises(NotFound), world.unit() as unit:
            behind_page(unit, officer, kind, person)
    with world.unit() as unit:
        behind_page(unit, officer, OddKind.ALONE, world.psychologist.person_id)
    told = "\n".join(chain(world, audit.APART))
    assert '"action":"oversight:oddities"' in told
    assert f'"reader":"{world.psychologist.person_id}"' in told
    with pytest.raises(NotFound):
        odd(world, world.leader)
