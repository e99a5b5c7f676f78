from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import MetaData, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from stafet.db.base import Base, Witnessed
from stafet.db.transaction import Database
from stafet.db.types import ByValue
from stafet.ids import new_id
from stafet.vault import Vault, genuine, genuine_rows, sign_on_flush
from stafet.vault.canonical import canonical


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Table(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map = Base.type_annotation_map


class Grant(Witnessed, Table):
    __tablename__ = "grant_"
    mac_fields = ("id", "giver", "colour", "open", "times", "scope", "starts_on", "given_at")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    giver: Mapped[UUID]
    colour: Mapped[Colour] = mapped_column(ByValue(Colour), default=Colour.RED)
    open: Mapped[bool] = mapped_column(default=False)
    times: Mapped[int]
    scope: Mapped[frozenset[str]]
    starts_on: Mapped[date]
    given_at: Mapped[datetime | None]
    note: Mapped[str | None]


class Note(Table):
    __tablename__ = "note"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    text: Mapped[str]


@pytest.fixture
def keystore_url(new_sqlite):
    return new_sqlite(tables=False)


@pytest.fixture
def database(engine_url, clock, vault):
    database = Database(engine_url, clock)
    database.provide(vault)
    Table.metadata.create_all(database.engine)
    sign_on_flush(database, vault)
    yield database
    database.engine.dispose()


def test_a_row_written_here_is_genuine_when_read_again(database):
    made = _make(database)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        assert genuine_rows(unit, [row]) == ([row], [])


def test_a_row_changed_here_stays_genuine(database, vault):
    made = _make(database)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        row.scope, row.given_at = frozenset({"language"}), None
    assert _genuine(database, made)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        row.note = "ikke bevidnet"
        unit.session.flush()
        assert genuine(vault, row)


def test_a_row_changed_within_the_unit_that_made_it_stays_genuine(database):
    with database.unit() as unit:
        row = _grant(given_at=None)
        unit.session.add(row)
        unit.session.flush()
        row.given_at = unit.now
    assert _genuine(database, row.id)


def test_a_value_overwritten_unseen_is_still_checked(database):
    made = _make(database)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        unit.session.expire(row, ["times"])
        row.times = 9
    assert _genuine(database, made)
    _by_hand(database, made, times=10)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        unit.session.expire(row, ["times"])
        row.times = 9
    assert _genuine(database, made), "the very value that was signed"


@pytest.mark.parametrize(
    "change",
    [
        {"giver": UUID(int=7)},
        {"colour": Colour.BLUE},
        {"open": True},
        {"times": 2},
        {"scope": frozenset({"health"})},
        {"starts_on": date(2026, 3, 2)},
        {"given_at": None},
        {"mac": b""},
        {"mac": bytes(32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_changed_by_hand_is_found(database, change):
    made = _make(database)
    _by_hand(database, made, **change)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        assert genuine_rows(unit, [row]) == ([], [row])


def test_a_fact_outside_the_list_may_change_without_the_vault(database):
    made = _make(database)
    _by_hand(database, made, note="trukket tilbage")
    assert _genuine(database, made)


def test_an_honest_change_does_not_launder_a_forged_row(database):
    made = _make(database)
    _by_hand(database, made, scope=frozenset({"everything"}))
    with database.unit() as unit:
        unit.session.get_one(Grant, made).times = 5
    assert not _genuine(database, made)


def test_a_row_copied_under_another_id_is_found(database):
    made = _make(database)
    _by_hand(database, made, id=uuid4())
    with database.unit() as unit:
        [row] = unit.session.query(Grant).all()
        assert not genuine(unit.use(Vault), row)


def test_rows_without_witness_are_left_alone(database):
    with database.unit() as unit:
        note = Note(text="a")
        unit.session.add(note)
        unit.session.flush()
        note.text = "b"


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.uuids(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.binary(),
    st.frozensets(st.text("ab,", max_size=3)),
)


@given(one=st.lists(values), other=st.lists(values))
def test_two_rows_never_spell_alike(one, other):
    same = list(map(_typed, one)) == list(map(_typed, other))
    assert (canonical(one) == canonical(other)) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        ([True], [1]),
        ([1], ["1"]),
        ([None], [""]),
        ([None], []),
        (["a"], [b"a"]),
        ([frozenset({"a", "b"})], ["a", "b"]),
        ([frozenset({"ab"})], [frozenset({"a", "b"})]),
        ([date(2026, 1, 1)], ["2026-01-01"]),
        ([date(2026, 1, 1)], [datetime(2026, 1, 1, tzinfo=UTC)]),
        ([UUID(int=0)], [bytes(16)]),
    ],
)
def test_values_of_different_kinds_are_spelt_apart(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (None, b"n\0\0\0\0"),
        (True, b"b\0\0\0\x011"),
        (False, b"b\0\0\0\x010"),
        (-12, b"i\0\0\0\x03-12"),
        ("æ", b"s\0\0\0\x02\xc3\xa6"),
        (Colour.RED, b"s\0\0\0\x03red"),
        (UUID(int=5), b"u\0\0\0\x10" + bytes(15) + b"\5"),
        (date(2026, 3, 1), b"d\0\0\0\x0a2026-03-01"),
        (
            datetime(2026, 3, 1, 8, 30, tzinfo=ZoneInfo("Europe/Copenhagen")),
            b"t\0\0\0\x202026-03-01T07:30:00.000000+00:00",
        ),
        (b"\0\xff", b"y\0\0\0\x02\0\xff"),
        (frozenset(), b"f\0\0\0\0"),
        (frozenset({"b", "a"}), b"f\0\0\0\x0cs\0\0\0\x01as\0\0\0\x01b"),
    ],
    ids=lambda told: type(told).__name__,
)
def test_every_kind_of_value_is_spelt_as_the_page_says(value, spelling):
    assert canonical([value]) == spelling
    assert canonical([value, None]) == spelling + canonical([None])


def test_a_value_is_spelt_the_same_from_code_and_from_the_database():
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert canonical([Colour.RED]) == canonical(["red"])
    assert canonical([at]) == canonical([at.astimezone(ZoneInfo("Europe/Copenhagen"))])
    assert canonical([at]) != canonical([at + timedelta(microseconds=1)])


@pytest.mark.parametrize("value", [1.5, ["a"], {"a"}, datetime(2026, 1, 1)])  # noqa: DTZ001
def test_a_value_without_one_spelling_is_refused(value):
    with pytest.raises(TypeError, match="row MAC"):
        canonical([value])


def _typed(value):
    return type(value), value


def _grant(**facts):
    return Grant(
        giver=UUID(int=3),
        times=1,
        scope=frozenset({"wellbeing", "language"}),
        starts_on=date(2026, 3, 1),
        **{"given_at": datetime(2026, 3, 1, 8, tzinfo=UTC), **facts},
    )


def _make(database):
    with database.unit() as unit:
        row = _grant()
        unit.session.add(row)
    return row.id


def _genuine(database, made):
    with database.unit() as unit:
        return genuine(unit.use(Vault), unit.session.get_one(Grant, made))


def _by_hand(database, made, **change):
    """Write past the product, as somebody with the database's password does."""
    table = Grant.__table__
    with database.engine.begin() as connection:
        connection.execute(update(table).where(table.c.id == made).values(**change))
