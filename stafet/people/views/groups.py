"""A leader's groups, and whose they are."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.forms import ContactForm, GroupForm
from stafet.people.pages import led_places, staff_choices
from stafet.people.services import assign_contact, end_contact, led_group, open_group
from stafet.people.views.answers import Answer, form_page
from stafet.people.views.blueprint import pages
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work


@pages.get("/leder/grupper")
def groups() -> Answer:
    with unit_of_work() as unit:
        places = led_places(unit, current_viewer())
    return render_template("people/groups.html", places=places)


@pages.route("/leder/institution/<uuid:institution_id>/gruppe/ny", methods=["GET", "POST"])
def new_group(institution_id: UUID) -> Answer:
    if institution_id not in current_viewer().led:
        raise NotFound(Attempt("people:group", institution_id))
    form = GroupForm()
    if form.validate_on_submit():
        with unit_of_work() as unit:
            open_group(unit, institution_id, form.name.data)
        flash(_("The group is added."))
        return redirect(url_for("people.groups"), 303)
    return form_page("people/group.html", form)


@pages.route("/leder/gruppe/<uuid:group_id>/kontaktperson", methods=["GET", "POST"])
def contact(group_id: UUID) -> Answer:
    form, viewer = ContactForm(), current_viewer()
    with unit_of_work() as unit:
        group = led_group(unit, viewer, group_id)
        choices = staff_choices(unit, viewer, {group.institution_id})
    form.person.choices = [one for one in choices if one[0] != str(viewer.person_id)]
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                group = led_group(unit, viewer, group_id)
                assign_contact(unit, group, UUID(form.person.data), by=viewer.person_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("Saved."))
            return redirect(url_for("people.groups"), 303)
    return form_page("people/contact.html", form, group=group)


@pages.post("/leder/gruppe/<uuid:group_id>/kontaktperson/slut")
def end_contact_person(group_id: UUID) -> Response:
    viewer = current_viewer()
    try:
        person = UUID(request.form.get("person", ""))
    except ValueError:
        raise NotFound(Attempt("people:contact", group_id)) from None
    with unit_of_work() as unit:
        end_contact(unit, led_group(unit, viewer, group_id), person, by=viewer.person_id)
    flash(_("Saved."))
    return redirect(url_for("people.groups"), 303)
