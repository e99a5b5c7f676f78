"""A leader's children: registered, placed, with dated tasks for substitutes."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from stafet.clock import day_of
from stafet.errors import Invalid
from stafet.people.forms import ChildForm, PlaceForm, TaskForm
from stafet.people.pages import (
    child_page,
    children_places,
    group_choices,
    place_choices,
    staff_choices,
)
from stafet.people.rules import Identity
from stafet.people.services import (
    SUBSTITUTE_FOR,
    give_substitute_task,
    move_child,
    take_back_task,
    take_in,
)
from stafet.people.views.answers import Answer, form_page, read_move
from stafet.people.views.blueprint import pages
from stafet.people.words import CUSTODIES, CUSTODY_SOURCES
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work


@pages.route("/leder/barn/nyt", methods=["GET", "POST"])
def new_child() -> Answer:
    form, viewer = ChildForm(), current_viewer()
    with unit_of_work() as unit:
        form.place.choices = group_choices(unit, viewer, _("no group yet"))
        form.from_on.data = form.from_on.data or day_of(unit.now)
    if form.validate_on_submit():
        try:
            identity = Identity(form.name.data, form.cpr.data, form.address.data or "")
            with unit_of_work() as unit:
                child = take_in(unit, viewer, identity, read_move(form))
            if child is not None:
                flash(_("The child is registered. Now add the parents."))
                return redirect(url_for("people.child", child_id=child), 303)
            form.add_problems({"cpr": _elsewhere()})
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return form_page("people/new_child.html", form)


@pages.get("/leder/barn/<uuid:child_id>")
def child(child_id: UUID) -> Answer:
    with unit_of_work() as unit:
        page = child_page(unit, current_viewer(), child_id)
    words = {"reasons": house().catalogue.task_reasons, "sources": CUSTODY_SOURCES}
    return render_template("people/child.html", page=page, custodies=CUSTODIES, **words)


@pages.route("/leder/barn/<uuid:child_id>/sted", methods=["GET", "POST"])
def place(child_id: UUID) -> Answer:
    form, viewer = PlaceForm(), current_viewer()
    with unit_of_work() as unit:
        page = child_page(unit, viewer, child_id)
        form.place.choices = place_choices(unit, viewer, _("no group yet"))
    protected = [(str(row.guardian.id), row.guardian.name) for row in page.protected]
    form.protects.choices = [("", _("No")), *protected]
    if form.validate_on_submit():
        try:
            move = read_move(form, ends_former=form.ends_former.data, protects=form.protects.data)
            with unit_of_work() as unit:
                move_child(unit, viewer, child_id, move)
            return _done(child_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return form_page("people/move.html", form, page=page)


@pages.route("/leder/barn/<uuid:child_id>/opgave", methods=["GET", "POST"])
def give_task(child_id: UUID) -> Answer:
    form, viewer = TaskForm(), current_viewer()
    with unit_of_work() as unit:
        page = child_page(unit, viewer, child_id)
        choices = staff_choices(unit, viewer, children_places(unit, viewer, child_id))
        today = day_of(unit.now)
    form.until_on.earliest, form.until_on.latest = today, today + SUBSTITUTE_FOR
    form.person.choices = [one for one in choices if one[0] != str(viewer.person_id)]
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                person, until = UUID(form.person.data), form.until_on.data
                assert until
                give_substitute_task(unit, viewer, child_id, person, until)
            return _done(child_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return form_page("people/task.html", form, page=page)


@pages.post("/leder/barn/<uuid:child_id>/opgave/<uuid:task_id>/slut")
def end_task(child_id: UUID, task_id: UUID) -> Response:
    with unit_of_work() as unit:
        take_back_task(unit, current_viewer(), child_id, task_id)
    return _done(child_id)


def _done(child_id: UUID) -> Response:
    flash(_("Saved."))
    return redirect(url_for("people.child", child_id=child_id), 303)


def _elsewhere() -> str:
    return _(
        "You cannot register this child by yourself. "
        "Search for the child under New concern: then you will be called."
    )
