"""In by password and code, out by a button."""

from datetime import datetime
from http import HTTPStatus
from ipaddress import ip_address, ip_network

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.accounts import factor, halfway, passwords, sessions
from stafet.accounts.forms import ChangePasswordForm, CodeForm, SignInForm
from stafet.accounts.halfway import Halfway
from stafet.accounts.models import Account
from stafet.accounts.rules import Bucket
from stafet.accounts.services import (
    accept_password,
    check_code,
    count_try,
    invitation_of,
    invited_account,
    knock,
    minutes_until,
    refuse,
    set_password,
    take_factor,
)
from stafet.accounts.views.blueprint import pages
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.web.form import StafetForm
from stafet.web.i18n import _, ngettext
from stafet.web.onward import safe_path
from stafet.web.unit import current_viewer, house, unit_of_work, viewer_or_none
from stafet.web.viewer import Viewer

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@pages.route("/log-ind", methods=["GET", "POST"])
def sign_in() -> Answer:
    if viewer_or_none() is not None:
        return redirect(_onward(), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _page("accounts/sign_in.html", form)
    login, password = form.login.data, form.password.data
    with unit_of_work() as unit:
        knocked = knock(unit, login, _address())
        now = unit.now
    if knocked.wait_until:
        return _too_often("accounts/sign_in.html", form, knocked.wait_until, now)
    right = passwords.verify(knocked.stored, password)
    with unit_of_work() as unit:
        if right and knocked.account_id:
            accept_password(unit, knocked.account_id, login, password)
            halfway.remember(Halfway(knocked.account_id), unit.now)
            return redirect(_step("accounts.second_factor"), 303)
        refuse(unit, knocked.account_id)
    form.form_errors.append(_("The user name or the password does not fit. Try again."))
    return _page("accounts/sign_in.html", form)


@pages.route("/log-ind/kode", methods=["GET", "POST"])
def second_factor() -> Answer:
    here = halfway.recall(house().database.clock.now())
    if here is None:
        return redirect(_step("accounts.sign_in"), 303)
    return _set_up(here) if here.is_new else _ask_code(here)


@pages.post("/log-ud")
def sign_out() -> Response:
    with unit_of_work() as unit:
        sessions.end(unit, current_viewer())
    flash(_("You are logged out."))
    return redirect(url_for("accounts.sign_in"), 303)


@pages.route("/konto/adgangskode", methods=["GET", "POST"])
def password() -> Answer:
    form, viewer = ChangePasswordForm(), current_viewer()
    if not form.validate_on_submit():
        return _page("accounts/password.html", form)
    if form.differs:
        form.add_problems({"again": "The two are not the same."})
        return _page("accounts/password.html", form)
    with unit_of_work() as unit:
        wait = count_try(unit, {Bucket.CODE: str(viewer.account_id)})
        stored, now = unit.session.get_one(Account, viewer.account_id).password_hash, unit.now
    if wait:
        return _too_often("accounts/password.html", form, wait, now)
    try:
        _change_password(viewer, stored, form)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _page("accounts/password.html", form)
    flash(_("Your password is changed. You are logged out everywhere else."))
    return redirect("/", 303)


def _change_password(viewer: Viewer, stored: str | None, form: ChangePasswordForm) -> None:
    if not passwords.verify(stored, form.current.data):
        raise Invalid({"current": "This is not your password."})
    hashed = passwords.hash_password(form.password.data)
    with unit_of_work() as unit:
        set_password(unit, unit.session.get_one(Account, viewer.account_id), hashed)
        sessions.begin(unit, viewer)


def _ask_code(here: Halfway) -> Answer:
    form = CodeForm()
    if not form.validate_on_submit():
        return _page("accounts/code.html", form)
    with unit_of_work() as unit:
        found = check_code(unit, here.account_id, form.code.data)
        now = unit.now
        if isinstance(found, Viewer):
            return _enter(unit, found)
    if isinstance(found, datetime):
        return _too_often("accounts/code.html", form, found, now)
    form.code.errors = [_("This code does not fit. Wait for the next one and try again.")]
    return _page("accounts/code.html", form)


def _set_up(here: Halfway) -> Answer:
    form = CodeForm()
    with unit_of_work() as unit:
        invitation = invitation_of(unit, here.token_hash)
        account = invited_account(unit, invitation) if invitation else None
        if invitation is None or account is None or account.id != here.account_id:
            return redirect(url_for("accounts.sign_in"), 303)
        if form.validate_on_submit():
            viewer = take_factor(unit, account, invitation, here.part, form.code.data)
            if viewer is not None:
                return _enter(unit, viewer)
            form.code.errors = [_("This code does not fit. Is the clock of your phone right?")]
        secret = factor.secret_of(unit, account.id, here.part)
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    link = factor.link_of(secret, house().settings.kommune_name)
    return _page("accounts/set_up.html", form, groups=groups, link=link)


def _enter(unit: Unit, viewer: Viewer) -> Response:
    sessions.begin(unit, viewer)
    return redirect(_onward(), 303)


def _page(template: str, form: StafetForm, **told: object) -> Answer:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template(template, form=form, **told), status


def _too_often(template: str, form: StafetForm, until: datetime, now: datetime) -> Answer:
    minutes = minutes_until(until, now)
    form.form_errors.append(
        ngettext(
            "There have been too many tries. Try again in %(num)d minute.",
            "There have been too many tries. Try again in %(num)d minutes.",
            minutes,
        )
    )
    page = render_template(template, form=form)
    return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(minutes * 60)}


def _onward() -> str:
    return safe_path(request.args.get("videre")) or "/"


def _step(endpoint: str) -> str:
    return url_for(endpoint, videre=safe_path(request.args.get("videre")))


def _address() -> str:
    """Return where a try comes from; of an IPv6 address the network, which is one household's."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)  # noqa: PLR2004 - IPv6
