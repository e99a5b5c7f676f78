"""The same events in the product's own words: what its decision is given at an instant."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from uuid import NAMESPACE_OID, UUID, uuid5

from stafet.catalogue.calendar import lapse_instant, last_day_of_consent
from stafet.clock import day_of, start_of_day
from stafet.consent.decision import AccessFact, Facts, RecordFact, SeatFact, Standing, Youth
from stafet.consent.scope import Grant, Taken
from stafet.people.ages import OF_AGE, birthday
from tests.oracle.events import (
    CHILD,
    Access,
    Closed,
    Custody,
    Ended,
    Give,
    Limit,
    Release,
    Seat,
    Sharing,
    Take,
    Task,
    World,
    Written,
)


@cache
def name(word: str) -> UUID:
    return uuid5(NAMESPACE_OID, word)


def subject(word: str) -> str:
    return CHILD if word == CHILD else str(name(word))


def subjects(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(subject, words))


def facts_at(world: World, at: datetime) -> Facts:
    """Return what decides about the child at an instant, of what had happened by then."""
    holders, changed_at = _custody(world, at)
    youth = _youth(world)
    now = {} if at >= youth.of_age_at else holders
    stand = {event.what: event.shared for event in world.known(Sharing, at)}
    gives = enumerate(world.known(Give, at))
    return Facts(
        tasks=_tasks(world, at),
        custodians=tuple(name(who) for who, state in now.items() if state == "known"),
        youth=youth,
        custody_known="unknown" not in now.values(),
        custody_changed_at=changed_at,
        grants=tuple(_grant(n, give, place) for n, give in gives for place in sorted(give.places)),
        taken=tuple(_taken(take) for take in world.known(Take, at)),
        seats=tuple(
            SeatFact(name(s.person), name(s.place), name(s.record), s.until)
            for s in world.known(Seat, at)
        ),
        accesses=_accesses(world, at),
        held=not all(stand.values()),
        ended=any([event.stands for event in world.known(Ended, at)][-1:]),
        hidden=_limits(world, "hidden", at),
        redacted=_limits(world, "redacted", at),
        asked_back=_limits(world, "asked", at),
    )


def records_at(world: World, at: datetime) -> list[tuple[Written, RecordFact]]:
    """Return every version written by then, with its facts."""
    early = {(event.record, event.version): event.at for event in world.known(Release, at)}
    return [
        (
            written,
            RecordFact(
                record_id=name(written.record),
                version=written.version,
                institution_id=name(written.place) if written.place else None,
                event_on=written.event_on,
                written_on=written.first_written_on,
                categories=written.categories,
                subjects=subjects(written.subjects),
                released_at=early.get((written.record, written.version), written.releases),
                author_id=name(written.author),
                internal=not written.in_log,
            ),
        )
        for written in world.known(Written, at)
    ]


def until(signed: datetime, last_day: date | None = None) -> datetime:
    return lapse_instant(last_day or last_day_of_consent(day_of(signed), 12))


def _custody(world: World, at: datetime) -> tuple[dict[str, str], datetime | None]:
    states: dict[str, str] = {}
    changed_at = None
    for event in world.known(Custody, at):
        if states.get(event.person, "none") != event.state:
            changed_at = event.at
        states[event.person] = event.state
    return states, changed_at


def _youth(world: World) -> Youth:
    reads_at, asked_at = birthday(world.born, world.youth_age), birthday(world.born, 15)
    pauses_at = start_of_day(day_of(asked_at) + timedelta(days=30))
    return Youth(name(CHILD), reads_at, asked_at, pauses_at, birthday(world.born, OF_AGE))


def _tasks(world: World, at: datetime) -> tuple[Standing, ...]:
    stand = {(event.person, event.place): event.begins for event in world.known(Task, at)}
    return tuple(Standing(name(who), name(where)) for (who, where), on in stand.items() if on)


def _accesses(world: World, at: datetime) -> tuple[AccessFact, ...]:
    closed = {event.access: event.at for event in world.known(Closed, at)}
    return tuple(
        AccessFact(
            access_id=name(one.name),
            person_id=name(one.person),
            records=frozenset(map(name, one.records)),
            from_at=one.at,
            until_at=closed.get(one.name, one.until),
        )
        for one in world.known(Access, at)
    )


def _grant(number: int, give: Give, place: str) -> Grant:
    return Grant(
        consent_id=name(f"consent {number}"),
        giver_id=name(give.giver),
        institution_id=name(place),
        signed_at=give.signed,
        from_at=give.starts,
        until_at=give.ends or until(give.signed),
        purpose=give.purpose,
        categories=give.categories,
        subjects=subjects(give.subjects),
        since_on=give.since,
    )


def _taken(take: Take) -> Taken:
    place = name(take.place) if take.place else None
    return Taken(name(take.giver), take.reaches, place, take.category, take.starts)


def _limits(world: World, kind: str, at: datetime) -> dict[UUID, frozenset[UUID | None]]:
    rows = {event.row: event for event in world.known(Limit, at) if event.kind == kind}
    found: defaultdict[UUID, set[UUID | None]] = defaultdict(set)
    for row in (row for row in rows.values() if row.stands):
        with_it = {one.record for one in world.known(Written, at) if one.answers == row.record}
        for record in {row.record} | with_it:
            found[name(record)].add(name(row.reader) if row.reader else None)
    return {record: frozenset(readers) for record, readers in found.items()}
