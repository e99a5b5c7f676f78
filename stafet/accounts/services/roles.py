"""Give, review and take the house's roles; nobody gives himself one."""

from uuid import UUID

from stafet import audit
from stafet.accounts.models import RoleGrant
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.web.viewer import Role


def grant_role(unit: Unit, person_id: UUID, role: Role, by: UUID | None) -> RoleGrant:
    """Give somebody a role from now, or note that it was reviewed (L53)."""
    _refuse_self(person_id, by)
    row = _now(unit, person_id, role)
    if row is None:
        row = RoleGrant(person_id=person_id, role=role, from_at=unit.now, reviewed_at=unit.now)
        unit.session.add(row)
    elif row.to_at is not None and row.to_at <= unit.now:
        row.from_at, row.to_at = unit.now, None
    row.reviewed_at = unit.now
    unit.session.flush()
    _note(unit, "role:grant", row, by)
    return row


def take_role(unit: Unit, person_id: UUID, role: Role, by: UUID | None) -> None:
    """End a role now; what nobody has is ended already."""
    _refuse_self(person_id, by)
    row = _now(unit, person_id, role)
    if row is not None and row.to_at is None:
        row.to_at = unit.now
        _note(unit, "role:take", row, by)


def _now(unit: Unit, person_id: UUID, role: Role) -> RoleGrant | None:
    """Queue on the list in which somebody's roles stand, and return this one as it is now."""
    audit.lock(unit, audit.work_of(person_id))
    return unit.session.get(RoleGrant, (person_id, role), populate_existing=True)


def _refuse_self(person_id: UUID, by: UUID | None) -> None:
    if person_id == by:
        raise Invalid({"role": "Nobody decides over his own role. Ask another administrator."})


def _note(unit: Unit, action: str, row: RoleGrant, by: UUID | None) -> None:
    about = {"person": str(row.person_id), "role": row.role.value}
    kind = "person" if by else "system"
    audit.append(unit, audit.KOMMUNE, Event(action, by, actor_kind=kind, about=about))
