"""Institutions: administrators add and change them."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for

from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.forms import OWNERSHIPS, InstitutionForm
from stafet.people.models import Institution
from stafet.people.pages import place_rows
from stafet.people.rules import Ownership
from stafet.people.services import PlaceFacts, add_institution, change_institution
from stafet.people.views.answers import Answer, form_page
from stafet.people.views.blueprint import pages
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work


@pages.get("/administration/institutioner")
def institutions() -> Answer:
    with unit_of_work() as unit:
        rows = place_rows(unit)
    kinds = house().catalogue.institution_kinds
    return render_template("people/places.html", rows=rows, kinds=kinds, ownerships=OWNERSHIPS)


@pages.route("/administration/institutioner/ny", methods=["GET", "POST"])
def new_institution() -> Answer:
    form = InstitutionForm()
    form.offer(house().catalogue)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                add_institution(unit, _facts(form), by=current_viewer().person_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The place is added."))
            return redirect(url_for("people.institutions"), 303)
    return form_page("people/place.html", form, place=None)


@pages.route("/administration/institutioner/<uuid:institution_id>", methods=["GET", "POST"])
def institution(institution_id: UUID) -> Answer:
    with unit_of_work() as unit:
        place = unit.session.get(Institution, institution_id)
    if place is None or place.child_id is not None:
        raise NotFound(Attempt("people:institution", institution_id))
    form = InstitutionForm(obj=place)
    form.offer(house().catalogue)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                by = current_viewer().person_id
                change_institution(unit, institution_id, _facts(form), by=by)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The place is changed."))
            return redirect(url_for("people.institutions"), 303)
    return form_page("people/place.html", form, place=place)


def _facts(form: InstitutionForm) -> PlaceFacts:
    return PlaceFacts(
        kind=form.kind.data,
        name=form.name.data,
        controller=form.controller.data,
        ownership=Ownership(form.ownership.data),
        agreement_on=form.agreement_on.data,
        performs_public_task=form.performs_public_task.data,
        authority=house().catalogue.institution_kinds[form.kind.data].authority,
    )
