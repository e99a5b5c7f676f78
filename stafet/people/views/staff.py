"""Staff: administrators register them and say where they work."""

from uuid import UUID

from flask import flash, redirect, url_for

from stafet.errors import Invalid
from stafet.people.forms import EmployForm, ProfessionalForm
from stafet.people.models import EmploymentRole, PersonKind
from stafet.people.queries import institutions, professional
from stafet.people.rules import Identity
from stafet.people.services import hire, register_adult
from stafet.people.views.answers import Answer, form_page
from stafet.people.views.blueprint import pages
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, house, unit_of_work


@pages.route("/administration/medarbejdere/ny", methods=["GET", "POST"])
def new_professional() -> Answer:
    form = ProfessionalForm()
    _offer(form)
    if not form.institution.choices:
        flash(_("Add a place first: everybody who is registered works somewhere."))
        return redirect(url_for("people.new_institution"), 303)
    if form.validate_on_submit():
        told = form.name.data, form.email.data or "", form.phone.data or ""
        identity = Identity(told[0], email=told[1], phone=told[2])
        with unit_of_work() as unit:
            by = current_viewer().person_id
            kind, press = PersonKind.PROFESSIONAL, form.idempotency_key
            person = register_adult(unit, kind, identity, by=by, press=press)
            hire(unit, person, _place(form), form.title.data, _role(form), by=by)
        flash(_("The person is registered. Hand over an invitation, so that he or she gets in."))
        return redirect(url_for("accounts.person", person_id=person), 303)
    return form_page("people/professional.html", form, person_id=None)


@pages.route("/administration/medarbejdere/<uuid:person_id>/ansaet", methods=["GET", "POST"])
def employ(person_id: UUID) -> Answer:
    with unit_of_work() as unit:
        professional(unit, person_id, "people:employ")
    form = EmployForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                by = current_viewer().person_id
                hire(unit, person_id, _place(form), form.title.data, _role(form), by=by)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("Saved."))
            return redirect(url_for("accounts.person", person_id=person_id), 303)
    return form_page("people/professional.html", form, person_id=person_id)


def _offer(form: EmployForm) -> None:
    with unit_of_work() as unit:
        places = [(str(place.id), place.name) for place in institutions(unit).values()]
    form.offer(house().catalogue, places)


def _place(form: EmployForm) -> UUID:
    return UUID(form.institution.data)


def _role(form: EmployForm) -> EmploymentRole:
    return EmploymentRole(form.role.data)
