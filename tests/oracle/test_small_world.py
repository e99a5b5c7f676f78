"""A small world looked at whole: every scope two givers can sign, against the law word for word.

Two givers, two institutions, two categories, two subjects, four times, two readers.
"""

from datetime import date, datetime, timedelta
from itertools import chain, combinations, product

import pytest

from stafet.consent.decision import Allow, Reader, decide
from tests.oracle.events import CHILD, Custody, Give, Take, Task, World, Written
from tests.oracle.facts import facts_at, name, records_at, until
from tests.oracle.oracle import may_read
from tests.oracle.playing import MOMENT, MORNING, PLACES, TOPICS

GIVERS = ("anna", "bo")
READERS = {"pia": "daycare", "troels": "school"}
STARTS = MORNING + timedelta(days=10)
TAKEN = MORNING + timedelta(days=40)
LAPSES = until(MORNING)
TIMES = (STARTS - MOMENT, TAKEN - MOMENT, TAKEN, LAPSES)
"""Before it begins, while all of it counts, after a giver took a part back, and at its lapse."""


def parts(things: tuple[str, ...]) -> list[frozenset[str]]:
    some = chain.from_iterable(combinations(things, n) for n in range(1, len(things) + 1))
    return [frozenset(part) for part in some]


SCOPES = [None, *product(parts(PLACES), parts(TOPICS), parts((CHILD, "anna")))]
RECORDS = [
    Written(
        at=MORNING,
        record=f"{sorted(topics)} {sorted(whom)}",
        version=1,
        place="ppr",
        event_on=date(2027, 3, 1),
        first_written_on=date(2027, 3, 1),
        categories=topics,
        subjects=whom,
        author="signe",
    )
    for topics, whom in product(parts(TOPICS), parts((CHILD, "anna")))
]
BEFORE = (
    *RECORDS,
    *(Custody(at=MORNING, person=giver, state="known") for giver in GIVERS),
    *(Task(at=MORNING, person=reader, place=place) for reader, place in READERS.items()),
)
BACK = Take(at=TAKEN, giver="bo", reaches=TAKEN, starts=TAKEN, place=PLACES[0], category=TOPICS[0])


def signed(giver: str, scope: tuple | None) -> list[Give]:
    if scope is None:
        return []
    places, topics, whom = scope
    return [
        Give(
            at=MORNING,
            giver=giver,
            places=places,
            categories=topics,
            subjects=whom,
            signed=MORNING,
            starts=STARTS,
        )
    ]


@pytest.mark.parametrize("at", TIMES, ids=["before", "while", "after", "lapsed"])
def test_every_combination_of_a_small_world(at: datetime):
    for one, other in product(SCOPES, repeat=2):
        events = [*BEFORE, *signed("anna", one), *signed("bo", other), BACK]
        world = World(date(2020, 3, 6), events=events)
        facts, rows = facts_at(world, at), records_at(world, at)
        for reader in READERS:
            verdicts = decide(Reader(name(reader)), facts, [fact for _, fact in rows], at)
            for written, fact in rows:
                got = verdicts[fact.key]
                told = got.basis.value if isinstance(got, Allow) else ""
                assert told == may_read(world, reader, written, at), (one, other, reader, written)
