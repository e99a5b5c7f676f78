"""The log."""

from uuid import UUID

from flask import current_app, render_template, request

from stafet.logs.pages.show import log_page
from stafet.logs.views.neighbours import address, tabs_of
from stafet.web.paging import page_asked
from stafet.web.unit import current_viewer, unit_of_work


def show(log_id: UUID) -> str:
    """Show a log as the viewer may see it now, the newest first."""
    whole = request.args.get("vis") == "alt"
    with unit_of_work() as unit:
        page = log_page(unit, current_viewer(), log_id, page_asked(), whole=whole)
    return render_template(
        "logs/show.html",
        page=page,
        whole=whole,
        tab_list=tabs_of(log_id),
        has_meetings="meetings.show" in current_app.view_functions,
        call_meeting=address("meetings.call", log_id) if page.doors.hold else "",
    )
