"""Rows that keep a record from guardians, for tests: written directly, nobody decided."""

from stafet.consent.models import Limit, LimitKind


def limit(world, record_id, kind=LimitKind.HIDDEN, guardian=None):
    """Keep a record from a guardian, or from all of them."""
    with world.unit() as unit:
        unit.session.add(
            Limit(
                child_id=world.child,
                kind=kind,
                record_id=record_id,
                guardian_id=guardian and guardian.person_id,
                legal="child",
                set_at=unit.now,
            )
        )
