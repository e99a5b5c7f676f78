"""What a signing or a withdrawal would change, told before the press (L20)."""

from collections.abc import Sequence
from uuid import UUID

from stafet import audit
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.audience import Effect, effect
from stafet.consent.decision import CHILD
from stafet.consent.scope import Grant, Taken
from stafet.consent.services.giving import Choice, Signing, period_of, refuse_empty
from stafet.db.transaction import Unit
from stafet.web.viewer import Viewer


def effect_of_signing(
    unit: Unit, viewer: Viewer, child_id: UUID, signing: Signing
) -> tuple[Effect, ...]:
    """Return what a signing would change. Raises `Invalid` as the signing itself would."""
    audit.lock_after(unit, child_id)
    refuse_empty(unit, signing)
    grants = [_grant(unit, viewer, signing, choice) for choice in signing.choices]
    taken = [
        Taken(viewer.person_id, grant.signed_at - audit.STEP, grant.institution_id)
        for grant in grants
    ]
    places = [choice.institution_id for choice in signing.choices]
    given = [grant for grant in grants if grant.categories]
    return effect(unit, child_id, viewer.person_id, places, grants=given, taken=taken)


def effect_of_withdrawal(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    places: Sequence[UUID],
    category: str | None = None,
) -> tuple[Effect, ...]:
    """Return what taking these places back, or one category of them, would change."""
    audit.lock_after(unit, child_id)
    taken = [Taken(viewer.person_id, unit.now, place, category) for place in places]
    return effect(unit, child_id, viewer.person_id, places, taken=taken)


def _grant(unit: Unit, viewer: Viewer, signing: Signing, choice: Choice) -> Grant:
    from_at, until_at = period_of(unit, signing, choice)
    own = {str(viewer.person_id)} if choice.own_matters else set()
    return Grant(
        consent_id=signing.id,
        giver_id=viewer.person_id,
        institution_id=choice.institution_id,
        signed_at=unit.now,
        from_at=from_at,
        until_at=until_at,
        purpose=unit.use(Catalogue).default_purpose.key,
        categories=choice.categories if choice.yes else frozenset(),
        subjects=frozenset({CHILD} | own),
        since_on=None if choice.everything else day_of(unit.now),
    )
