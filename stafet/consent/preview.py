"""What a signing or a withdrawal would change, told before the press (L20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stafet import audit
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.decision import CHILD
from stafet.consent.effects import Effect, Effects
from stafet.consent.scope import Grant, Taken
from stafet.consent.services.giving import Choice, Signing, period_of, refuse_empty
from stafet.db.transaction import Unit
from stafet.web.viewer import Viewer


def effect_of_signing(
    unit: Unit, viewer: Viewer, child_id: UUID, signing: Signing
) -> tuple[Effect, ...]:
    """Return what a signing would change. Raises `Invalid` as the signing itself would."""
    audit.lock_after(unit, child_id)
    refuse_empty(unit, child_id, signing)
    grants = [_grant(unit, viewer, signing, choice) for choice in signing.choices]
    taken = [
        Taken(viewer.person_id, grant.signed_at - audit.STEP, grant.institution_id)
        for grant in grants
    ]
    places = [choice.institution_id for choice in signing.choices]
    given = [grant for grant in grants if grant.categories]
    return Effects(unit, child_id, viewer.person_id).of(places, grants=given, taken=taken)


@dataclass(frozen=True, slots=True)
class Taking:
    """Something that can be taken back: places, or one category of them."""

    places: tuple[UUID, ...]
    category: str | None = None


def effects_of_takings(
    unit: Unit, viewer: Viewer, child_id: UUID, takings: Sequence[Taking]
) -> tuple[tuple[Effect, ...], ...]:
    """Return what each of these would change, from one look at the facts."""
    audit.lock_after(unit, child_id)
    effects = Effects(unit, child_id, viewer.person_id)
    return tuple(
        effects.of(taking.places, taken=_taken(unit, viewer, taking)) for taking in takings
    )


def _taken(unit: Unit, viewer: Viewer, taking: Taking) -> list[Taken]:
    return [Taken(viewer.person_id, unit.now, place, taking.category) for place in taking.places]


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
