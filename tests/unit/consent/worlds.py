"""Small worlds for hypothesis: few people, few topics, instants that lie close together."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from stafet.clock import start_of_day
from stafet.consent.decision import Facts, RecordFact, SeatFact, Standing
from stafet.consent.scope import Grant, Taken


def name(number: int) -> UUID:
    return UUID(int=number)


PARENTS = [name(1), name(2), name(3)]
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


def _grant(draw_from: tuple) -> Grant:
    number, giver, place, signed, confirmed, period, purpose, topics, subjects, since = draw_from
    return Grant(
        name(100 + number), giver, place, signed, confirmed, *sorted(period), purpose,
        topics, subjects, since,
    )  # fmt: skip


grants = st.tuples(
    st.integers(0, 5),
    st.sampled_from(PARENTS),
    st.sampled_from(PLACES),
    instants,
    instants,
    st.lists(instants, min_size=2, max_size=2, unique=True),
    st.sampled_from([PURPOSE, PURPOSE, PURPOSE, "research"]),
    some(TOPICS, least=1),
    some(SUBJECTS, least=1),
    st.none() | days,
).map(_grant)

taken = st.builds(
    Taken,
    st.sampled_from(PARENTS),
    instants,
    st.none() | st.sampled_from(PLACES),
    st.none() | st.sampled_from(TOPICS),
    st.none() | instants,
)

records = st.builds(
    RecordFact,
    record_id=st.sampled_from(RECORDS),
    version=st.integers(1, 2),
    institution_id=st.none() | st.sampled_from([*PLACES, name(13)]),
    event_on=days,
    written_on=days,
    categories=some(TOPICS, least=1),
    subjects=some(SUBJECTS, least=1),
    released_at=st.none() | instants,
    author_id=st.sampled_from([*PARENTS, *READERS, name(23)]),
)

limits = st.dictionaries(
    st.sampled_from(RECORDS), st.frozensets(st.none() | st.sampled_from(PARENTS))
)

seats = st.builds(
    SeatFact,
    st.sampled_from(READERS),
    st.sampled_from(PLACES),
    st.sampled_from(RECORDS),
    st.none() | instants,
)

facts = st.builds(
    Facts,
    tasks=st.lists(
        st.builds(Standing, st.sampled_from(READERS), st.sampled_from(PLACES)), max_size=3
    ).map(tuple),
    custodians=st.lists(st.sampled_from(PARENTS), max_size=2, unique=True).map(tuple),
    custody_known=st.sampled_from([True, True, True, False]),
    custody_changed_at=st.none() | st.just(INSTANTS[0]) | instants,
    grants=st.lists(grants, max_size=6).map(tuple),
    taken=st.lists(taken, max_size=3).map(tuple),
    seats=st.lists(seats, max_size=2).map(tuple),
    held=st.sampled_from([False, False, False, True]),
    hidden=limits,
    redacted=limits,
)


def yes(giver: UUID, **parts) -> Grant:
    """Return a year's consent to the first place, for everything about the child."""
    told = {
        "consent_id": name(200 + PARENTS.index(giver)),
        "giver_id": giver,
        "institution_id": PLACES[0],
        "signed_at": datetime(2027, 3, 10, 9, tzinfo=UTC),
        "confirmed_at": datetime(2027, 3, 10, 9, tzinfo=UTC),
        "from_at": datetime(2027, 3, 10, 9, tzinfo=UTC),
        "until_at": start_of_day(date(2028, 3, 10)),
        "purpose": PURPOSE,
        "categories": frozenset(TOPICS),
        "subjects": frozenset({"child"}),
    }
    return Grant(**{**told, **parts})
