"""Ask the parents whether an institution may take part."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.consent.models import Request
from stafet.consent.services.acts import note
from stafet.db.transaction import Unit
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Viewer


def ask(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_ids: Sequence[UUID],
    from_on: date | None = None,
) -> None:
    """Ask the custody holders whether institutions may take part; asking twice is asking once.

    Who may ask is the caller's to see to: the holder, from the log (`consent.asking`).
    """
    known = select(Request.institution_id).where(Request.child_id == child_id)
    asked = set(unit.session.scalars(known))
    for institution in dict.fromkeys(institution_ids):
        if institution in asked:
            continue
        unit.session.add(
            Request(
                child_id=child_id,
                institution_id=institution,
                asked_by=viewer.person_id,
                asked_at=unit.now,
                from_on=from_on,
            )
        )
        about = {"institution": str(institution)}
        audit.append(unit, child_id, Event("consent:ask", viewer.person_id, about=about))
        note(unit, HappeningKind.CONSENT_ASKED, viewer, child_id, institution)
