"""From an account to a viewer, anew at each request: rights are never kept in a session."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from stafet.accounts.models import Account, RoleGrant
from stafet.accounts.rules import role_lapses_on, spelled
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.people.models import Employment, EmploymentRole, Person, PersonKind
from stafet.people.queries import employments_of, institutions
from stafet.people.rules import has_agreement, lasts
from stafet.vault import Vault, genuine, genuine_rows
from stafet.web.viewer import Role, Viewer, ViewerKind

_WHO = (
    select(Account, Person.kind)
    .join(Person, Person.id == Account.person_id)
    .where(Account.id == bindparam("account"))
)
_GRANTS = select(RoleGrant).where(RoleGrant.person_id == bindparam("person"))


def load_viewer(unit: Unit, account_id: UUID) -> Viewer | None:
    """Return the viewer of a living, genuine account, or None."""
    found = unit.session.execute(_WHO, {"account": account_id}).one_or_none()
    if found is None:
        return None
    account, kind = found
    if account.disabled_at or not genuine(unit.use(Vault), account):
        return None
    if kind is PersonKind.CHILD:
        return Viewer(account.id, account.person_id, ViewerKind.YOUNG)
    if kind is PersonKind.GUARDIAN:
        return Viewer(account.id, account.person_id, ViewerKind.GUARDIAN)
    return _professional(unit, account)


def account_of(unit: Unit, person_id: UUID) -> Account | None:
    """Return a person's account."""
    return unit.session.scalars(select(Account).where(Account.person_id == person_id)).first()


def login_index(unit: Unit, login: str) -> bytes:
    """Return what is kept of a login: a keyed digest of its one spelling."""
    return unit.use(Vault).blind_index("login", spelled(login))


def account_by_login(unit: Unit, login: str) -> Account | None:
    """Return the account with this login."""
    found = select(Account).where(Account.login_index == login_index(unit, login))
    return unit.session.scalars(found).first()


def has_administrator(unit: Unit) -> bool:
    """Return whether somebody can sign in as administrator: role, factor and open account."""
    query = select(RoleGrant).where(RoleGrant.role == Role.ADMIN)
    good, _ = genuine_rows(unit, unit.session.scalars(query))
    for grant in good:
        account = account_of(unit, grant.person_id)
        ready = account and account.totp and not account.disabled_at
        if ready and counts(unit, grant):
            return True
    return False


def holders_of(unit: Unit, role: Role) -> frozenset[UUID]:
    """Return who holds an administrator's or data-protection officer's role now."""
    query = select(RoleGrant).where(RoleGrant.role == role)
    good, _ = genuine_rows(unit, unit.session.scalars(query))
    return frozenset(grant.person_id for grant in good if counts(unit, grant))


def may_have_account(unit: Unit, person_id: UUID) -> bool:
    """Return whether each place a professional works at may have accounts (L19)."""
    places = [row.institution_id for row in employments_of(unit, person_id)]
    today = day_of(unit.now)
    return all(
        has_agreement(place.ownership, place.controller, place.agreement_on, today)
        for place in institutions(unit, places).values()
    )


def counts(unit: Unit, grant: RoleGrant) -> bool:
    """Return whether a genuine grant counts now: begun, not ended, reviewed lately (L53)."""
    months = unit.use(Catalogue).deadlines.role_review_months
    lapses_on = role_lapses_on(day_of(grant.reviewed_at), months)
    return lasts(grant, unit.now) and day_of(unit.now) < lapses_on


def review_of(unit: Unit, row: Employment) -> datetime:
    """Return when a leader's role was reviewed last: at the latest when the work began."""
    review = _grants(unit, row.person_id).get(Role.LEADER)
    return max(row.from_at, review.reviewed_at) if review else row.from_at


def _professional(unit: Unit, account: Account) -> Viewer:
    employments = employments_of(unit, account.person_id)
    grants = _grants(unit, account.person_id).items()
    led = frozenset(row.institution_id for row in employments if _leads(unit, row))
    roles = {role for role, grant in grants if counts(unit, grant)} - {Role.LEADER}
    if led:
        roles.add(Role.LEADER)
    title, place = "", ""
    for first in employments[:1]:
        title = first.title
        place = institutions(unit, [first.institution_id])[first.institution_id].name
    kind = ViewerKind.PROFESSIONAL
    return Viewer(account.id, account.person_id, kind, frozenset(roles), led, title, place)


def _leads(unit: Unit, row: Employment) -> bool:
    """A leader's role follows from the employment, for as long as it is reviewed (L53)."""
    if row.role is not EmploymentRole.LEADER:
        return False
    months = unit.use(Catalogue).deadlines.role_review_months
    return day_of(unit.now) < role_lapses_on(day_of(review_of(unit, row)), months)


def _grants(unit: Unit, person_id: UUID) -> dict[Role, RoleGrant]:
    rows = unit.session.scalars(_GRANTS, {"person": person_id})
    return {row.role: row for row in genuine_rows(unit, rows)[0]}
