"""Show what was written about a child before and beside its log; files."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for

from stafet.concerns import progress, services
from stafet.concerns.forms import FileForm
from stafet.concerns.views.blueprint import AGAIN, SEE_OTHER, Answer, pages
from stafet.consent.reading import read_file
from stafet.errors import Invalid
from stafet.records.files import ENDINGS, accept
from stafet.web.i18n import _
from stafet.web.unit import current_viewer, unit_of_work
from stafet.web.uploads import download


@pages.get("/bekymring/<uuid:child_id>/vis")
def show(child_id: UUID) -> Answer:
    return _page(child_id)


@pages.post("/bekymring/<uuid:child_id>/fil/til/<uuid:record_id>")
def attach(child_id: UUID, record_id: UUID) -> Answer:
    """Add one file to one's own concern."""
    form = FileForm()
    if form.validate_on_submit():
        try:
            file = accept(form.file.data[0].read())
            with unit_of_work() as unit:
                services.attach_file(
                    unit, current_viewer(), child_id, record_id, file, form.idempotency_key
                )
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            flash(_("The file is added."), "success")
            return redirect(url_for("concerns.show", child_id=child_id), SEE_OTHER)
    return _page(child_id, record_id, form), AGAIN


@pages.get("/bekymring/<uuid:child_id>/fil/<uuid:file_id>")
def file(child_id: UUID, file_id: UUID) -> Answer:
    with unit_of_work() as unit:
        media_type, data = read_file(unit, current_viewer(), child_id, file_id)
    return download(media_type, data, file_id, ENDINGS[media_type])


def _page(child_id: UUID, tried_at: UUID | None = None, tried: FileForm | None = None) -> str:
    """Draw the page; a refused file is told at the text it was meant for."""
    with unit_of_work() as unit:
        page = progress.show_page(unit, current_viewer(), child_id)
    forms = {
        line.id: _own_ids(tried if tried and line.id == tried_at else FileForm(None), line.id)
        for line in page.lines
        if line.mine
    }
    return render_template("concerns/show.html", form=tried, forms=forms, page=page)


def _own_ids(form: FileForm, record_id: UUID) -> FileForm:
    """Let each text's form have a field id of its own, for the label and the error to lead to."""
    form.file.id = form.file.label.field_id = f"file-{record_id.hex}"
    return form
