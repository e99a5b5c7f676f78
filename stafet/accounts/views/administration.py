"""Staff, access and roles: administrators run them and read nothing else."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.accounts.forms import ROLES, RoleForm
from stafet.accounts.pages import person_page, role_rows, staff_page
from stafet.accounts.queries import account_of
from stafet.accounts.services import disable_account, grant_role, leave, take_role
from stafet.accounts.views.blueprint import pages
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.queries import professional
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work
from stafet.web.viewer import Role


@pages.get("/administration/medarbejdere")
def people() -> str:
    with unit_of_work() as unit:
        page = staff_page(unit, current_viewer(), _id(request.args.get("sted", "")))
    return render_template("accounts/people.html", page=page, titles=house().catalogue.titles)


@pages.get("/administration/medarbejdere/<uuid:person_id>")
def person(person_id: UUID) -> str:
    viewer, form = current_viewer(), RoleForm()
    with unit_of_work() as unit:
        page = person_page(unit, viewer, person_id)
    mine = person_id == viewer.person_id
    words = {"titles": house().catalogue.titles, "roles": _role_labels()}
    return render_template("accounts/person.html", page=page, form=form, mine=mine, **words)


@pages.get("/administration/roller")
def roles() -> str:
    with unit_of_work() as unit:
        rows = role_rows(unit, current_viewer())
    mine = current_viewer().person_id
    return render_template("accounts/roles.html", rows=rows, mine=mine, roles=_role_labels())


@pages.post("/administration/medarbejdere/<uuid:person_id>/rolle")
def grant(person_id: UUID) -> Response:
    """Give a role, or note that it was reviewed (L53)."""
    with unit_of_work() as unit:
        professional(unit, person_id, "role:grant")
        grant_role(unit, person_id, _role(person_id), current_viewer().person_id)
    flash(_("Saved."))
    return _back(person_id)


@pages.post("/administration/medarbejdere/<uuid:person_id>/rolle/slut")
def take(person_id: UUID) -> Response:
    with unit_of_work() as unit:
        professional(unit, person_id, "role:take")
        take_role(unit, person_id, _role(person_id), current_viewer().person_id)
    flash(_("The role has ended."))
    return _back(person_id)


@pages.post("/administration/medarbejdere/<uuid:person_id>/stop")
def end_work(person_id: UUID) -> Response:
    with unit_of_work() as unit:
        _refuse_self(person_id)
        professional(unit, person_id, "people:leave")
        leave(unit, person_id, _id(request.form.get("work", "")), by=current_viewer().person_id)
    flash(_("The work has ended. Without any work the person is logged out and cannot log in."))
    return _back(person_id)


@pages.post("/administration/medarbejdere/<uuid:person_id>/luk")
def disable(person_id: UUID) -> Response:
    with unit_of_work() as unit:
        _refuse_self(person_id)
        _shut(unit, person_id)
    flash(_("The access is closed. The person is logged out everywhere."))
    return _back(person_id)


def _shut(unit: Unit, person_id: UUID) -> None:
    professional(unit, person_id, "accounts:disable")
    account = account_of(unit, person_id)
    if account is not None and account.disabled_at is None:
        disable_account(unit, account, by=current_viewer().person_id)


def _refuse_self(person_id: UUID) -> None:
    if person_id == current_viewer().person_id:
        raise Invalid({"": "Nobody ends his own work or access. Ask another administrator."})


def _role(person_id: UUID) -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise NotFound(Attempt("role:grant", person_id)) from None


def _role_labels() -> dict[Role, str]:
    return {**ROLES, Role.LEADER: _("Leader")}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _back(person_id: UUID) -> Response:
    if request.form.get("to") == "roles":
        return redirect(url_for("accounts.roles"), 303)
    return redirect(url_for("accounts.person", person_id=person_id), 303)
