"""Invite people; move the level."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.errors import Conflict, Invalid
from stafet.logs.forms import LevelForm, PersonForm
from stafet.logs.pages.participants import (
    invite_page,
    invite_person_page,
    level_page,
)
from stafet.logs.services import invite as save_invitation
from stafet.logs.services import set_level
from stafet.logs.views.neighbours import address
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work

Answer = str | Response | tuple[str, int]


def invite(log_id: UUID) -> Answer:
    """Choose a place the parents said yes to, then a person there."""
    place = request.args.get("sted", type=UUID)
    if place is None:
        with unit_of_work() as unit:
            page = invite_page(unit, current_viewer(), log_id)
        ask = address("consent.ask", log_id)
        return render_template("logs/invite.html", page=page, ask=ask)
    return _invite_from(log_id, place)


def level(log_id: UUID) -> Answer:
    """Move the level, up or down; at level 0 a log stays where it is (L30)."""
    with unit_of_work() as unit:
        page = level_page(unit, current_viewer(), log_id)
    form = LevelForm(data={"level": page.head.level, "row_version": page.row_version})
    form.level.choices, form.level.hints = list(page.levels), page.hints
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                seen = form.row_version.data or 0
                set_level(unit, current_viewer(), log_id, form.level.data, seen)
            flash(_("The level is saved."))
            return redirect(url_for("logs.show", log_id=log_id), 303)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        except Conflict:
            form.row_version.data = page.row_version
            form.add_problems({"": "Somebody moved the level while you chose. Look again."})
            return render_template("logs/level.html", form=form, page=page), 409
    return render_template("logs/level.html", form=form, page=page), 422 if form.errors else 200


def _invite_from(log_id: UUID, place: UUID) -> Answer:
    with unit_of_work() as unit:
        page = invite_person_page(unit, current_viewer(), log_id, place)
    form = PersonForm()
    form.person.choices = list(page.people)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                save_invitation(unit, current_viewer(), log_id, _person(form), place)
            flash(_("The person takes part now, and gets a message."))
            return redirect(url_for("logs.show", log_id=log_id), 303)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    status = 422 if form.errors else 200
    return render_template("logs/invite_person.html", form=form, page=page), status


def _person(form: PersonForm) -> UUID:
    try:
        return UUID(form.person.data)
    except ValueError:
        abort(400)
