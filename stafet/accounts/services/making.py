"""Make accounts and end them."""

from uuid import UUID

from stafet import audit
from stafet.accounts.models import Account
from stafet.accounts.queries import account_by_login, account_of, login_index
from stafet.accounts.rules import LEAST_LENGTH, spelled
from stafet.audit import Event
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.people.queries import employments_of
from stafet.people.services import end_employment
from stafet.web.sessions import end_sessions_of


def make_account(unit: Unit, person_id: UUID, login: str, *, by: UUID | None = None) -> Account:
    """Give a person an account without a password yet; open a shut one again.

    Raises `Invalid` at `login` where it is too short or somebody else's.
    """
    if len(spelled(login)) < LEAST_LENGTH:
        raise Invalid({"login": "Write at least 3 characters."})
    other = account_by_login(unit, login)
    if other is not None and other.person_id != person_id:
        raise Invalid({"login": "Somebody else signs in with this. Choose another."})
    account = account_of(unit, person_id)
    if account is not None:
        hold(unit, account)
    else:
        account = Account(person_id=person_id, made_at=unit.now)
        unit.session.add(account)
    _refuse_living(account, by)
    account.login_index = login_index(unit, login)
    if account.disabled_at:  # who was shut out comes back by a new password and a new factor
        account.password_hash = account.totp = None
        account.disabled_at = account.disabled_by = None
    unit.session.flush()
    note(unit, "accounts:make", account, by)
    return account


def hold(unit: Unit, account: Account) -> None:
    """Queue on the list in which an account stands, and take it as it is now.

    Two changes at once would each sign the row without what the other wrote.
    """
    audit.lock(unit, audit.work_of(account.person_id))
    unit.session.refresh(account)


def _refuse_living(account: Account, by: UUID | None) -> None:
    """Nobody is given a new way into an account in use, nor by the one who shut it."""
    if account.totp and not account.disabled_at:
        raise Invalid({"login": "This person has access already. Somebody else must end it first."})
    if account.disabled_at and by is not None and account.disabled_by == by:
        raise Invalid({"login": "You ended this access. Somebody else must open it again."})


def disable_account(unit: Unit, account: Account, *, by: UUID | None) -> None:
    """Shut an account: no sign-in, and every session of it is dead at once (L29)."""
    hold(unit, account)
    account.disabled_at, account.disabled_by = unit.now, by
    end_sessions_of(unit, account.id)
    note(unit, "accounts:disable", account, by)


def shut_or_reopen(unit: Unit, account: Account, *, shut: bool) -> None:
    """Shut an account that the house itself may shut, or open what only the house had shut."""
    hold(unit, account)
    if shut and account.disabled_at is None:
        disable_account(unit, account, by=None)
    elif not shut and account.disabled_at is not None and account.disabled_by is None:
        account.disabled_at = None
        note(unit, "accounts:reopen", account, None)


def leave(unit: Unit, person_id: UUID, work_id: UUID | None, *, by: UUID | None) -> None:
    """End one of somebody's employments; with the last one the access ends too (L29)."""
    left = []
    for row in employments_of(unit, person_id):
        if row.id == work_id:
            end_employment(unit, row, by=by)
        else:
            left.append(row)
    account = account_of(unit, person_id)
    if not left and account is not None and account.disabled_at is None:
        disable_account(unit, account, by=by)


def note(unit: Unit, action: str, account: Account, by: UUID | None) -> None:
    """Record what was done to an account on the kommune's chain."""
    kind = "person" if by else "system"
    about = {"person": str(account.person_id)}
    audit.append(unit, audit.KOMMUNE, Event(action, by, actor_kind=kind, about=about))
