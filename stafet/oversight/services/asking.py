"""Ask why somebody has read, answer it, and remind who has not (L46)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.accounts.queries import holders_of
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.facts import load_facts
from stafet.consent.rules import family
from stafet.consent.special.notices import tell_staff
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.ids import new_id
from stafet.logs.queries import log_for
from stafet.oversight.looks import look_at, sequence_of
from stafet.oversight.models import Question, Reply
from stafet.oversight.queries import open_questions
from stafet.oversight.rules import answerers, stage_of
from stafet.oversight.sealing import question_context, reply_context, sealed
from stafet.people.endings import ended
from stafet.people.queries import leaders_of
from stafet.records import happenings
from stafet.records.rules import HappeningKind
from stafet.records.services import refuse_betraying
from stafet.web.viewer import Role, Viewer

ASK, ANSWER = "reading:ask", "reading:answer"
MOST_WORDS = 2000


def ask_why(unit: Unit, viewer: Viewer, log_id: UUID, mark: str, words: str = "") -> UUID:
    """Ask the leader where the reader works why he has read; the same reading is asked once.

    Raises `NotFound` for others than the family, and for what the asker may not know of, the
    system's, a parent's or his own readings; `Invalid` at `words`.
    """
    log = log_for(unit, viewer, log_id, ASK)
    facts = load_facts(unit, log.child_id)
    sequence = sequence_of(unit, log.child_id, mark) or 0
    look = look_at(unit, viewer.person_id, log.child_id, facts, sequence)
    nobodys = look is None or look.reader_id is None or look.institution_id is None
    if viewer.person_id not in family(facts, unit.now) or nobodys:
        raise NotFound(Attempt(ASK, log_id, log.child_id))
    assert look is not None
    assert look.reader_id is not None
    assert look.institution_id is not None
    if asked := _asked_before(unit, viewer, log.child_id, sequence):
        return asked
    if len(words) > MOST_WORDS:
        raise Invalid({"words": "The text is too long."})
    days = unit.use(Catalogue).oversight.question_days
    row = Question(
        id=new_id(),
        child_id=log.child_id,
        log_id=log_id,
        sequence=sequence,
        read_at=look.at,
        reader_id=look.reader_id,
        institution_id=look.institution_id,
        asker_id=viewer.person_id,
        asked_at=unit.now,
        due_on=day_of(unit.now) + timedelta(days=days),
    )
    if words.strip():
        row.sealed = sealed(unit, log.child_id, question_context(row), words.strip())
    unit.session.add(row)
    unit.session.flush()
    _note(unit, row, ASK, viewer)
    _tell_of_question(unit, row)
    return row.id


def answer_why(unit: Unit, viewer: Viewer, question_id: UUID, outcome: str, words: str) -> None:
    """Answer who has asked; he is told, and nobody else of the family. Pressed twice is once.

    Raises `NotFound` for who does not answer for the reader, `Invalid` at `outcome` and `words`,
    `Conflict` where a colleague has answered.
    """
    row = question_for(unit, viewer, question_id)
    if row.answered_at is not None:
        if _reply(unit, row).answered_by == viewer.person_id:
            return
        raise Conflict({})
    if outcome not in unit.use(Catalogue).oversight.answers:
        raise Invalid({"outcome": "Choose what it came to."})
    if problem := _problem_with(words):
        raise Invalid({"words": problem})
    refuse_betraying(unit, row.child_id, words, "words")
    reply = Reply(
        id=new_id(),
        question_id=row.id,
        child_id=row.child_id,
        outcome=outcome,
        answered_at=unit.now,
        answered_by=viewer.person_id,
    )
    reply.sealed = sealed(unit, row.child_id, reply_context(reply), words.strip())
    unit.session.add(reply)
    row.answered_at = unit.now
    _note(unit, row, ANSWER, viewer)
    happenings.note(
        unit,
        HappeningKind.WHY_ANSWERED,
        child_id=row.child_id,
        log_id=row.log_id,
        actor_id=viewer.person_id,
        person_id=row.asker_id,
    )


def question_for(unit: Unit, viewer: Viewer, question_id: UUID) -> Question:
    """Return a question that the viewer answers, its child's head locked; else `NotFound`."""
    row = unit.session.get(Question, question_id)
    if row is None or not audit.lock(unit, row.child_id):
        raise NotFound(Attempt(ANSWER, question_id))
    if viewer.person_id not in answerers_of(unit, row) or ended(unit, {row.child_id}):
        raise NotFound(Attempt(ANSWER, question_id, row.child_id))
    unit.session.refresh(row)
    return row


def answerers_of(unit: Unit, row: Question) -> frozenset[UUID]:
    """Return who answers a question now."""
    leaders = leaders_of(unit, row.institution_id)
    return answerers(leaders, holders_of(unit, Role.DPO), row.reader_id)


def remind_of_questions(unit: Unit) -> None:
    """Mail who has not answered as the deadline comes, and each week when it is over."""
    today, days = day_of(unit.now), unit.use(Catalogue).oversight.reminder_days
    for row in open_questions(unit):
        if stage := stage_of(row.due_on, today, days):
            tell_staff(unit, answerers_of(unit, row), f"question:{stage}", row.id)


def _asked_before(unit: Unit, viewer: Viewer, child_id: UUID, sequence: int) -> UUID | None:
    query = select(Question.id).where(
        Question.child_id == child_id,
        Question.sequence == sequence,
        Question.asker_id == viewer.person_id,
    )
    return unit.session.scalars(query).one_or_none()


def _reply(unit: Unit, row: Question) -> Reply:
    return unit.session.scalars(select(Reply).where(Reply.question_id == row.id)).one()


def _problem_with(words: str) -> str:
    if not words.strip():
        return "Write the answer in plain words."
    return "The text is too long." if len(words) > MOST_WORDS else ""


def _note(unit: Unit, row: Question, action: str, viewer: Viewer) -> None:
    about = {"question": str(row.id), "sequence": str(row.sequence)}
    place = row.institution_id if viewer.is_staff else None
    event = Event(action, viewer.person_id, institution=place, about=about)
    audit.append(unit, row.child_id, event)


def _tell_of_question(unit: Unit, row: Question) -> None:
    tell_staff(unit, answerers_of(unit, row), "question", row.id)
    if unit.use(Catalogue).oversight.tell_reader:
        tell_staff(unit, [row.reader_id], "asked", row.id)
