"""Ask the parents whether an institution may take part."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.audit.manifest import genuine_only
from stafet.consent.answers import why_context
from stafet.consent.models import Request
from stafet.consent.services.acts import note
from stafet.db.transaction import Unit
from stafet.ids import new_id
from stafet.records.rules import HappeningKind
from stafet.records.services import refuse_betraying
from stafet.vault import Kind, Vault
from stafet.web.viewer import Viewer


def ask(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_ids: Sequence[UUID],
    from_on: date | None = None,
    why: str = "",
) -> None:
    """Ask the custody holders whether institutions may take part; asking twice is asking once.

    `why` is the asker's own sentence, sealed. Who may ask is the caller's to see to: the holder,
    from the log (`consent.asking`). Raises `Invalid` at `why` for words that betray a home.
    """
    why = why.strip()
    refuse_betraying(unit, child_id, why, "why")
    known = unit.session.scalars(select(Request).where(Request.child_id == child_id))
    asked = {row.institution_id for row in genuine_only(unit, known)}
    for institution in dict.fromkeys(institution_ids):
        if institution in asked:
            continue
        request = Request(
            id=new_id(),
            child_id=child_id,
            institution_id=institution,
            asked_by=viewer.person_id,
            asked_at=unit.now,
            from_on=from_on,
        )
        if why:
            context = why_context(request)
            request.sealed = unit.use(Vault).seal(child_id, Kind.CONTENT, context, why)
        unit.session.add(request)
        about = {"institution": str(institution)}
        audit.append(unit, child_id, Event("consent:ask", viewer.person_id, about=about))
        note(unit, HappeningKind.CONSENT_ASKED, viewer, child_id, institution)
