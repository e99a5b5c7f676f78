"""From an account to a viewer, anew at each request: rights are never kept in a session."""

from uuid import UUID

from sqlalchemy import select

from stafet.accounts.models import Account, RoleGrant
from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.people.models import EmploymentRole, Person, PersonKind
from stafet.people.queries import employments_of, institutions
from stafet.people.rules import lasts
from stafet.vault import Vault, genuine, genuine_rows
from stafet.web.viewer import Role, Viewer, ViewerKind


def load_viewer(unit: Unit, account_id: UUID) -> Viewer | None:
    """Return the viewer of a living, genuine account, or None."""
    account = unit.session.get(Account, account_id)
    if account is None or account.disabled_at or not genuine(unit.use(Vault), account):
        return None
    person = unit.session.get_one(Person, account.person_id)
    if person.kind is not PersonKind.PROFESSIONAL:
        return Viewer(account.id, person.id, ViewerKind.GUARDIAN)
    return _professional(unit, account)


def account_of(unit: Unit, person_id: UUID) -> Account | None:
    """Return a person's account."""
    return unit.session.scalars(select(Account).where(Account.person_id == person_id)).first()


def _professional(unit: Unit, account: Account) -> Viewer:
    employments = employments_of(unit, account.person_id)
    led = frozenset(e.institution_id for e in employments if e.role is EmploymentRole.LEADER)
    roles = _roles(unit, account.person_id) | ({Role.LEADER} if led else set())
    title, place = "", ""
    for first in employments[:1]:
        title = first.title
        place = institutions(unit, [first.institution_id])[first.institution_id].name
    kind = ViewerKind.PROFESSIONAL
    return Viewer(account.id, account.person_id, kind, frozenset(roles), led, title, place)


def _roles(unit: Unit, person_id: UUID) -> set[Role]:
    """Return the roles that count: begun, not ended, reviewed lately enough (L53)."""
    months = unit.use(Catalogue).deadlines.role_review_months
    today = day_of(unit.now)
    rows = unit.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id))
    good, _ = genuine_rows(unit, rows)
    return {
        row.role
        for row in good
        if lasts(row, unit.now) and months_after(day_of(row.reviewed_at), months) > today
    }
