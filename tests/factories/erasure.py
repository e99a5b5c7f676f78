"""A child with something of everything in the database, and its deletion, for tests."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import String, Uuid, cast, select

from stafet.access_requests.rules import Cut, Outcome
from stafet.app import make_worker
from stafet.clock import day_of
from stafet.concerns.models import Inquiry
from stafet.consent.models import AttemptWay
from stafet.consent.services import ask, withdraw
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.services.receiving import keep_scan, print_paper
from stafet.db.base import Base
from stafet.erasure.models import Certificate
from stafet.erasure.queries import due_things, things_of
from stafet.erasure.services import approve, note_archived, set_hold
from stafet.logs.rules import AgreementState
from stafet.logs.services import agree, close_log, correct_entry, follow_up
from stafet.logs.services.agreements import Outcome as CameOf
from stafet.logs.services.agreements import Promise
from stafet.meetings.models import Meeting
from stafet.people.models import Placement
from stafet.records.drafts import keep_draft
from stafet.records.files import PDF, Accepted, attach
from stafet.records.rules import Content
from stafet.vault import Vault
from stafet.web.unit import House
from stafet.web.viewer import Role
from tests.factories.access_requests import asked, cut_out, decided, named
from tests.factories.meetings import called, finished
from tests.factories.outsider import asked_about
from tests.factories.receiving import SCAN
from tests.factories.special import given, with_role
from tests.factories.world import World, writing

SECRET = "Anton fortalte om sin kanin Ninka."
YEARS_5 = timedelta(days=366 * 5 + 1)


@dataclass
class Kept:
    """A closed log with all that can lie in it."""

    log: UUID
    officer: object


def a_whole_life(world: World) -> Kept:
    """Give the child a log with a row in nearly every table, and close it."""
    concern = world.concern(SECRET)
    log = world.log()
    entry = world.entry(log, world.pedagogue, SECRET)
    world.consents(world.ppr, world.school, asked_about(world))
    world.task(world.psychologist, world.ppr)
    with world.unit() as unit:
        correct_entry(
            unit, world.pedagogue, log.id, entry.record_id, 1, writing(unit, SECRET + "!")
        )
        attach(
            unit,
            world.pedagogue.person_id,
            world.child,
            entry.record_id,
            uuid4(),
            Accepted(PDF, b"%PDF-1.7 Ninka %%EOF"),
        )
        _agreed(unit, world, log)
        keep_draft(unit, world.pedagogue.person_id, world.child, "entry", Content(text=SECRET), 0)
        _asked(unit, world)
    given(world, concern)
    _met(world, log)
    request = asked(world)
    named(world, request)
    cut_out(world, request, entry.record_id, Cut.BLACKED_OUT, passages=("Ninka",))
    decided(world, request, Outcome.PARTLY)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.school)
    _closed(world, log)
    return Kept(log.id, with_role(world, world.nurse, Role.DPO))


def _agreed(unit, world, log):
    promise = Promise(SECRET, world.pedagogue.person_id, day_of(unit.now), frozenset({"wellbeing"}))
    made = agree(unit, world.pedagogue, log.id, promise)
    outcome = CameOf(SECRET, AgreementState.KEPT, 7, None)
    topics = frozenset({"wellbeing"})
    follow_up(unit, world.pedagogue, log.id, made.record_id, outcome, topics, 1)


def _asked(unit, world):
    ask(unit, world.pedagogue, world.child, [world.health], why=SECRET)
    tried = Tried(
        uuid4(),
        world.parent_b.person_id,
        AttemptWay.PHONE,
        interpreter=False,
        on_day=day_of(unit.now),
    )
    note_attempt(unit, world.pedagogue, world.child, tried)
    paper = print_paper(unit, world.pedagogue, world.child, "da", uuid4())
    keep_scan(unit, world.pedagogue, world.child, paper, uuid4(), SCAN)
    told = {"institution_id": world.school, "asked_at": unit.now, "criterion": b"c" * 32}
    unit.session.add(Inquiry(asker_id=world.teacher.person_id, child_id=world.child, **told))
    unit.session.add(Inquiry(asker_id=world.teacher.person_id, child_id=None, **told))


def _met(world, log):
    meeting = called(world, log)
    with world.unit() as unit:
        at = unit.session.get_one(Meeting, meeting).at
    world.database.clock.set(at + timedelta(hours=1))
    finished(world, log, meeting)


def _closed(world, log):
    with world.unit() as unit:
        close_log(unit, world.pedagogue, log.id, "Anton trives nu.")


def left_everywhere(world: World) -> None:
    """Let the child be placed nowhere any more."""
    with world.unit() as unit:
        for row in unit.session.scalars(select(Placement)):
            row.to_on = day_of(unit.now)


def approved(world: World, viewer, *, archive: bool = True) -> int:
    """Note that the archive has what it must, and approve all that is ready."""
    with world.unit() as unit:
        for due in due_things(unit, viewer) if archive else []:
            day = day_of(unit.now)
            note_archived(unit, viewer, due.thing.child_id, due.thing.id, day)
    with world.unit() as unit:
        return approve(unit, viewer, {due.thing.id for due in due_things(unit, viewer)})


def held(world: World, viewer, **more) -> UUID:
    """Hold everything of the child; return the hold's id."""
    told = {"press": uuid4(), "reason": "complaint", "why": "Ankestyrelsen har sagen.", **more}
    with world.unit() as unit:
        return set_hold(unit, viewer, world.child, **told)


def worker(world: World, settings, vault, catalogue):
    """Return the product's own worker over this database."""
    return make_worker(House(replace(settings, demo=True), world.database, vault, catalogue))


def run(world: World, worker) -> None:
    """Let the worker do what is due, and what that brings, for some minutes."""
    for _ in range(4):
        while worker.run_once():
            world.database.clock.advance(seconds=1)
        world.database.clock.advance(minutes=4)


def states(world: World) -> list[str]:
    with world.unit() as unit:
        return [due.state.value for due in things_of(unit, world.child)]


def certificates(world: World) -> list[Certificate]:
    with world.unit() as unit:
        return unit.session.scalars(select(Certificate)).all()


def ids_of_child(world: World) -> set[UUID]:
    """Return every id under which something of the child is known."""
    with world.unit() as unit:
        found = {world.child}
        for table in Base.metadata.sorted_tables:
            mine = table.columns.get("child_id")
            keys = [key for key in table.primary_key.columns if _names_itself(key)]
            if mine is not None and keys:
                query = select(*keys).where(mine == world.child)
                found |= {value for row in unit.session.execute(query) for value in row}
        return found


def _names_itself(key) -> bool:
    others = {"people_person", "people_institution"}
    named = {foreign.column.table.name for foreign in key.foreign_keys}
    return isinstance(key.type, Uuid) and not named & others


def mentions(world: World, ids: set[UUID]) -> dict[str, set[str]]:
    """Return which columns of which tables name one of these ids, in whatever form."""
    spelt = {form for one in ids for form in (str(one), one.hex)}
    found: dict[str, set[str]] = {}
    with world.unit() as unit:
        for table in Base.metadata.sorted_tables:
            for row in unit.session.execute(select(*_as_text(table))).mappings():
                hits = {name for name, value in row.items() if value and _named(value, spelt)}
                if hits:
                    found.setdefault(table.name, set()).update(hits)
    return found


def _as_text(table):
    kinds = ("CHAR", "TEXT", "JSON", "UUID", "VARCHAR")
    columns = [c for c in table.columns if any(k in str(c.type).upper() for k in kinds)]
    return [cast(c, String).label(c.name) for c in columns] or [table.columns.values()[0]]


def _named(value: object, spelt: set[str]) -> bool:
    return any(form in str(value) for form in spelt)


def keys_of(vault: Vault, child: UUID) -> int:
    return len(vault.key_versions(child))
