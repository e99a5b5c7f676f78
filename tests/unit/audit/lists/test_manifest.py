"""What a child's list says of the rows that decide about it, byte by byte as its page tells."""

from uuid import uuid4

import pytest

from stafet import audit
from stafet.audit import manifest
from stafet.audit.chain import NO_MANIFEST, Manifest, manifests
from stafet.audit.manifest import LEAP, Checked, Seen
from stafet.audit.models import Head, LeafRow
from tests.unit.audit.lists.listed import (
    CHILD,
    RECORD,
    SIBLING,
    Limit,
    Release,
    Role,
    Task,
    born,
    checked,
    entries,
    leaf,
    listed,
    listed_in,
    rows_of,
    said,
)


def test_a_childs_first_list_is_as_its_page_says(database, vault, child):
    with database.unit() as unit:
        told = entries(rows_of(unit, tables=(Task, Limit, Release)))
    digest = vault.mac("audit_head", 1, (CHILD, 1, told))
    assert listed(database) == Manifest(1, digest, told)


def test_each_unit_that_changes_a_listed_row_lists_anew(database, vault, child):
    with database.unit() as unit:
        unit.session.add(Task(child_id=CHILD, why=2))
        unit.session.add(Task(child_id=CHILD, why=3))
        unit.session.flush()
        unit.session.delete(unit.session.query(Release).first())
    with database.unit() as unit:
        unit.session.query(Task).filter_by(why=2).one().why = 4
        unit.session.delete(unit.session.query(Task).filter_by(why=3).one())
    with database.unit() as unit:
        told = entries(rows_of(unit, tables=(Task, Limit, Release)))
        unit.session.add(Role())
        unit.session.flush()
        unit.session.query(Role).one().why = 2
        unit.session.query(Task).first().why += 0
    assert listed(database) == Manifest(3, vault.mac("audit_head", 1, (CHILD, 3, told)), told)
    assert told[:4] == b"\0\0\0\1"


def test_a_change_lists_no_row_that_was_not_listed(database, tamperer, vault, child):
    row = {"id": uuid4(), "child_id": CHILD, "why": 7}
    tamperer.insert(Task, {**row, "mac": vault.mac("task", 1, tuple(row.values()))})
    before = listed(database).rows
    with database.unit() as unit:
        unit.session.query(Task).filter_by(why=7).one().why = 8
        unit.session.flush()
        unit.session.add(new := Limit(child_id=CHILD))
    added = b"L" + new.mac[:15] + RECORD.bytes
    assert len(listed(database).rows) == len(before) + len(added)
    assert added in listed(database).rows


def test_the_lists_of_two_children_stand_apart(database, child):
    born(database, SIBLING, Task())
    before = listed(database)
    for _ in "ab":
        with database.unit() as unit:
            unit.session.add(Task(child_id=SIBLING))
    assert listed(database) == before
    assert listed(database, SIBLING).sequence == 3
    assert checked(database).holds, "the other's number says nothing of this one"


def test_what_is_gone_stays_missing_while_others_are_listed(database, tamperer, child):
    tamperer.delete(Release)
    with database.unit() as unit:
        for row in rows_of(unit):
            assert manifest.stands(unit, row, manifests(unit, {CHILD})[CHILD])
            unit.session.delete(row)
    assert listed(database).rows == b"\0\0\0\2"


def test_more_releases_gone_than_there_were_are_none(database, tamperer, child):
    tamperer.insert(Release, *({"id": uuid4(), "child_id": CHILD, "mac": b"m"} for _ in "ab"))
    with database.unit() as unit:
        for row in rows_of(unit, tables=[Release]):
            unit.session.delete(row)
    assert listed(database).rows[:4] == bytes(4)


@pytest.mark.parametrize("mac", [b"a" * 15, b"A" * 15, bytes(15)], ids=["small", "large", "none"])
def test_only_its_letter_tells_whether_an_entry_names_something(database, vault, child, mac):
    told = (b"L" + mac + RECORD.bytes, b"t" + mac)
    rows = bytes(4) + b"".join(told)
    head = Manifest(9, vault.mac("audit_head", 1, (CHILD, 9, rows)), rows)
    with database.unit() as unit:
        found = manifest.check(unit, CHILD, head, [])
    assert found.missing == told
    assert list(found.subjects()) == [RECORD]


def test_untouched_rows_are_all_true(database, child):
    found = checked(database)
    assert said(found) == (2, frozenset(), (), True, False)
    assert not found.lacks(Task, Limit)
    with database.unit() as unit:
        nothing = manifest.check(unit, CHILD, listed_in(unit), [])
    assert said(nothing) == (0, frozenset(), (b"L", b"t"), True, True)


def test_a_row_that_is_gone_is_missed_with_what_it_was_about(database, tamperer, child):
    tamperer.delete(Limit)
    found = checked(database)
    assert said(found) == (1, frozenset(), (b"L",), True, True)
    assert (found.lacks(Limit), found.lacks(Task), found.lacks(Task, Limit)) == (True, False, True)
    assert list(found.subjects()) == [RECORD]
    assert said(checked(database, apart=frozenset({b"L"}))) == (1, frozenset(), (), True, False)


def test_a_row_that_is_gone_and_names_nothing_is_about_nothing(database, tamperer, child):
    tamperer.delete(Task)
    found = checked(database)
    assert said(found) == (1, frozenset(), (b"t",), True, True)
    assert list(found.subjects()) == []


def test_a_row_changed_by_hand_is_forged_and_missed(database, tamperer, child):
    tamperer.change(Task, why=9)
    assert said(checked(database)) == (1, frozenset({"task"}), (b"t",), True, True)


def test_a_row_nobody_listed_is_forged_although_its_mac_holds(database, tamperer, vault, child):
    row = {"id": uuid4(), "child_id": CHILD, "why": 1}
    tamperer.insert(Task, {**row, "mac": vault.mac("task", 1, tuple(row.values()))})
    assert said(checked(database)) == (2, frozenset({"task"}), (), True, False)
    tamperer.change(Limit, mac=bytes(32))
    found = checked(database)
    assert said(found) == (1, frozenset({"task", "limit"}), (b"L",), True, True)


def test_a_row_nobody_signed_is_forged_although_nothing_is_missing(database, tamperer, child):
    tamperer.insert(Task, {"id": uuid4(), "child_id": CHILD, "why": 1, "mac": b""})
    assert said(checked(database)) == (2, frozenset({"task"}), (), True, False)


def test_where_the_list_is_not_ours_only_the_mac_tells(database, tamperer, child):
    tamperer.change(Head, Head.chain == CHILD, manifest=bytes(32))
    tamperer.change(Task, why=9)
    assert said(checked(database)) == (1, frozenset({"task"}), (), False, True)
    assert Checked(frozenset(), holds=False).doubtful


def test_a_list_set_back_is_known_by_who_saw_it_later(database, tamperer, child):
    before, rows = tamperer.head(CHILD), tamperer.rows(Task)
    with database.unit() as unit:
        unit.session.query(Task).one().why = 2
    assert checked(database).holds
    tamperer.change(Head, Head.chain == CHILD, **before)
    tamperer.put_back(Task, rows)
    assert said(checked(database)) == (2, frozenset(), (), False, True)


def test_a_list_read_just_before_a_change_holds_while_its_head_is_there(database, tamperer, child):
    before = listed(database)
    with database.unit() as unit:
        unit.session.query(Task).one().why = 2
    assert checked(database).holds
    with database.unit() as unit:
        assert manifest.check(unit, CHILD, before, []).holds
    tamperer.delete(Head, Head.chain == CHILD)
    with database.unit() as unit:
        assert not manifest.check(unit, CHILD, before, []).holds


def test_within_its_unit_a_list_is_read_as_it_will_be_written(database, child):
    with database.unit() as unit:
        unit.session.add(Task(child_id=CHILD))
        unit.session.flush()
        assert not manifest.check(unit, CHILD, listed_in(unit), rows_of(unit)).doubtful
    with database.unit() as unit:
        manifest.expect(unit, SIBLING)
        audit.begin(unit, SIBLING)
        unit.session.add(Task(child_id=SIBLING))
        unit.session.flush()
        mine = rows_of(unit, SIBLING)
        assert not manifest.check(unit, SIBLING, NO_MANIFEST, mine).doubtful
        assert manifest.stands(unit, mine[0], NO_MANIFEST)


def test_who_is_not_new_has_no_list_only_where_it_was_taken_away(database, tamperer, child):
    tamperer.change(Head, Head.chain == CHILD, **NO_MANIFEST.told())
    assert not checked(database).holds
    with database.unit() as unit:
        unit.session.query(Task).one().why = 2
    assert listed(database) == NO_MANIFEST, "what others wrote is not made true"


def test_fewer_releases_than_are_counted_are_short(database, tamperer, child):
    with database.unit() as unit:
        short = [manifest.is_short(unit, CHILD, listed_in(unit), number) for number in (1, 2, 3)]
    assert short == [True, False, False]
    tamperer.change(Head, Head.chain == CHILD, manifest=bytes(32))
    with database.unit() as unit:
        assert not manifest.is_short(unit, CHILD, listed_in(unit), 1)


@pytest.mark.parametrize("witnessed", [0, 70])
def test_what_an_operator_signs_for_leaps_past_what_anybody_has_seen(
    database, tamperer, vault, child, witnessed
):
    tamperer.insert(LeafRow, leaf(CHILD, witnessed), leaf(SIBLING, 900))
    tamperer.change(Limit, mac=bytes(32))
    with database.unit() as unit:
        audit.lock(unit, CHILD)
        manifest.sign_anew(unit, CHILD, rows_of(unit, tables=(Task, Limit, Release)))
    with database.unit() as unit:
        told = entries(rows_of(unit, tables=(Task, Release)))
    sequence = max(1, witnessed) + LEAP
    digest = vault.mac("audit_head", 1, (CHILD, sequence, told))
    assert listed(database) == Manifest(sequence, digest, told)


def test_signed_for_after_its_list_was_emptied_a_list_leaps_too(database, tamperer, child):
    tamperer.change(Head, Head.chain == CHILD, **NO_MANIFEST.told())
    with database.unit() as unit:
        audit.lock(unit, CHILD)
        manifest.sign_anew(unit, CHILD, rows_of(unit))
    assert listed(database).sequence == LEAP
    assert checked(database).holds


def test_the_highest_that_was_seen_of_each_child_is_remembered_for_a_while(monkeypatch):
    monkeypatch.setattr(manifest, "REMEMBERED", 2)
    seen = Seen()
    assert not seen.goes_back(CHILD, 0)
    assert not seen.goes_back(CHILD, 5)
    assert seen.goes_back(CHILD, 4)
    assert not seen.goes_back(SIBLING, 1)
    assert not seen.goes_back(CHILD, 4)
