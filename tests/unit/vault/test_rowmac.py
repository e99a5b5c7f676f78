from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from stafet.db.base import Base, Witnessed
from stafet.db.transaction import Database, make_engine
from stafet.db.types import ByValue
from stafet.ids import new_id
from stafet.vault import Vault, genuine, genuine_rows, sign_on_flush
from stafet.vault.rowmac import genuine_values, sign, sign_former


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


class Badge(Witnessed, Table):
    __tablename__ = "badge"
    mac_format = 2
    mac_fields = ("id", "colour", "ended")
    mac_fields_before = mac_fields[:-1]

    id: Mapped[UUID] = mapped_column(primary_key=True)
    colour: Mapped[Colour] = mapped_column(ByValue(Colour))
    ended: Mapped[bool]


class Note(Table):
    __tablename__ = "note"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    text: Mapped[str]


@pytest.fixture
def keystore_url(new_sqlite):
    return new_sqlite(tables=False)


@pytest.fixture
def told():
    """Return what is told of each row that is written: the row, its MAC before and after."""
    return []


@pytest.fixture
def database(engine_url, clock, vault, told):
    database = Database(make_engine(engine_url), clock)
    database.provide(vault)
    Table.metadata.create_all(database.engine)
    sign_on_flush(database, vault, lambda unit, *change: told.append((unit.id, *change)))
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


def test_a_mac_is_over_the_table_its_format_and_the_facts_in_their_order(database, vault):
    made = _make(database)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        at = datetime(2026, 3, 1, 8, tzinfo=UTC)
        facts = (made, UUID(int=3), "red", False, 1, row.scope, date(2026, 3, 1), at)
        assert row.mac == vault.mac("grant_", 1, facts)


def test_a_row_of_the_format_before_is_signed_anew_and_no_other(vault):
    row = Badge(id=UUID(int=1), colour=Colour.RED, ended=True)
    row.mac = vault.mac("badge", 1, (row.id, Colour.RED))
    assert not genuine(vault, row)
    assert sign_former(vault, row)
    assert row.mac == vault.mac("badge", 2, (row.id, Colour.RED, True))
    others = [(2, (row.id, Colour.RED)), (1, (row.id,)), (1, (row.id, Colour.RED, True))]
    for mac in (b"", bytes(32), *(vault.mac("badge", *told) for told in others)):
        row.mac = mac
        assert not sign_former(vault, row)
        assert row.mac == mac


def test_what_never_had_a_format_before_is_not_signed(vault):
    row = _grant(given_at=None)
    row.mac = vault.mac("grant_", 0, ())
    assert not sign_former(vault, row)


def test_what_held_once_is_looked_up_and_not_proved_anew(vault):
    facts = (UUID(int=1), UUID(int=3), Colour.RED, False, 1, frozenset(), date(2026, 3, 1), None)
    mac, another = vault.mac("grant_", 1, facts), bytes(32)
    assert genuine_values(vault, Grant, facts, mac)
    assert vault.proved.knows(mac, (Grant, *facts))
    assert not genuine_values(vault, Grant, facts, another)
    assert not vault.proved.knows(another, (Grant, *facts))
    vault.proved.keep(another, (Grant, *facts))
    assert genuine_values(vault, Grant, facts, another)


def test_of_each_row_is_told_what_its_mac_was_and_is(database, told):
    with database.unit() as unit:
        unit.session.add(row := _grant())
        unit.session.flush()
        first = row.mac
        row.times = 2
        unit.session.flush()
        second = row.mac
        unit.session.delete(row)
        unit.session.flush()
        assert told == [
            (unit.id, row, b"", first),
            (unit.id, row, first, second),
            (unit.id, row, second, b""),
        ]
    assert first != second


def test_a_row_from_before_its_table_had_macs_is_signed_as_it_stands(database, vault):
    made = _make(database)
    _by_hand(database, made, mac=b"", times=7)
    with database.unit() as unit:
        row = unit.session.get_one(Grant, made)
        sign(vault, row)
        assert genuine(vault, row)
    assert _genuine(database, made)


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
