"""Which of 1,000 records may a reader read now? The decision against a bare table and engines.

20 institutions, 15 running consents to the reader's own, five more that are lapsed, ahead or for
others. Each contestant answers with the ids it allows; they are compared before anything is
timed.
"""

import json
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import casbin
import cedarpy
import vakt
from vakt.rules import Any as Anything
from vakt.rules import Eq, GreaterOrEqual, In

from benchmarks.paired import paired
from stafet.consent.decision import CHILD, Allow, Facts, Reader, RecordFact, Standing, decide
from stafet.consent.scope import EVER, Grant

RECORDS = 1_000
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
TODAY = NOW.date()
YEAR = timedelta(days=365)
TOPICS = ("wellbeing", "learning", "language", "health", "psychology", "family", "social")
ONLY = {topic: frozenset({topic}) for topic in TOPICS}
"""One set per spelling, as the column's type gives it to every row that bears it."""
PLACES = [UUID(int=100 + n) for n in range(20)]
ABOUT_CHILD = frozenset({CHILD})
PARENT, READER = UUID(int=1), UUID(int=2)
MINE = PLACES[0]
Ids = set[UUID]
Contestant = Callable[[], object]


def decide_vs_table() -> dict[str, object]:
    return _measured("decide-vs-table", "dict compiled per request", _table, 101)


def decide_vs_vakt() -> dict[str, object]:
    return _measured("decide-vs-vakt", "vakt Guard, running consents only", _vakt, 15)


def decide_vs_pycasbin() -> dict[str, object]:
    return _measured("decide-vs-pycasbin", "pycasbin, a policy per consent", _casbin, 11)


def decide_vs_cedarpy() -> dict[str, object]:
    return _measured("decide-vs-cedarpy", "cedarpy batch, parsed ahead", _cedar, 15)


Asker = Callable[[list[RecordFact], list[Grant]], Callable[[], Ids]]


def _measured(name: str, peer: str, asker: Asker, rounds: int) -> dict[str, object]:
    records, grants = _records(), _grants()
    facts = Facts(tasks=(Standing(READER, MINE),), custodians=(PARENT,), grants=tuple(grants))

    def ours() -> object:
        return decide(Reader(READER), facts, records, NOW)

    theirs = asker(records, grants)
    verdicts = decide(Reader(READER), facts, records, NOW)
    allowed = {key[0] for key, verdict in verdicts.items() if isinstance(verdict, Allow)}
    assert theirs() == allowed
    assert RECORDS / 4 < len(allowed) < RECORDS
    return {"name": name, "peer": peer, "unit": "ms", **paired(ours, theirs, rounds)}


def _records() -> list[RecordFact]:
    dice = random.Random(1)
    days = [TODAY - timedelta(days=dice.randrange(900)) for _ in range(RECORDS)]
    return [
        RecordFact(
            record_id=UUID(int=10_000 + number),
            version=1,
            institution_id=PLACES[number % len(PLACES)],
            event_on=day,
            written_on=day,
            categories=ONLY[dice.choice(TOPICS)],
            subjects=ABOUT_CHILD,
            released_at=NOW - YEAR,
            author_id=UUID(int=3),
        )
        for number, day in enumerate(days)
    ]


def _grants() -> list[Grant]:
    dice = random.Random(2)
    lapsed, ahead = (NOW - 2 * YEAR, NOW - YEAR), (NOW + YEAR, NOW + 2 * YEAR)
    running = (NOW - YEAR / 2, NOW + YEAR / 2)
    periods = [*[running] * 17, lapsed, ahead, lapsed]
    return [
        Grant(
            consent_id=UUID(int=500 + number),
            giver_id=PARENT,
            institution_id=PLACES[1] if number < 2 else MINE,
            signed_at=period[0],
            from_at=period[0],
            until_at=period[1],
            purpose="early_support",
            categories=frozenset(dice.sample(TOPICS, 2)),
            subjects=frozenset({CHILD}),
            since_on=None if number % 4 == 0 else TODAY - timedelta(days=dice.randrange(900)),
        )
        for number, period in enumerate(periods)
    ]


def _runs(grant: Grant) -> bool:
    return grant.institution_id == MINE and grant.from_at <= NOW < grant.until_at


def _since(grant: Grant) -> date:
    return grant.since_on or EVER


def _table(records: list[RecordFact], grants: list[Grant]) -> Callable[[], Ids]:
    """The least that answers: the furthest reach of each topic, looked up."""
    bare = [
        (r.record_id, r.institution_id, next(iter(r.categories)), r.event_on, r.written_on)
        for r in records
    ]

    def ask() -> Ids:
        reach: dict[str, date] = {}
        basis: dict[UUID, tuple[str, UUID | None]] = {}
        by: dict[str, UUID] = {}
        for grant in grants:
            if _runs(grant):
                for topic in grant.categories:
                    if topic not in reach or _since(grant) < reach[topic]:
                        reach[topic], by[topic] = _since(grant), grant.consent_id
        for record, place, topic, event_on, written_on in bare:
            if place == MINE:
                basis[record] = ("own_record", None)
            elif topic in reach and event_on >= reach[topic] and written_on >= reach[topic]:
                basis[record] = ("consent", by[topic])
        return set(basis)

    return ask


def _vakt(records: list[RecordFact], grants: list[Grant]) -> Callable[[], Ids]:
    storage = vakt.MemoryStorage()
    storage.add(_policy("own", {"place": Eq(str(MINE))}))
    for grant in filter(_runs, grants):
        day = GreaterOrEqual(_since(grant).toordinal())
        scope = {"topic": In(*grant.categories), "event": day, "written": day}
        storage.add(_policy(str(grant.consent_id), scope))
    guard = vakt.Guard(storage, vakt.RulesChecker())
    inquiries = [
        (r.record_id, vakt.Inquiry(action="read", resource=_told(r), subject={"name": str(READER)}))
        for r in records
    ]
    return lambda: {record for record, inquiry in inquiries if guard.is_allowed(inquiry)}


def _policy(name: str, resource: dict[str, Any]) -> Any:
    return vakt.Policy(
        name,
        actions=[Eq("read")],
        resources=[resource],
        subjects=[{"name": Anything()}],
        effect=vakt.ALLOW_ACCESS,
    )


def _told(record: RecordFact) -> dict[str, Any]:
    return {
        "place": str(record.institution_id),
        "topic": next(iter(record.categories)),
        "event": record.event_on.toordinal(),
        "written": record.written_on.toordinal(),
    }


MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, scope, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act && covers(r.obj, p.scope)
"""


def _casbin(records: list[RecordFact], grants: list[Grant]) -> Callable[[], Ids]:
    scopes = {str(grant.consent_id): grant for grant in grants}
    told = {str(record.record_id): record for record in records}

    def covers(record_id: str, scope: str) -> bool:
        record = told[record_id]
        if scope == "own":
            return record.institution_id == MINE
        grant = scopes[scope]
        since = _since(grant)
        reached = record.event_on >= since and record.written_on >= since
        return _runs(grant) and record.categories <= grant.categories and reached

    model = casbin.Model()
    model.load_model_from_text(MODEL)
    enforcer = casbin.Enforcer(model)
    enforcer.add_function("covers", covers)
    reader = str(READER)
    for scope in ("own", *scopes):
        enforcer.add_policy(reader, scope, "read")
    return lambda: {
        record.record_id for name, record in told.items() if enforcer.enforce(reader, name, "read")
    }


def _cedar(records: list[RecordFact], grants: list[Grant]) -> Callable[[], Ids]:
    own = f'permit(principal, action, resource) when {{ resource.place == "{MINE}" }};'
    policies = cedarpy.PolicySet.from_str("\n".join([own, *map(_cedar_policy, grants)]))
    entities = cedarpy.Entities.from_json_str(json.dumps([_cedar_entity(r) for r in records]))
    context = {"reader_at": str(MINE), "now": int(NOW.timestamp())}
    asked = [
        {
            "principal": f'Person::"{READER}"',
            "action": 'Action::"read"',
            "resource": f'Record::"{record.record_id}"',
            "context": context,
        }
        for record in records
    ]

    def ask() -> Ids:
        answers = cedarpy.is_authorized_batch(asked, policies, entities)
        return {
            record.record_id
            for record, answer in zip(records, answers, strict=True)
            if answer.allowed
        }

    return ask


def _cedar_policy(grant: Grant) -> str:
    topics = ", ".join(f'"{topic}"' for topic in sorted(grant.categories))
    since = _since(grant).toordinal()
    return f"""permit(principal, action, resource) when {{
        context.reader_at == "{grant.institution_id}"
        && context.now >= {int(grant.from_at.timestamp())}
        && context.now < {int(grant.until_at.timestamp())}
        && [{topics}].contains(resource.topic)
        && resource.event >= {since} && resource.written >= {since}
    }};"""


def _cedar_entity(record: RecordFact) -> dict[str, Any]:
    return {
        "uid": {"type": "Record", "id": str(record.record_id)},
        "attrs": _told(record),
        "parents": [],
    }


if __name__ == "__main__":
    for bench in (decide_vs_table, decide_vs_vakt, decide_vs_pycasbin, decide_vs_cedarpy):
        print(json.dumps(bench()))
