"""From a login and a password to an account, and from a code to a viewer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet import audit
from stafet.accounts import factor, passwords
from stafet.accounts.models import Account, Invitation
from stafet.accounts.queries import account_by_login, load_viewer
from stafet.accounts.rules import Bucket, spelled
from stafet.accounts.services.making import note
from stafet.accounts.services.tries import count_try, forgive
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.vault import Vault, genuine
from stafet.web.sessions import end_sessions_of
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Knock:
    """What is known of one try before the password is looked at, outside of any unit."""

    account_id: UUID | None
    stored: str | None
    wait_until: datetime | None


def knock(unit: Unit, login: str, address: str) -> Knock:
    """Count a try and find what its password is checked against; unknown logins look the same."""
    wait = count_try(unit, {Bucket.LOGIN: spelled(login), Bucket.ADDRESS: address})
    account = account_by_login(unit, login)
    if account is None or account.totp is None or not _may_enter(unit, account):
        return Knock(None, None, wait)
    return Knock(account.id, account.password_hash, wait)


def refuse(unit: Unit, account_id: UUID | None) -> None:
    """Record a try that failed."""
    account = unit.session.get(Account, account_id) if account_id else None
    about = {"person": str(account.person_id)} if account else {}
    event = Event("accounts:sign-in-refused", None, actor_kind="unknown", about=about)
    audit.append(unit, audit.KOMMUNE, event)


def accept_password(unit: Unit, account_id: UUID, login: str, password: str) -> None:
    """Forget the login's tries; hash anew where today's settings are stronger."""
    forgive(unit, Bucket.LOGIN, spelled(login))
    account = unit.session.get_one(Account, account_id)
    if account.password_hash and passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.renewed(password)


def check_code(unit: Unit, account_id: UUID, code: str) -> Viewer | datetime | None:
    """Return the viewer of a right, fresh code; None for a wrong one, or when to come back."""
    if wait := count_try(unit, {Bucket.CODE: str(account_id)}):
        return wait
    account = unit.session.get_one(Account, account_id)
    if not account.totp or not _may_enter(unit, account):
        return None
    secret = factor.secret_of(unit, account.id, account.totp)
    step = factor.step_of(secret, code, unit.now, after=account.totp_step)
    if step is None:
        refuse(unit, account_id)
        return None
    account.totp_step = step
    forgive(unit, Bucket.CODE, str(account_id))
    return load_viewer(unit, account_id)


def take_factor(
    unit: Unit, account: Account, invitation: Invitation, part: bytes, code: str
) -> Viewer | None:
    """Bind an account to an app that shows the right code; the invitation is used up."""
    secret = factor.secret_of(unit, account.id, part)
    step = factor.step_of(secret, code, unit.now)
    if step is None:
        return None
    account.totp, account.totp_step = part, step
    invitation.used_at = unit.now
    note(unit, "accounts:factor", account, account.person_id)
    unit.session.flush()
    return load_viewer(unit, account.id)


def set_password(unit: Unit, account: Account, hashed: str) -> None:
    """Give an account a new password: every session of it is dead at once."""
    account.password_hash = hashed
    end_sessions_of(unit, account.id)
    note(unit, "accounts:password", account, account.person_id)


def _may_enter(unit: Unit, account: Account) -> bool:
    return account.disabled_at is None and genuine(unit.use(Vault), account)
