"""Write a concern, see who will be able to read it, save it."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from stafet.concerns import queries, services
from stafet.concerns.drafting import keep_concern, kept_concern
from stafet.concerns.forms import ConcernForm, ConfirmForm, concern_form, typed_again
from stafet.concerns.rules import Asked, Concern
from stafet.concerns.views.blueprint import AGAIN, SEE_OTHER, Answer, pages
from stafet.errors import Conflict, Invalid
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work

FIRST_LEVEL = 1


@pages.route("/bekymring/<uuid:child_id>", methods=["GET", "POST"])
def write(child_id: UUID) -> Answer:
    """Write: keep the draft, go on to see the readers, or save in one step."""
    form = _posted(child_id) if request.method == "POST" else None
    if form is not None and form.validate_on_submit():
        try:
            return _done(child_id, form)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        except Conflict:
            return _overtaken(child_id, form)
    with unit_of_work() as unit:
        page = queries.write_page(unit, current_viewer(), child_id)
        topics = queries.topic_labels(unit)
    shown = form or concern_form(page.asked, topics, typed_again(page.draft, page.version))
    text = render_template("concerns/write.html", form=shown, page=page)
    return (text, AGAIN) if shown.errors else text


@pages.route("/bekymring/<uuid:child_id>/laesere", methods=["GET", "POST"])
def preview(child_id: UUID) -> Answer:
    """Show who will be able to read before it is saved (L20); save, or save and open the log."""
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            return _confirmed(child_id, form)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        except Conflict:
            flash(_("The text was changed in another window. Look at it again."), "warning")
            return redirect(url_for("concerns.preview", child_id=child_id), SEE_OTHER)
    with unit_of_work() as unit:
        page = queries.preview_page(unit, current_viewer(), child_id)
    if page is None:
        return redirect(url_for("concerns.write", child_id=child_id), SEE_OTHER)
    form.row_version.data = page.version
    text = render_template("concerns/preview.html", form=form, page=page)
    return (text, AGAIN) if form.errors else text


def _posted(child_id: UUID) -> ConcernForm:
    with unit_of_work() as unit:
        asked = queries.questions(unit, current_viewer(), child_id)
        topics = queries.topic_labels(unit)
    return concern_form(asked, topics)


def _done(child_id: UUID, form: ConcernForm) -> Answer:
    wanted, concern, seen = request.form.get("do"), form.concern(), form.seen
    viewer = current_viewer()
    with unit_of_work() as unit:
        if wanted == "save":
            key = form.idempotency_key
            services.save_concern(unit, viewer, child_id, concern, seen=seen, key=key)
        elif wanted == "preview":
            services.make_ready(unit, viewer, child_id, concern, seen)
        else:
            keep_concern(unit, viewer, child_id, concern, seen)
    return _onward(child_id, wanted)


def _onward(child_id: UUID, wanted: str | None) -> Answer:
    if wanted == "save":
        flash(_("The concern is saved."), "success")
        return redirect(url_for("concerns.show", child_id=child_id), SEE_OTHER)
    if wanted == "preview":
        return redirect(url_for("concerns.preview", child_id=child_id), SEE_OTHER)
    flash(_("The draft is kept. Only you can see it."), "success")
    return redirect(url_for("concerns.write", child_id=child_id), SEE_OTHER)


def _overtaken(child_id: UUID, form: ConcernForm) -> Answer:
    """Another window kept something else: 409 with both texts; the same text is no conflict."""
    with unit_of_work() as unit:
        kept = kept_concern(unit, current_viewer(), child_id)
    if kept is not None and kept.concern == form.concern():
        wanted = request.form.get("do")
        return _onward(child_id, "preview" if wanted == "save" else wanted)
    theirs = _texts(kept.concern, form.questions) if kept else {}
    mine = _texts(form.concern(), form.questions)
    url = url_for("concerns.write", child_id=child_id)
    return render_template("errors/409.html", mine=mine, theirs=theirs, back_url=url), 409


def _texts(concern: Concern, asked: Sequence[Asked]) -> dict[str, str]:
    told = concern.involvement
    labels = {question.field: question.label for question in asked}
    texts = {name: f"{labels.get(name, name)}\n{text}" for name, text in concern.answers.items()}
    return {**texts, "how": told.how, "reason": told.reason}


def _confirmed(child_id: UUID, form: ConfirmForm) -> Answer:
    """Read the draft first, in a unit of its own: what fails to be saved was still read."""
    viewer, key, seen = current_viewer(), form.idempotency_key, form.seen
    with unit_of_work() as unit:
        kept = kept_concern(unit, viewer, child_id)
    concern = kept.concern if kept else Concern()
    with unit_of_work() as unit:
        services.save_concern(unit, viewer, child_id, concern, seen=seen, key=key)
        if request.form.get("do") != "open":
            return _onward(child_id, "save")
        told = concern.involvement
        log = services.open_from_concern(unit, viewer, child_id, FIRST_LEVEL, told)
    flash(_("The stafetlog is open now."))
    return redirect(url_for("logs.show", log_id=log.id), SEE_OTHER)
