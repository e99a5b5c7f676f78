"""Hand a way in to staff (administrators), and to a family (the leader who knows it)."""

from http import HTTPStatus
from uuid import UUID

from flask import render_template, url_for

from stafet.accounts.forms import InviteForm
from stafet.accounts.rules import IdentityCheck
from stafet.accounts.services import invite as hand_over
from stafet.accounts.views.blueprint import pages
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.identity import names_for
from stafet.people.pages import Somebody, child_page
from stafet.people.queries import professional
from stafet.web.unit import current_viewer, house, unit_of_work

Answer = str | tuple[str, int]


@pages.route("/administration/medarbejdere/<uuid:person_id>/invitation", methods=["GET", "POST"])
def invite(person_id: UUID) -> Answer:
    viewer = current_viewer()
    with unit_of_work() as unit:
        professional(unit, person_id, "accounts:invite")
        names = names_for(unit, viewer, [person_id], "names:staff")
    if person_id == viewer.person_id:
        raise NotFound(Attempt("accounts:invite", person_id))
    who = Somebody(person_id, names.get(person_id, ""))
    return _invite(who, url_for("accounts.person", person_id=person_id))


@pages.route("/leder/barn/<uuid:child_id>/adgang/<uuid:person_id>", methods=["GET", "POST"])
def invite_guardian(child_id: UUID, person_id: UUID) -> Answer:
    """Hand a way in to who holds custody, or to the child once it is old enough (L11)."""
    with unit_of_work() as unit:
        page = child_page(unit, current_viewer(), child_id)
    family = [row.guardian for row in page.custodies if row.now and not page.has_ended]
    family += [page.child] if page.answers_itself else []
    for who in family:
        if who.id == person_id:
            return _invite(who, url_for("people.child", child_id=child_id))
    raise NotFound(Attempt("accounts:invite", person_id, child_id))


def _invite(who: Somebody, back: str) -> Answer:
    """Show the link on the answer itself: it is kept nowhere, not even for a redirect."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            how, by = IdentityCheck(form.how.data), current_viewer().person_id
            with unit_of_work() as unit:
                token = hand_over(unit, who.id, form.login.data, how, by=by)
            path = url_for("accounts.accept_invitation", token=token)
            link = house().settings.base_url.rstrip("/") + path
            return render_template("accounts/invited.html", who=who, link=link, back=back)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("accounts/invite.html", form=form, who=who, back=back), status
