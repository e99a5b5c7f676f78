"""What questions, answers and remarks are sealed to: all under the child's own key."""

from uuid import UUID

from stafet.db.transaction import Unit
from stafet.oversight.models import Question, Reply, SpotCheck
from stafet.vault import Context, Kind, Vault


def question_context(row: Question) -> Context:
    return Context(
        Question.__tablename__,
        "sealed",
        row.child_id,
        row.id,
        author=row.asker_id,
        institution=row.institution_id,
        written_at=row.asked_at,
    )


def reply_context(row: Reply) -> Context:
    """Return what an answer is bound to: its outcome too."""
    return Context(
        Reply.__tablename__,
        "sealed",
        row.child_id,
        row.id,
        author=row.answered_by,
        categories=frozenset({row.outcome}),
        written_at=row.answered_at,
    )


def remark_context(row: SpotCheck) -> Context:
    """Return what a check's remark is bound to: who concluded it when, and its outcome."""
    return Context(
        SpotCheck.__tablename__,
        "sealed",
        row.child_id,
        row.id,
        author=row.concluded_by,
        categories=frozenset({row.outcome or ""}),
        written_at=row.concluded_at,
    )


def sealed(unit: Unit, child_id: UUID, context: Context, words: str) -> bytes:
    return unit.use(Vault).seal(child_id, Kind.CONTENT, context, words)
