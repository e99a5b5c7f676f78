"""The page of one log in a kommune of 100,000 children, against one of 1,000."""

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert

from benchmarks.log_page import house, log_of, opener
from benchmarks.paired import paired
from stafet.audit.models import NOTHING, Head
from stafet.clock import day_of
from stafet.consent.models import Answer, Consent, Party, Way
from stafet.people.models import Custody, Person, PersonKind, Task
from stafet.people.rules import CustodyKind, TaskWhy
from stafet.records.models import Folder, Record, RecordVersion
from stafet.records.rules import CHILD, RecordKind
from tests.factories.world import World

SMALL, LARGE = 1_000, 100_000
ENTRIES, EACH, BATCH = 100, 3, 2_000
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
BYTES = bytes(1_100)
Rows = dict[type, list[dict[str, Any]]]


def log_page_100k_vs_1k_children() -> dict[str, object]:
    """Return medians in ms per page, and the median of the rounds' own ratios."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "large").mkdir()
        (Path(folder) / "small").mkdir()
        with (
            house(Path(folder) / "large") as (large, crowd),
            house(Path(folder) / "small") as (small, few),
        ):
            _fill(crowd, LARGE)
            _fill(few, SMALL)
            ours = opener(large, crowd, f"/log/{log_of(crowd, ENTRIES).id}?vis=alt")
            theirs = opener(small, few, f"/log/{log_of(few, ENTRIES).id}?vis=alt")
            result = paired(ours, theirs, 41)
    peer = f"{SMALL} children"
    return {"name": "log-page-100k-vs-1k-children", "peer": peer, "unit": "ms", **result}


def _fill(world: World, children: int) -> None:
    """Give the kommune more children, each with two parents, tasks, consents and records."""
    with world.database.engine.begin() as connection:
        for first in range(0, children, BATCH):
            rows: Rows = {}
            for _ in range(first, min(first + BATCH, children)):
                for table, row in _family(world):
                    rows.setdefault(table, []).append(row)
            _write(connection, rows)


def _write(connection: Connection, rows: Rows) -> None:
    for table in (Person, Head, Custody, Task, Folder, Consent, Party, Record, RecordVersion):
        connection.execute(insert(table), rows[table])


def _family(world: World) -> Iterator[tuple[type, dict[str, Any]]]:
    child, folder = uuid4(), uuid4()
    yield Person, _person(child, PersonKind.CHILD)
    yield Head, {"chain": child, "sequence": 0, "hash": NOTHING, "highest_at": NOW}
    yield Folder, {"id": folder, "child_id": child}
    for person, place in (
        (world.pedagogue.person_id, world.daycare),
        (world.teacher.person_id, world.school),
    ):
        where = {"person_id": person, "institution_id": place, "why": TaskWhy.CONTACT}
        yield Task, {"id": uuid4(), "child_id": child, **where, "from_at": NOW, "mac": b""}
    for _ in range(2):
        parent = uuid4()
        yield Person, _person(parent, PersonKind.GUARDIAN)
        yield Custody, _custody(child, parent)
        yield from _consent(world, child, parent)
    for _ in range(EACH):
        yield from _record(world, child, folder)


def _person(person: object, kind: PersonKind) -> dict[str, Any]:
    return {"id": person, "kind": kind, "version": 1, "sealed": BYTES[:300]}


def _custody(child: object, parent: object) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "child_id": child,
        "guardian_id": parent,
        "kind": CustodyKind.JOINT,
        "source": "cpr",
        "checked_on": day_of(NOW),
        "from_at": NOW,
        "noted_at": NOW,
        "mac": b"",
    }


def _consent(world: World, child: object, parent: object) -> Iterator[tuple[type, dict[str, Any]]]:
    consent = uuid4()
    told = {"signed_at": NOW, "recorded_at": NOW, "purpose": "early_support", "mac": b""}
    text = {"way": Way.SIGNED_IN, "text_version": "1", "language": "da"}
    yield Consent, {"id": consent, "child_id": child, "giver_id": parent, **told, **text}
    scope = {"categories": frozenset({"wellbeing"}), "subjects": frozenset({CHILD})}
    period = {"from_at": NOW, "until_at": NOW + timedelta(days=365), "mac": b""}
    answer = {"consent_id": consent, "institution_id": world.ppr, "answer": Answer.YES}
    yield Party, {**answer, **scope, **period}


def _record(world: World, child: object, folder: object) -> Iterator[tuple[type, dict[str, Any]]]:
    record = uuid4()
    yield Record, {"id": record, "child_id": child, "kind": RecordKind.NOTE, "log_id": folder}
    times = {"event_on": day_of(NOW), "written_at": NOW, "first_written_at": NOW}
    scope = {"categories": frozenset({"wellbeing"}), "subjects": frozenset({CHILD})}
    author = {"author_id": world.pedagogue.person_id, "institution_id": world.daycare}
    yield (
        RecordVersion,
        {
            "record_id": record,
            "number": 1,
            "child_id": child,
            "supersedes": 0,
            "sealed": BYTES,
            **times,
            **scope,
            **author,
        },
    )


if __name__ == "__main__":
    print(json.dumps(log_page_100k_vs_1k_children()))
