"""Fetch a file that belongs to a record one may read."""

from uuid import UUID

from werkzeug.wrappers import Response

from stafet.consent.reading import read_file
from stafet.logs.queries import log_for
from stafet.records.files import ENDINGS
from stafet.web.unit import current_viewer, unit_of_work
from stafet.web.uploads import download


def file(log_id: UUID, file_id: UUID) -> Response:
    """Answer with a file as an attachment; it never comes alive in our pages."""
    with unit_of_work() as unit:
        log = log_for(unit, current_viewer(), log_id, "file:read")
        media_type, data = read_file(unit, current_viewer(), log.child_id, file_id)
    return download(media_type, data, file_id, ENDINGS[media_type])
