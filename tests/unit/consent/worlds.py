"""Small worlds for hypothesis: few people, few topics, instants that lie close together."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from stafet.clock import start_of_day
from stafet.consent.decision import (
    AccessFact,
    Facts,
    Reader,
    RecordFact,
    SeatFact,
    Standing,
    Youth,
    decide,
)
from stafet.consent.scope import Grant, Taken


def name(number: int) -> UUID:
    return UUID(int=number)


PARENTS = [name(1), name(2), name(3)]
YOUNG = name(4)
GIVERS = [*PARENTS, YOUNG]
PLACES = [name(11), name(12)]
READERS = [name(21), name(22)]
RECORDS = [name(31), name(32)]
TOPICS = ["wellbeing", "health"]
SUBJECTS = ["child", str(PARENTS[0]), str(PARENTS[1])]
PURPOSE = "early_support"
DAYS = [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)]
"""Both changes of the clock, and a leap day."""
MOMENT = timedelta(microseconds=1)
INSTANTS = [start_of_day(day) + k * MOMENT for day in DAYS for k in (-1, 0, 1)]

instants = st.sampled_from(INSTANTS)
days = st.sampled_from(DAYS)


def some(things: list, *, least: int = 0) -> st.SearchStrategy[frozenset]:
    return st.frozensets(st.sampled_from(things), min_size=least)


def mostly(usual, *rare: st.SearchStrategy) -> st.SearchStrategy:
    """Return the usual value three times out of four: worlds in which most things are right."""
    return st.integers(0, 3).flatmap(lambda n: st.one_of(*rare) if n == 0 else st.just(usual))


SIGNED = INSTANTS[4]
close = st.sampled_from(INSTANTS[3:6])
"""The instant of signing, just before and just after."""

grants = st.builds(
    Grant,
    consent_id=st.integers(101, 106).map(name),
    giver_id=mostly(PARENTS[0], st.sampled_from(GIVERS)),
    institution_id=mostly(PLACES[0], st.just(PLACES[1])),
    signed_at=mostly(SIGNED, instants),
    from_at=mostly(INSTANTS[0], instants),
    until_at=mostly(INSTANTS[-1], instants),
    purpose=mostly(PURPOSE, st.just("research")),
    categories=mostly(frozenset(TOPICS), some(TOPICS, least=1)),
    subjects=mostly(frozenset(SUBJECTS), some(SUBJECTS, least=1)),
    since_on=mostly(None, days),
)

taken = st.builds(
    Taken,
    mostly(PARENTS[0], st.sampled_from(GIVERS)),
    close,
    st.none() | st.sampled_from(PLACES),
    st.none() | st.sampled_from(TOPICS),
    st.none() | instants,
)

records = st.builds(
    RecordFact,
    record_id=st.sampled_from(RECORDS),
    version=st.integers(1, 2),
    institution_id=mostly(name(13), st.none() | st.sampled_from(PLACES)),
    event_on=days,
    written_on=days,
    categories=some(TOPICS, least=1),
    subjects=mostly(frozenset({"child"}), some(SUBJECTS, least=1)),
    released_at=mostly(INSTANTS[0], st.none() | instants),
    author_id=mostly(name(23), st.sampled_from([*PARENTS, *READERS])),
    internal=mostly(False, st.just(True)),  # noqa: FBT003
)

limits = mostly(
    {},
    st.dictionaries(st.sampled_from(RECORDS), st.frozensets(st.none() | st.sampled_from(PARENTS))),
)

seats = st.builds(
    SeatFact,
    st.sampled_from(READERS),
    st.sampled_from(PLACES),
    st.sampled_from(RECORDS),
    st.none() | instants,
)

accesses = st.builds(
    AccessFact,
    st.just(name(51)),
    st.sampled_from(READERS),
    some(RECORDS, least=1),
    instants,
    instants,
)

youths = st.lists(instants, min_size=4, max_size=4).map(lambda at: Youth(YOUNG, *sorted(at)))

facts = st.builds(
    Facts,
    tasks=mostly(
        (Standing(READERS[0], PLACES[0]),),
        st.lists(
            st.builds(Standing, st.sampled_from(READERS), st.sampled_from(PLACES)), max_size=3
        ).map(tuple),
    ),
    custodians=mostly(
        (PARENTS[0],), st.lists(st.sampled_from(PARENTS), max_size=2, unique=True).map(tuple)
    ),
    youth=st.none() | youths,
    custody_known=mostly(True, st.just(False)),  # noqa: FBT003
    custody_changed_at=mostly(None, close),
    grants=st.lists(grants, min_size=1, max_size=6).map(tuple),
    taken=st.lists(taken, max_size=2).map(tuple),
    seats=mostly((), st.lists(seats, max_size=2).map(tuple)),
    accesses=mostly((), st.lists(accesses, max_size=2).map(tuple)),
    held=mostly(False, st.just(True)),  # noqa: FBT003
    hidden=limits,
    redacted=limits,
    asked_back=limits,
)


def yes(giver: UUID, **parts) -> Grant:
    """Return a year's consent to the first place, for everything about the child."""
    told = {
        "consent_id": name(200 + PARENTS.index(giver)),
        "giver_id": giver,
        "institution_id": PLACES[0],
        "signed_at": datetime(2027, 3, 10, 9, tzinfo=UTC),
        "from_at": datetime(2027, 3, 10, 9, tzinfo=UTC),
        "until_at": start_of_day(date(2028, 3, 10)),
        "purpose": PURPOSE,
        "categories": frozenset(TOPICS),
        "subjects": frozenset({"child"}),
    }
    return Grant(**{**told, **parts})


SPRING = start_of_day(date(2027, 6, 1))
RECORD = RecordFact(
    record_id=name(31),
    version=1,
    institution_id=name(13),
    event_on=date(2027, 3, 1),
    written_on=date(2027, 3, 1),
    categories=frozenset({"wellbeing"}),
    subjects=frozenset({"child"}),
    released_at=None,
    author_id=name(23),
)
BOTH = Facts(
    tasks=(Standing(READERS[0], PLACES[0]),),
    custodians=(PARENTS[0], PARENTS[1]),
    grants=(yes(PARENTS[0]), yes(PARENTS[1])),
)


def verdict(facts, record=RECORD, now=SPRING, person=READERS[0]):
    return decide(Reader(person), facts, [record], now)[record.key]
