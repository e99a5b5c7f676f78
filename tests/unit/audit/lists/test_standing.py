"""Which rows stand: those that are genuine, and in their own true list."""

from uuid import uuid4

import pytest

from stafet import audit
from stafet.audit import manifest
from stafet.audit.chain import manifests, work_of
from stafet.audit.models import Head
from tests.factories.tampering import alarms
from tests.unit.audit.lists.listed import (
    CHILD,
    SIBLING,
    Role,
    Task,
    Work,
    Yes,
    listed_in,
    rows_of,
)


def standing(database, told=None, **strict):
    with database.unit() as unit:
        found = [
            (row, *(told or (head.sequence, head.digest, head.rows)), "and more")
            for row in rows_of(unit, tables=[Task])
            if (head := listed_in(unit))
        ]
        rows = manifest.standing(unit, found * 2, **strict)
        return [row.why for row in rows]


def test_what_is_listed_stands_once_and_the_others_are_told_of(database, tamperer, vault, child):
    assert standing(database) == standing(database, strict=True) == [1]
    assert alarms(database) == set()
    row = {"id": uuid4(), "child_id": CHILD, "why": 7}
    tamperer.insert(Task, {**row, "mac": vault.mac("task", 1, tuple(row.values()))})
    assert standing(database) == [1]
    assert alarms(database) == {("alarm:forged", "task")}


def test_a_listed_row_that_was_changed_stands_for_nothing(database, tamperer, child):
    tamperer.change(Task, why=7)
    assert standing(database) == []


def test_a_row_stands_in_the_list_of_the_child_it_is_about(database, child):
    with database.unit() as unit:
        unit.session.add(Yes(task_id=unit.session.query(Task).one().id))
    with database.unit() as unit:
        [row] = unit.session.query(Yes)
        head = listed_in(unit)
        assert manifest.stands(unit, row, head)
        assert manifest.standing(unit, [(row, head.sequence, head.digest, head.rows)]) == [row]


@pytest.mark.parametrize("told", [(1, bytes(32), b""), (None, None, None)], ids=["spoilt", "none"])
def test_where_the_list_is_not_ours_the_mac_counts_unless_it_must_not(database, child, told):
    assert standing(database, told=told) == [1]
    assert alarms(database) == set()
    assert standing(database, strict=True, told=told) == []
    assert alarms(database) == {("alarm:forged", "task")}


@pytest.mark.parametrize("spoilt", ["the row", "the list", "its place", "nothing"])
def test_a_row_stands_where_it_is_genuine_and_in_a_true_list(database, tamperer, child, spoilt):
    if spoilt == "the row":
        tamperer.change(Task, why=7)
    elif spoilt == "the list":
        tamperer.change(Head, Head.chain == CHILD, manifest=bytes(32))
    with database.unit() as unit:
        [row] = rows_of(unit, tables=[Task])
        if spoilt == "its place":
            audit.lock(unit, CHILD)
            manifest.sign_anew(unit, CHILD, [])
        assert manifest.stands(unit, row, listed_in(unit)) is (spoilt == "nothing")


def test_of_a_table_without_a_list_the_genuine_rows_count(database, tamperer):
    with database.unit() as unit:
        unit.session.add_all([Role(why=1), Role(why=2)])
    tamperer.change(Role, Role.why == 2, why=3)
    with database.unit() as unit:
        assert [row.why for row in manifest.genuine_only(unit, unit.session.query(Role))] == [1]
    assert alarms(database) == {("alarm:forged", "role")}


def test_somebodys_own_list_is_begun_with_his_first_row(database, tamperer):
    with database.unit() as unit:
        unit.session.add(Work(person_id=SIBLING))
    with database.unit() as unit:
        [first] = unit.session.query(Work)
        assert manifest.stands(unit, first, manifests(unit, {work_of(SIBLING)})[work_of(SIBLING)])
        unit.session.add(Work(person_id=SIBLING))
    with database.unit() as unit:
        head = unit.session.get(Head, work_of(SIBLING))
        told = [b"j" + row.mac[:15] for row in unit.session.query(Work)]
        assert (head.worker_id, head.manifest_sequence) == (SIBLING, 2)
        assert head.manifest_rows == bytes(4) + b"".join(sorted(told))


def test_a_list_that_is_gone_is_not_begun_anew_by_a_change(database, tamperer):
    with database.unit() as unit:
        unit.session.add(Work(person_id=SIBLING))
    tamperer.delete(Head)
    with database.unit() as unit:
        unit.session.query(Work).one().why = 2
        unit.session.add(Task(child_id=CHILD))
    assert tamperer.rows(Head) == []
