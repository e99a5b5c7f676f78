"""Keep a concern while it is being written, and the parents' involvement until the log opens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet import audit
from stafet.concerns.rules import Concern
from stafet.concerns.standing import author_for
from stafet.consent.reading import read_draft
from stafet.db.transaction import Unit
from stafet.logs.rules import Involvement
from stafet.records import drafts
from stafet.web.viewer import Viewer

CONCERN = "concern"
INVOLVEMENT = "involvement"


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft, opened for its author."""

    concern: Concern
    version: int
    saved_at: datetime


def keep_concern(unit: Unit, viewer: Viewer, child_id: UUID, concern: Concern, seen: int) -> int:
    """Keep what is written so far; return the draft's version. Raises `Conflict` (R11)."""
    audit.lock(unit, child_id)
    author = author_for(unit, viewer, child_id, "concern:draft")
    content = concern.to_content()
    return drafts.keep_draft(unit, author.person_id, child_id, CONCERN, content, seen)


def kept_concern(unit: Unit, viewer: Viewer, child_id: UUID) -> Kept | None:
    """Return the viewer's own draft about a child, opened."""
    found = read_draft(unit, viewer, child_id, CONCERN)
    if found is None:
        return None
    draft, content = found
    return Kept(Concern.from_content(content), draft.version, draft.saved_at)


def keep_involvement(unit: Unit, viewer: Viewer, child_id: UUID, told: Involvement) -> None:
    """Keep how the parents were involved for the day the log is opened."""
    draft = drafts.find_draft(unit, viewer.person_id, child_id, INVOLVEMENT)
    seen = draft.version if draft else drafts.NEVER_SAVED
    content = Concern(involvement=told).to_content()
    drafts.keep_draft(unit, viewer.person_id, child_id, INVOLVEMENT, content, seen)


def kept_involvement(unit: Unit, viewer: Viewer, child_id: UUID) -> Involvement | None:
    """Return how the parents were involved, as the viewer told it with the concern."""
    found = read_draft(unit, viewer, child_id, INVOLVEMENT)
    return Concern.from_content(found[1]).involvement if found else None
