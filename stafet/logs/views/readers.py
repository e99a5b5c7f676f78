"""Who can read an entry; how the log looks to somebody else."""

from uuid import UUID

from flask import render_template, request

from stafet.logs.pages.readers import readers_page
from stafet.logs.pages.seen_as import seen_as_page
from stafet.web.unit import current_viewer, unit_of_work


def readers(log_id: UUID, record_id: UUID) -> str:
    """Show who can read one entry now, and why."""
    with unit_of_work() as unit:
        page = readers_page(unit, current_viewer(), log_id, record_id)
    return render_template("logs/readers.html", page=page)


def seen_as(log_id: UUID) -> str:
    """Show the holder what somebody near the child (`person`) or a place (`sted`) can read."""
    person = request.args.get("person", type=UUID)
    place = request.args.get("sted", type=UUID)
    with unit_of_work() as unit:
        page = seen_as_page(unit, current_viewer(), log_id, person, place)
    return render_template("logs/seen_as.html", page=page)
