"""Hand somebody a way in; what was handed over is known by its hash only."""

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import delete

from stafet import audit
from stafet.accounts.models import Account, Invitation
from stafet.accounts.queries import has_administrator, may_have_account, open_account
from stafet.accounts.rules import INVITED_FOR, IdentityCheck
from stafet.accounts.services.making import make_account
from stafet.accounts.services.roles import grant_role
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.people.models import PersonKind
from stafet.people.rules import Identity
from stafet.people.services import register_adult
from stafet.vault import Vault, genuine
from stafet.web.viewer import Role


def invite(unit: Unit, person_id: UUID, login: str, how: IdentityCheck, *, by: UUID | None) -> str:
    """Make an account's invitation; return the token, which is shown once and never kept.

    Raises `Invalid` where the place has no agreement with the kommune (L19).
    """
    if not may_have_account(unit, person_id):
        raise Invalid({"": "The place has no agreement with the kommune that is in force yet."})
    make_account(unit, person_id, login, by=by)
    _forget(unit, person_id)
    about = {"person": str(person_id), "how": how.value}
    kind = "person" if by else "system"
    event = Event("accounts:invite", by, actor_kind=kind, about=about)
    audit.append(unit, audit.KOMMUNE, event)
    return _new(unit, person_id, how, by)


def invite_first_administrator(unit: Unit) -> str | None:
    """Return a token by which the first administrator makes himself, or None if there is one."""
    if has_administrator(unit):
        return None
    _forget(unit, None)
    return _new(unit, None, IdentityCheck.FIRST, None)


def living_invitation(unit: Unit, token: str) -> Invitation | None:
    """Return the unused, genuine invitation of a token, or None."""
    return invitation_of(unit, hash_of(token))


def invitation_of(unit: Unit, token_hash: bytes) -> Invitation | None:
    """Return the unused, genuine invitation whose token has this hash, or None."""
    row = unit.session.get(Invitation, token_hash)
    if row is None or row.used_at or unit.now >= row.ends_at:
        return None
    if not genuine(unit.use(Vault), row) or _is_late_for_first(unit, row):
        return None
    return row


def become_administrator(unit: Unit, invitation: Invitation, name: str, login: str) -> Account:
    """Register the first administrator; the same token then leads to password and codes."""
    identity = Identity(name, email=login if "@" in login else "")
    person = register_adult(unit, PersonKind.PROFESSIONAL, identity, by=None)
    account = make_account(unit, person, login)
    grant_role(unit, person, Role.ADMIN, None)
    invitation.person_id = person
    return account


def invited_account(unit: Unit, invitation: Invitation) -> Account | None:
    """Return the account an invitation leads to, if it is open and not in use yet."""
    if invitation.person_id is None:
        return None
    account = open_account(unit, Account.person_id == invitation.person_id)
    return None if account is None or account.totp else account


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _is_late_for_first(unit: Unit, row: Invitation) -> bool:
    return row.person_id is None and has_administrator(unit)


def _new(unit: Unit, person_id: UUID | None, how: IdentityCheck, by: UUID | None) -> str:
    token = secrets.token_urlsafe(24)
    row = Invitation(
        token_hash=hash_of(token),
        person_id=person_id,
        made_at=unit.now,
        ends_at=unit.now + INVITED_FOR,
        checked_by=by,
        checked_how=how,
    )
    unit.session.add(row)
    return token


def _forget(unit: Unit, person_id: UUID | None) -> None:
    """Only the newest invitation counts."""
    which = Invitation.person_id == person_id if person_id else Invitation.person_id.is_(None)
    unit.session.execute(delete(Invitation).where(which, Invitation.used_at.is_(None)))
