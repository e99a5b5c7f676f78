"""Read, write, say yes, take it back, tell the parents."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update

from stafet.audit.models import Block
from stafet.consent.models import Proof
from stafet.consent.services import Choice, Signing, give, withdraw
from stafet.copies.delivery import handlers
from stafet.copies.models import InboxItem
from stafet.outbox import Worker
from stafet.outbox.models import OutboxRow
from stafet.records.happenings import ANNOUNCE
from stafet.records.models import Happening
from stafet.web.unit import House
from tests.factories.world import ALL_TOPICS, World
from tests.faults.acts.act import TEXT, Act, Told, texts

LEASE_OVER = timedelta(minutes=6)


def a_note_the_teacher_reads(world: World) -> dict[str, Any]:
    told = one_yes_is_missing(world)
    world.consents(world.school, by="parent_a")
    return told


def one_yes_is_missing(world: World) -> dict[str, Any]:
    log = world.log()
    note = world.entry(log, world.pedagogue, TEXT)
    world.task(world.teacher, world.school)
    world.consents(world.school, by="parent_b")
    return {"log": log, "note": note.record_id, "key": uuid4()}


def news_waits(world: World) -> dict[str, Any]:
    """Let news of a log and of a note wait, and everything else be gone."""
    world.entry(world.log(), world.pedagogue, TEXT)
    with world.unit() as unit:
        others = update(OutboxRow).where(OutboxRow.kind != ANNOUNCE)
        unit.session.execute(others.values(done_at=unit.now))
    return {}


def look(_: House, world: World, told: Told) -> list[str]:
    return texts(world, "teacher", told["note"])


def is_on_record(_: House, world: World, told: Told) -> bool:
    """Whether the chain tells that the teacher was shown the note."""
    with world.unit() as unit:
        bodies = unit.session.scalars(select(Block.body).where(Block.chain == world.child))
        reader, note = str(world.teacher.person_id), str(told["note"])
        return any(reader in body and note in body for body in bodies)


def write(_: House, world: World, told: Told) -> None:
    world.entry(told["log"], world.pedagogue, "Anton griner.", record_id=told["key"])


def text_and_news(_: House, world: World, told: Told) -> tuple[list[str], int]:
    """Return the text as a parent reads it, and how many messages wait about it."""
    change = select(Happening.change_id).where(Happening.record_id == told["key"])
    with world.unit() as unit:
        changes = {str(one) for one in unit.session.scalars(change)}
        waiting = unit.session.scalars(select(OutboxRow.payload)).all()
    news = [payload for payload in waiting if payload.get("change") in changes]
    return texts(world, "parent_a", told["key"]), len(news)


def say_yes(_: House, world: World, told: Told) -> None:
    choices = (Choice(world.school, yes=True, categories=ALL_TOPICS),)
    with world.unit() as unit:
        give(unit, world.parent_a, world.child, Signing(told["key"], choices))


def effect_and_proofs(house: House, world: World, told: Told) -> tuple[bool, int]:
    with world.unit() as unit:
        query = select(func.count()).where(Proof.consent_id == told["key"])
        proofs = unit.session.scalar(query) or 0
    return teacher_reads(house, world, told), proofs


def take_back(_: House, world: World, told: Told) -> None:
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.school)


def teacher_reads(_: House, world: World, told: Told) -> bool:
    return bool(texts(world, "teacher", told["note"]))


def deliver(house: House, world: World, told: Told) -> None:
    Worker(house.database, handlers(house)).run_once()


def inboxes(_: House, world: World, told: Told) -> tuple[int, int]:
    """Return how many rows there are in the parents' inboxes, and how many of them differ."""
    row = InboxItem
    with world.unit() as unit:
        rows = unit.session.execute(select(row.guardian_id, row.change_id, row.visible_at)).all()
    return len(rows), len(set(rows))


READ = Act(a_note_the_teacher_reads, look, is_on_record, before=False, after=True)
WRITE = Act(
    a_note_the_teacher_reads, write, text_and_news, before=([], 0), after=(["Anton griner."], 1)
)
GIVE = Act(one_yes_is_missing, say_yes, effect_and_proofs, before=(False, 0), after=(True, 1))
WITHDRAW = Act(a_note_the_teacher_reads, take_back, teacher_reads, before=True, after=False)
SEND = Act(news_waits, deliver, inboxes, before=(0, 0), after=(4, 4), again=LEASE_OVER)
