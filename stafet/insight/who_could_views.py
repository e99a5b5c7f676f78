"""Ask who could read an entry at a past moment, on screen and on paper (L62)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered
from wtforms.validators import Optional

from stafet.clock import COPENHAGEN, start_of_day
from stafet.copies.pdf import plain, press
from stafet.errors import Invalid
from stafet.insight.who_could_page import (
    Answer,
    CouldLine,
    DidLine,
    WhoCouldPage,
    log_to_ask_about,
    who_could_page,
)
from stafet.web.fields import DayField, HourField, LineField, Needed, SelectField
from stafet.web.form import QueryForm, StafetForm
from stafet.web.i18n import _, _l, current_language, moment
from stafet.web.unit import current_viewer, house, unit_of_work
from stafet.web.viewer import Role


class WhenForm(QueryForm):
    """Which entry, and at which moment; the address carries ids and a day only (L50)."""

    post = SelectField(_l("Which entry?"), [Needed(_l("Choose an entry."))], validate_choice=False)
    dag = DayField(_l("Which day?"), [Needed(_l("Write which day it was."))])
    kl = HourField(
        _l("At what time?"),
        [Optional()],
        description=_l("Leave it empty for the end of the day."),
    )

    @property
    def asked(self) -> tuple[UUID | None, datetime | None]:
        """The entry, and the beginning of the minute or the end of the day."""
        day, hour = self.dag.data, self.kl.data
        if not request.args or not self.validate() or day is None:
            return None, None
        end = start_of_day(day + timedelta(days=1)) - timedelta(microseconds=1)
        at = end if hour is None else _instant(datetime.combine(day, hour, COPENHAGEN))
        return request.args.get("post", type=UUID), at


class FindForm(StafetForm):
    """Whose texts are asked about: sent in a body, never in an address (L50)."""

    cpr = LineField(
        _l("The child's CPR number"),
        [Needed(_l("Write the child's CPR number."))],
        description=_l("Ten digits, for example 010120-4321."),
        max_length=20,
    )


def find() -> Answered | tuple[str, int]:
    """Lead the data-protection officer to the question about one child."""
    form = FindForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as unit:
                log_id = log_to_ask_about(unit, current_viewer(), form.cpr.data or "")
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            if log_id is not None:
                return redirect(url_for("insight.who_could", log_id=log_id), 303)
            form.add_problems({"cpr": "There is nothing to ask about by this number."})
    return render_template("insight/find.html", form=form), 422 if form.errors else 200


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)


def who_could(log_id: UUID) -> tuple[str, int]:
    """Ask, and show the answer below."""
    form = WhenForm()
    page = _page(log_id, form)
    form.post.choices = list(page.records)
    oversees = Role.DPO in current_viewer().roles
    told = render_template("insight/who_could.html", form=form, page=page, oversees=oversees)
    return told, 422 if form.errors else 200


def who_could_pdf(log_id: UUID) -> Answered:
    """Print the answer; without a whole question back to the page that asks it."""
    page = _page(log_id, WhenForm(), on_paper=True)
    if page.answer is None:
        return redirect(url_for("insight.who_could", log_id=log_id), 303)
    told = sheet_of(page, page.answer, f"{house().settings.kommune_name} Kommune")
    answer = Response(press("copy").printed(told), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="hvem-kunne.pdf"'
    return answer


def _page(log_id: UUID, form: WhenForm, *, on_paper: bool = False) -> WhoCouldPage:
    record_id, at = form.asked
    with unit_of_work() as unit:
        viewer = current_viewer()
        return who_could_page(unit, viewer, log_id, record_id, at, on_paper=on_paper)


def sheet_of(page: WhoCouldPage, answer: Answer, kommune: str) -> dict[str, Any]:
    """Return what templates/pdf/copy.typ prints; its date is the moment that was asked about."""
    nobody = _("It was not written yet.") if not answer.written else _("Nobody.")
    return {
        "language": current_language(),
        "title": _("Who could read it?"),
        "date": list(answer.at.astimezone(COPENHAGEN).timetuple()[:6]),
        "kommune": kommune,
        "facts": [
            [_("Child"), plain(page.child)],
            [_("Entry"), plain(answer.record)],
            [_("Moment"), moment(answer.at)],
        ],
        "happened": _("Who has read it"),
        "lines": [plain(_did(line)) for line in answer.did] or [_("Nobody has read it.")],
        "written": _("Who could read it then"),
        "entries": [_could(line) for line in answer.could],
        "withheld": [] if answer.could else [nobody],
        "check": _("Stafetlog %(number)s", number=page.log_id.hex[:8]),
        "page": _("Page"),
        "gaps": _("Some letters cannot be drawn here. Read them on the page."),
    }


def _could(line: CouldLine) -> dict[str, Any]:
    return {
        "kind": "",
        "title": plain(line.face.name),
        "by": plain(", ".join(part for part in (line.face.title, line.face.place) if part)),
        "text": [plain(line.why)],
        "answers": [],
        "facts": [[_("Signed yes"), plain(signed)] for signed in line.consents],
        "categories": _("Wording %(number)d", number=line.version) if line.version > 1 else "",
        "why": "",
    }


def _did(line: DidLine) -> str:
    return f"{moment(line.at)}: {line.face.whole}. {line.why}"
