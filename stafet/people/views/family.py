"""A child's guardians: who holds custody, how it is known, what each needs."""

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from stafet.clock import day_of
from stafet.errors import Invalid
from stafet.people.forms import EndCustodyForm, GuardianForm, NeedsForm
from stafet.people.models import Guardian
from stafet.people.pages import child_page
from stafet.people.rules import CustodyKind, CustodySource, Held, Identity, Needs
from stafet.people.services import add_guardian, change_needs, end_custody, led_custody
from stafet.people.views.answers import Answer, form_page
from stafet.people.views.blueprint import pages
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work


@pages.route("/leder/barn/<uuid:child_id>/foraelder", methods=["GET", "POST"])
def new_guardian(child_id: UUID) -> Answer:
    form, viewer = GuardianForm(), current_viewer()
    with unit_of_work() as unit:
        page = child_page(unit, viewer, child_id)
        form.offer(day_of(unit.now))
        form.checked_on.data = form.checked_on.data or day_of(unit.now)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                facts = _identity(form), _needs(form), _held(form)
                add_guardian(unit, viewer, child_id, *facts, press=form.idempotency_key)
            return _done(child_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return form_page("people/guardian.html", form, page=page)


@pages.route("/leder/barn/<uuid:child_id>/myndighed/<uuid:custody_id>", methods=["GET", "POST"])
def custody(child_id: UUID, custody_id: UUID) -> Answer:
    form, viewer = EndCustodyForm(), current_viewer()
    with unit_of_work() as unit:
        led_custody(unit, viewer, child_id, custody_id)
        page = child_page(unit, viewer, child_id)
    if form.validate_on_submit():
        with unit_of_work() as unit:
            held = led_custody(unit, viewer, child_id, custody_id)
            if held.to_at is None:
                end_custody(unit, held, by=viewer.person_id)
        return _done(child_id)
    row = next(row for row in page.custodies if row.id == custody_id)
    return form_page("people/custody.html", form, page=page, row=row)


@pages.route(
    "/leder/barn/<uuid:child_id>/myndighed/<uuid:custody_id>/behov", methods=["GET", "POST"]
)
def needs(child_id: UUID, custody_id: UUID) -> Answer:
    viewer = current_viewer()
    with unit_of_work() as unit:
        held = led_custody(unit, viewer, child_id, custody_id)
        page = child_page(unit, viewer, child_id)
        form = NeedsForm(obj=unit.session.get(Guardian, held.guardian_id))
    form.offer()
    if form.validate_on_submit():
        with unit_of_work() as unit:
            held = led_custody(unit, viewer, child_id, custody_id)
            change_needs(unit, viewer, held, _needs(form))
        return _done(child_id)
    row = next(row for row in page.custodies if row.id == custody_id)
    return form_page("people/needs.html", form, page=page, row=row)


def _identity(form: GuardianForm) -> Identity:
    return Identity(
        name=form.name.data,
        cpr=form.cpr.data or "",
        address=form.address.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
    )


def _needs(form: GuardianForm | NeedsForm) -> Needs:
    return Needs(form.language.data, form.interpreter.data, form.protected_address.data)


def _held(form: GuardianForm) -> Held:
    assert form.checked_on.data
    assert form.from_on.data
    return Held(
        CustodyKind(form.kind.data),
        CustodySource(form.source.data),
        form.checked_on.data,
        form.from_on.data,
    )


def _done(child_id: UUID) -> Response:
    flash(_("Saved."))
    return redirect(url_for("people.child", child_id=child_id), 303)
