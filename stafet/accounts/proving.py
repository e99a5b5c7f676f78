"""Show once more that it is you: asked of whoever acts for somebody else (security.md, Login)."""

from datetime import datetime, timedelta

from flask import session

from stafet.accounts import passwords
from stafet.accounts.models import Account
from stafet.accounts.rules import Bucket
from stafet.accounts.services.tries import count_try, forgive
from stafet.errors import Invalid
from stafet.web.fields import PasswordField
from stafet.web.form import StafetForm
from stafet.web.i18n import _l
from stafet.web.unit import current_viewer, house, unit_of_work

FRESH = timedelta(minutes=5)
PROVED = "proved_at"


class ProvingForm(StafetForm):
    """A form that asks for the password too, unless it was given a moment ago.

    It is asked for where the rest is typed, so that nothing typed is lost.
    """

    password = PasswordField(
        _l("Your password"),
        description=_l("You act for somebody else. Show once more that it is you."),
    )

    def __init__(self, **rest: object) -> None:
        super().__init__(**rest)
        if is_fresh():
            del self.password

    def prove(self) -> None:
        """Check the password, where it is asked for; raises `Invalid` at `password`."""
        if "password" in self:
            prove(self.password.data or "")


def is_fresh() -> bool:
    """Return whether the viewer has proved who he is in the last minutes; demo people need not."""
    if house().settings.demo:
        return True
    at = session.get(PROVED)
    return at is not None and house().database.clock.now() - datetime.fromisoformat(at) <= FRESH


def prove(password: str) -> None:
    """Note that the viewer knows his password; raises `Invalid` at `password`."""
    account_id = current_viewer().account_id
    with unit_of_work() as unit:
        wait = count_try(unit, {Bucket.CODE: str(account_id)})
        stored = unit.session.get_one(Account, account_id).password_hash
    if wait:
        raise Invalid({"password": "There have been too many tries. Wait a little."})
    if not passwords.verify(stored, password):
        raise Invalid({"password": "This is not your password."})
    with unit_of_work() as unit:
        forgive(unit, Bucket.CODE, str(account_id))
        session[PROVED] = unit.now.isoformat()
