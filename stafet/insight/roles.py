"""Roles that will end because nobody has confirmed them: told ahead, and shown (L53)."""

from datetime import timedelta
from uuid import UUID

from stafet.accounts.queries import RoleSpell, holders_of, role_spells
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.special.notices import tell_staff
from stafet.db.transaction import Unit
from stafet.web.viewer import Role, Viewer


def ending_for(unit: Unit, viewer: Viewer) -> tuple[RoleSpell, ...]:
    """Return the roles that end soon: to an administrator all, to others their own; next first."""
    return tuple(_ending(unit, None if Role.ADMIN in viewer.roles else viewer.person_id))


def tell_of_ending_roles(unit: Unit) -> None:
    """Queue the mails of today, each once: to who has the role and to the administrators."""
    found = _ending(unit)
    administrators = holders_of(unit, Role.ADMIN) if found else frozenset[UUID]()
    days = unit.use(Catalogue).deadlines.role_reminder_days
    for one in found:
        left = (one.lapses_on - day_of(unit.now)).days
        nearest = min(count for count in days if left <= count)
        about = f"role:{one.role}:{one.lapses_on}:{nearest}"
        tell_staff(unit, administrators | {one.person_id}, about, one.person_id)


def _ending(unit: Unit, person_id: UUID | None = None) -> list[RoleSpell]:
    today = day_of(unit.now)
    soon = today + timedelta(days=max(unit.use(Catalogue).deadlines.role_reminder_days, default=0))
    spells = [one for one in role_spells(unit, person_id) if today < one.lapses_on <= soon]
    return sorted(spells, key=lambda one: (one.lapses_on, one.person_id))
