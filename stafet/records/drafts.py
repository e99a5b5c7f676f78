"""What an author has begun: sealed, his own, in versions, gone once it is saved."""

from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, NotFound
from stafet.ids import new_id
from stafet.records.models import Draft
from stafet.records.rules import Content
from stafet.vault import Context, Kind, Vault

NEVER_SAVED = 0
"""The version a form is drawn from where no draft is kept yet."""


def find_draft(unit: Unit, author_id: UUID, child_id: UUID, purpose: str) -> Draft | None:
    """Return an author's draft, still sealed."""
    query = select(Draft).where(
        Draft.author_id == author_id, Draft.child_id == child_id, Draft.purpose == purpose
    )
    return unit.session.scalars(query).first()


def begun_drafts(unit: Unit, author_id: UUID, purpose: str) -> frozenset[UUID]:
    """Return the children an author has begun to write about."""
    query = select(Draft.child_id).where(Draft.author_id == author_id, Draft.purpose == purpose)
    return frozenset(unit.session.scalars(query))


def keep_draft(
    unit: Unit, author_id: UUID, child_id: UUID, purpose: str, content: Content, seen: int
) -> int:
    """Save a draft over the version the author saw; return the new version.

    Raises `Conflict` where another tab saved first (R11).
    """
    if not audit.lock(unit, child_id):
        raise NotFound(Attempt("draft:keep", None, child_id))
    draft = find_draft(unit, author_id, child_id, purpose)
    refuse_overtaken(draft, seen)
    if draft is None:
        draft = Draft(
            id=new_id(), author_id=author_id, child_id=child_id, purpose=purpose, version=0
        )
        unit.session.add(draft)
    draft.version, draft.saved_at = draft.version + 1, unit.now
    context = draft_context(draft)
    draft.sealed = unit.use(Vault).seal(child_id, Kind.DRAFT, context, content.to_json())
    about = {"draft": str(draft.id), "version": str(draft.version)}
    audit.append(unit, child_id, Event("draft:keep", author_id, about=about))
    return draft.version


def refuse_overtaken(draft: Draft | None, seen: int) -> None:
    """Raise `Conflict` unless `seen` is the version that is kept."""
    if (draft.version if draft else NEVER_SAVED) != seen:
        raise Conflict({})


def drop_draft(unit: Unit, author_id: UUID, child_id: UUID, purpose: str) -> None:
    """Forget a draft that is saved, or that its author gives up."""
    draft = find_draft(unit, author_id, child_id, purpose)
    if draft is not None:
        unit.session.delete(draft)
        audit.append(unit, child_id, Event("draft:drop", author_id, about={"draft": str(draft.id)}))


def draft_context(draft: Draft) -> Context:
    """Return the facts bound into a draft's sealed bytes."""
    return Context(
        table="records_draft",
        column="sealed",
        child=draft.child_id,
        record=draft.id,
        version=draft.version,
        author=draft.author_id,
    )
