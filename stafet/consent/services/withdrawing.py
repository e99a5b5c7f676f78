"""Take back: with effect on anybody's next request (L07)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from stafet import audit
from stafet.audit import Event
from stafet.consent.models import Consent, Party, Withdrawal
from stafet.consent.services.acts import note, refuse_others, take_back
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.failpoints import failpoint
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Viewer


def withdraw(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_id: UUID | None = None,
    category: str | None = None,
) -> None:
    """Take back everything, an institution or one category of it: the next request is refused.

    It needs no mail and nobody's leave; twice is once (L07, R18).
    """
    refuse_others(unit, viewer, child_id, "consent:withdraw")
    if institution_id is not None and institution_id not in answered_by(unit, viewer, child_id):
        raise NotFound(Attempt("consent:withdraw", institution_id, child_id))
    if _said_already(unit, viewer, child_id, institution_id, category):
        return
    take_back(unit, viewer, child_id, institution_id, category)
    unit.session.flush()
    failpoint("withdraw.taken-back")
    about = {"institution": str(institution_id or ""), "category": category or ""}
    audit.append(unit, child_id, Event("consent:withdraw", viewer.person_id, about=about))
    note(unit, HappeningKind.CONSENT_WITHDRAWN, viewer, child_id, institution_id, category)


def answered_by(unit: Unit, viewer: Viewer, child_id: UUID) -> set[UUID]:
    """Return the institutions the viewer has ever answered about."""
    query = (
        select(Party.institution_id)
        .join(Consent, Consent.id == Party.consent_id)
        .where(Consent.child_id == child_id, Consent.giver_id == viewer.person_id)
    )
    return set(unit.session.scalars(query))


def _said_already(
    unit: Unit, viewer: Viewer, child_id: UUID, institution_id: UUID | None, category: str | None
) -> bool:
    """Whether nothing was ever signed, or the same taken back and nothing signed since."""
    signed = select(func.max(Consent.signed_at)).where(
        Consent.child_id == child_id, Consent.giver_id == viewer.person_id
    )
    last: datetime | None = unit.session.scalars(signed).one()
    if last is None:
        return True
    same = select(Withdrawal.id).where(
        Withdrawal.child_id == child_id,
        Withdrawal.giver_id == viewer.person_id,
        Withdrawal.from_at == Withdrawal.at,
        Withdrawal.institution_id.is_not_distinct_from(institution_id),
        Withdrawal.category.is_not_distinct_from(category),
        Withdrawal.at >= last,
    )
    return unit.session.scalars(same).first() is not None
