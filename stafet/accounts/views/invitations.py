"""Come in by a link that somebody handed over."""

from http import HTTPStatus

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.accounts import factor, halfway, passwords
from stafet.accounts.forms import AcceptForm, FirstAdministratorForm
from stafet.accounts.halfway import Halfway
from stafet.accounts.models import Account
from stafet.accounts.queries import login_index
from stafet.accounts.services import (
    become_administrator,
    hash_of,
    invited_account,
    living_invitation,
    set_password,
)
from stafet.accounts.views.blueprint import pages
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.web.unit import unit_of_work

Answer = str | Response | tuple[str, int]


@pages.route("/invitation/<token>", methods=["GET", "POST"])
def accept_invitation(token: str) -> Answer:
    with unit_of_work() as unit:
        account = _account(unit, token)
    if account is None:
        return _ended()
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            return _accept(token, form)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page("accounts/invitation.html", form)


@pages.route("/foerste-gang/<token>", methods=["GET", "POST"])
def first_administrator(token: str) -> Answer:
    form = FirstAdministratorForm()
    wanted = form.validate_on_submit()
    try:
        with unit_of_work() as unit:
            invitation = living_invitation(unit, token)
            if invitation is None:
                return _ended()
            if wanted and invitation.person_id is None:
                become_administrator(unit, invitation, form.name.data, form.login.data)
            if invitation.person_id is not None:
                return redirect(url_for("accounts.accept_invitation", token=token), 303)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
    return _page("accounts/first.html", form)


def _accept(token: str, form: AcceptForm) -> Answer:
    if form.differs:
        raise Invalid({"again": "The two are not the same."})
    with unit_of_work() as unit:
        account = _account(unit, token)
        if account is None or account.login_index != login_index(unit, form.login.data):
            raise Invalid({"login": "This is not the user name or mail of your invitation."})
    hashed = passwords.hash_password(form.password.data, form.login.data)
    with unit_of_work() as unit:
        account = _account(unit, token)
        if account is None:
            return _ended()
        set_password(unit, account, hashed)
        halfway.remember(Halfway(account.id, hash_of(token), factor.new_part()), unit.now)
    return redirect(url_for("accounts.second_factor"), 303)


def _account(unit: Unit, token: str) -> Account | None:
    invitation = living_invitation(unit, token)
    return invited_account(unit, invitation) if invitation else None


def _ended() -> Answer:
    """Used, old and never made answer alike."""
    return render_template("accounts/invitation_ended.html"), HTTPStatus.NOT_FOUND


def _page(template: str, form: AcceptForm | FirstAdministratorForm) -> Answer:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template(template, form=form), status
