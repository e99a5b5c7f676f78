"""Write in the log, correct what one wrote, look at former wordings."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stafet.clock import day_of
from stafet.consent.reading import Shown
from stafet.db.transaction import Unit
from stafet.errors import Conflict, Invalid
from stafet.logs.forms import CorrectionForm, EntryForm, correction_form
from stafet.logs.pages.writing import (
    Choices,
    CorrectPage,
    WritePage,
    correct_page,
    versions_page,
    write_page,
)
from stafet.logs.services import correct_entry, write_entry
from stafet.records.files import accept, attach
from stafet.records.rules import CHILD, Content, RecordKind
from stafet.records.services import Writing
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work

Answer = str | Response | tuple[str, int]


def write(log_id: UUID) -> Answer:
    """Write a text; who will be able to read it stands beside the button (L20)."""
    form = EntryForm()
    page = _write_page(form, log_id)
    _offer(form, page.choices)
    saving = form.is_submitted() and "preview" not in request.form
    if saving and form.validate():
        try:
            with unit_of_work() as unit:
                _save(unit, log_id, form)
            flash(_("The text is saved in the log."))
            return redirect(url_for("logs.show", log_id=log_id), 303)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return render_template("logs/write.html", form=form, page=page), 422 if form.errors else 200


def correct(log_id: UUID, record_id: UUID) -> Answer:
    """Word one's own entry anew; somebody else's saving in between loses nothing (R11)."""
    with unit_of_work() as unit:
        page = correct_page(unit, current_viewer(), log_id, record_id)
    kept = None if request.method == "POST" else _as_data(page.shown)
    form = correction_form(page.questions, kept)
    _offer(form, page.choices)
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                seen, writing = form.row_version.data or 0, _writing(form, page.shown.kind)
                correct_entry(unit, current_viewer(), log_id, record_id, seen, writing)
            flash(_("The new wording is saved. The former one still stands there."))
            return redirect(_at(log_id, record_id), 303)
        except Conflict:
            return _both_texts(form, page, log_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return render_template("logs/correct.html", form=form, page=page), 422 if form.errors else 200


def versions(log_id: UUID, record_id: UUID) -> str:
    """Show the wordings of one record that the viewer may read (L33)."""
    with unit_of_work() as unit:
        page = versions_page(unit, current_viewer(), log_id, record_id)
    return render_template("logs/versions.html", page=page)


def _write_page(form: EntryForm, log_id: UUID) -> WritePage:
    exact = form.is_submitted() and bool(form.categories.data) and bool(form.subjects.data)
    with unit_of_work() as unit:
        if not form.is_submitted():
            form.event_on.data = day_of(unit.now)
        writing = _writing(form, RecordKind.NOTE)
        viewer, at_once = current_viewer(), bool(form.at_once.data)
        return write_page(unit, viewer, log_id, writing, exact=exact, at_once=at_once)


def _offer(form: EntryForm | CorrectionForm, choices: Choices) -> None:
    form.categories.choices = list(choices.categories)
    form.subjects.choices = list(choices.subjects)
    form.subjects.hints = choices.subject_hints


def _save(unit: Unit, log_id: UUID, form: EntryForm) -> None:
    viewer, uploads = current_viewer(), form.file.data or []
    writing = _writing(form, RecordKind(form.kind.data), form.idempotency_key)
    accepted = [accept(upload.read()) for upload in uploads]
    written = write_entry(unit, viewer, log_id, writing, at_once=bool(form.at_once.data))
    record_id = written.record_id
    for file in accepted:
        attach(unit, viewer.person_id, written.child_id, record_id, record_id, file)


def _writing(
    form: EntryForm | CorrectionForm, kind: RecordKind, record_id: UUID | None = None
) -> Writing:
    answers = form.answers() if isinstance(form, CorrectionForm) else {}
    content = Content(form.title.data or "", form.text.data or "", answers)
    categories, subjects = form.categories.data or [], form.subjects.data or [CHILD]
    return Writing(
        kind=kind,
        content=content,
        event_on=form.event_on.data or date.min,
        categories=frozenset(categories),
        subjects=frozenset(subjects),
        record_id=record_id,
    )


def _as_data(shown: Shown) -> dict[str, object]:
    content = shown.content or Content()
    answers = {f"answer_{at}": text for at, text in enumerate(content.answers.values())}
    return {
        **answers,
        "row_version": shown.version,
        "title": content.title,
        "text": content.text,
        "event_on": shown.event_on,
        "categories": sorted(shown.categories),
        "subjects": sorted(shown.subjects),
    }


def _both_texts(form: CorrectionForm, page: CorrectPage, log_id: UUID) -> Answer:
    content = page.shown.content or Content()
    labels = page.questions.values()
    mine = {"title": form.title.data or "", "text": form.text.data or ""}
    mine |= dict(zip(labels, form.answers().values(), strict=True))
    theirs = {"title": content.title, "text": content.text}
    theirs |= dict(zip(labels, content.answers.values(), strict=True))
    back = url_for("logs.correct", log_id=log_id, record_id=page.shown.record_id)
    return render_template("errors/409.html", mine=mine, theirs=theirs, back_url=back), 409


def _at(log_id: UUID, record_id: UUID) -> str:
    return url_for("logs.show", log_id=log_id, _anchor=f"e-{record_id}")
