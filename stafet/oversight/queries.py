"""Whose questions and checks wait for whom: ids and days, nothing opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.oversight.models import Question, Reply, SpotCheck
from stafet.people.endings import ended
from stafet.people.queries import leading
from stafet.web.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of the oversight waits for one person."""

    questions: int = 0
    about_me: int = 0
    checks: int = 0

    @property
    def any(self) -> bool:
        return bool(self.questions or self.about_me or self.checks)


def waiting_for(unit: Unit, viewer: Viewer) -> Waiting:
    """Count what the overview of a professional says."""
    about_me = 0
    if unit.use(Catalogue).oversight.tell_reader:
        about_me = len(questions_about(unit, viewer))
    if not viewer.led and Role.DPO not in viewer.roles:
        return Waiting(about_me=about_me)
    mine = (SpotCheck.reviewer_id == viewer.person_id) & SpotCheck.concluded_at.is_(None)
    checks = unit.session.scalar(select(func.count()).select_from(SpotCheck).where(mine)) or 0
    return Waiting(len(questions_to(unit, viewer)), about_me, checks)


def questions_to(unit: Unit, viewer: Viewer) -> Sequence[Question]:
    """Return the open questions that the viewer answers, the first due first."""
    query = select(Question).where(
        Question.answered_at.is_(None), Question.reader_id != viewer.person_id
    )
    if Role.DPO not in viewer.roles:
        query = query.where(Question.institution_id.in_(viewer.led))
    rows = _open(unit, query.order_by(Question.due_on, Question.asked_at))
    orphans = _without_leader(unit, rows) if Role.DPO in viewer.roles else set()
    return [row for row in rows if row.institution_id in viewer.led or row.id in orphans]


def questions_about(unit: Unit, viewer: Viewer) -> Sequence[Question]:
    """Return the open questions about the viewer's own readings."""
    query = select(Question).where(
        Question.answered_at.is_(None), Question.reader_id == viewer.person_id
    )
    return _open(unit, query.order_by(Question.asked_at))


def open_questions(unit: Unit) -> Sequence[Question]:
    """Return every open question, the first due first: the data-protection officer's list."""
    query = select(Question).where(Question.answered_at.is_(None))
    return _open(unit, query.order_by(Question.due_on, Question.asked_at))


def asked_by(
    unit: Unit, viewer: Viewer, child_id: UUID, limit: int
) -> Sequence[tuple[Question, Reply | None]]:
    """Return what the viewer has asked about a child's readings, the newest first."""
    query = (
        select(Question, Reply)
        .outerjoin(Reply, Reply.question_id == Question.id)
        .where(Question.child_id == child_id, Question.asker_id == viewer.person_id)
        .order_by(Question.asked_at.desc())
        .limit(limit)
    )
    return [(question, reply) for question, reply in unit.session.execute(query)]


def checks_for(unit: Unit, viewer: Viewer, limit: int) -> Sequence[SpotCheck]:
    """Return the open checks, then the newest concluded: all to the officer, else the viewer's.

    Nobody sees a check of his own readings.
    """
    query = select(SpotCheck).where(SpotCheck.reader_id != viewer.person_id)
    if Role.DPO not in viewer.roles:
        query = query.where(SpotCheck.reviewer_id == viewer.person_id)
    done = SpotCheck.concluded_at
    order = (done.is_not(None), func.coalesce(done, SpotCheck.drawn_at).desc(), SpotCheck.id)
    return unit.session.scalars(query.order_by(*order).limit(limit)).all()


def checked_keys(unit: Unit, chains: set[UUID]) -> set[tuple[UUID, int]]:
    """Return which readings of these chains are or were checked."""
    query = select(SpotCheck.chain, SpotCheck.sequence).where(SpotCheck.chain.in_(chains))
    return {(chain, sequence) for chain, sequence in unit.session.execute(query)}


def all_leaders(unit: Unit) -> frozenset[UUID]:
    """Return who leads any institution now."""
    return frozenset(work.person_id for work in leading(unit))


def _open(unit: Unit, query: Select[Question]) -> Sequence[Question]:
    """Leave out children to whom all access has ended: nobody may read an answer (L60)."""
    rows = unit.session.scalars(query).all()
    over = ended(unit, {row.child_id for row in rows})
    return [row for row in rows if row.child_id not in over]


def _without_leader(unit: Unit, rows: Sequence[Question]) -> set[UUID]:
    """Return the questions that no leader but the reader himself could answer."""
    places = {row.institution_id for row in rows}
    led = [(work.institution_id, work.person_id) for work in leading(unit, places)]
    return {
        row.id
        for row in rows
        if not any(place == row.institution_id and who != row.reader_id for place, who in led)
    }
