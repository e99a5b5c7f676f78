"""From a login and a password to an account, and from a code to a viewer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stafet import audit
from stafet.accounts import factor, passwords
from stafet.accounts.models import Account, Invitation
from stafet.accounts.queries import load_viewer, login_index, open_account
from stafet.accounts.rules import Bucket, spelled
from stafet.accounts.services.making import hold, note
from stafet.accounts.services.tries import count_try, forgive
from stafet.audit import Event
from stafet.db.transaction import Unit
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
    account = open_account(unit, Account.login_index == login_index(unit, login))
    if account is None or account.totp is None:
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
    account = unit.session.get_one(Account, account_id)
    hold(unit, account)
    forgive(unit, Bucket.LOGIN, spelled(login))
    if account.password_hash and passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.renewed(password)


def check_code(unit: Unit, account_id: UUID, code: str) -> Viewer | datetime | None:
    """Return the viewer of a right, fresh code; None for a wrong one, or when to come back.

    The account is locked before the tries are, as whoever changes it locks it before the chain.
    """
    if mine := unit.session.get(Account, account_id):
        hold(unit, mine)
    if wait := count_try(unit, {Bucket.CODE: str(account_id)}):
        return wait
    account = open_account(unit, Account.id == account_id)
    if account is None or not account.totp:
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
    """Bind an account to an app that shows the right code; the invitation is used up.

    Return None for a wrong code, and where another page has bound the account meanwhile.
    """
    hold(unit, account)
    secret = factor.secret_of(unit, account.id, part)
    step = factor.step_of(secret, code, unit.now)
    if step is None or account.totp:
        return None
    account.totp, account.totp_step = part, step
    invitation.used_at = unit.now
    note(unit, "accounts:factor", account, account.person_id)
    unit.session.flush()
    return load_viewer(unit, account.id)


def set_password(unit: Unit, account: Account, hashed: str) -> None:
    """Give an account a new password: every session of it is dead at once."""
    hold(unit, account)
    account.password_hash = hashed
    end_sessions_of(unit, account.id)
    note(unit, "accounts:password", account, account.person_id)
