"""From an account to a viewer, anew at each request: rights are never kept in a session."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from stafet.accounts.models import Account, RoleGrant
from stafet.accounts.rules import role_lapses_on, spelled
from stafet.audit.chain import WORK, WORKERS
from stafet.audit.manifest import standing
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.people.models import Employment, EmploymentRole, Person, PersonKind
from stafet.people.queries import employments_of, institutions, leading
from stafet.people.rules import has_agreement, lasts
from stafet.vault import Vault, genuine, is_former
from stafet.web.viewer import Role, Viewer, ViewerKind

_WHO = (
    select(Account, *WORK, Person.kind)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(WORKERS, WORKERS.c.worker_id == Account.person_id)
)
_ITSELF = _WHO.where(Account.id == bindparam("account"))
_ROLES = select(RoleGrant, *WORK).outerjoin(WORKERS, WORKERS.c.worker_id == RoleGrant.person_id)
_ADMINISTRATORS = _ROLES.where(RoleGrant.role == Role.ADMIN)
_GRANTS = _ROLES.where(RoleGrant.person_id == bindparam("person"))


def load_viewer(unit: Unit, account_id: UUID) -> Viewer | None:
    """Return the viewer of a living, genuine account, or None."""
    found = unit.session.execute(_ITSELF, {"account": account_id}).one_or_none()
    if found is None:
        return None
    account, *_, kind = found
    if account.disabled_at or not standing(unit, [found], strict=True):
        return None
    if kind is PersonKind.CHILD:
        return Viewer(account.id, account.person_id, ViewerKind.YOUNG)
    if kind is PersonKind.GUARDIAN:
        return Viewer(account.id, account.person_id, ViewerKind.GUARDIAN)
    return _professional(unit, account)


def open_account(unit: Unit, which: ColumnElement[bool]) -> Account | None:
    """Return the account of which this holds, if it is open and as the product left it."""
    rows = standing(unit, unit.session.execute(_WHO.where(which)), strict=True)
    return next((row for row in rows if row.disabled_at is None), None)


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
    """Return whether somebody can sign in as administrator: role, factor and open account.

    Or could, were his list signed: after an upgrade nobody is invited in his place.
    """
    found, vault = unit.session.execute(_ADMINISTRATORS).all(), unit.use(Vault)
    listed = standing(unit, found)
    for grant, *_ in found:
        account = account_of(unit, grant.person_id)
        if account is None or not account.totp or account.disabled_at or not counts(unit, grant):
            continue
        if grant in listed or (is_former(vault, account) and genuine(vault, grant)):
            return True
    return False


def holders_of(unit: Unit, role: Role) -> frozenset[UUID]:
    """Return who holds an administrator's or data-protection officer's role now."""
    rows = standing(unit, unit.session.execute(_ROLES.where(RoleGrant.role == role)), strict=True)
    return frozenset(grant.person_id for grant in rows if counts(unit, grant))


@dataclass(frozen=True, slots=True)
class RoleSpell:
    """A role that nobody has taken, and the day it lapses unless it is reviewed (L53)."""

    person_id: UUID
    role: Role
    institution_id: UUID | None
    lapses_on: date


def role_spells(unit: Unit, person_id: UUID | None = None) -> list[RoleSpell]:
    """Return the roles of one person, or of all; a leader's follows from the employment."""
    asked = _ROLES if person_id is None else _ROLES.where(RoleGrant.person_id == person_id)
    grants = standing(unit, unit.session.execute(asked), strict=True)
    reviews = {one.person_id: one.reviewed_at for one in grants if one.role is Role.LEADER}
    work = leading(unit) if person_id is None else employments_of(unit, person_id)
    given = [
        (one.person_id, one.role, None, one.reviewed_at)
        for one in grants
        if one.role is not Role.LEADER and one.to_at is None
    ]
    led = [
        (
            row.person_id,
            Role.LEADER,
            row.institution_id,
            max(row.from_at, reviews.get(row.person_id, row.from_at)),
        )
        for row in work
        if row.role is EmploymentRole.LEADER
    ]
    months = unit.use(Catalogue).deadlines.role_review_months
    return [
        RoleSpell(person, role, place, role_lapses_on(day_of(reviewed_at), months))
        for person, role, place, reviewed_at in (*given, *led)
    ]


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
    rows = unit.session.execute(_GRANTS, {"person": person_id})
    return {row.role: row for row in standing(unit, rows, strict=True)}
