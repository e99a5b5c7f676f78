"""A guardian's copies, on screen and on paper."""

from uuid import UUID

from flask import Blueprint, Flask, Response, render_template

from stafet.copies import outside
from stafet.copies.pages import CopyPage, copy_page
from stafet.copies.papers import paper
from stafet.copies.pdf import press
from stafet.copies.receipts import receipt
from stafet.copies.sheet import sheet_of, withheld_text
from stafet.web.unit import current_viewer, house, unit_of_work

pages = Blueprint("copies", __name__, url_prefix="/log/<uuid:log_id>")
pages.get("/samtykke/kvittering/<uuid:receipt_id>.pdf")(receipt)
pages.get("/samtykke/modtag/<uuid:paper_id>.pdf")(paper)
pages.post("/samtykke/udenfor/<uuid:outsider_id>/kopi.pdf")(outside.handed)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
    app.register_blueprint(outside.pages)


@pages.get("/kopi/<uuid:item_id>")
def inbox_item(log_id: UUID, item_id: UUID) -> str:
    page = _page(log_id, item_id)
    withheld = [withheld_text(one) for one in page.withheld]
    return render_template("copies/inbox_item.html", page=page, withheld=withheld)


@pages.get("/kopi/<uuid:item_id>.pdf")
def pdf(log_id: UUID, item_id: UUID) -> Response:
    """Print a copy anew: what was withdrawn or withheld since is not on it (security.md)."""
    page = _page(log_id, item_id)
    kommune = f"{house().settings.kommune_name} Kommune"
    answer = Response(press("copy").printed(sheet_of(page, kommune)), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="kopi.pdf"'
    return answer


def _page(log_id: UUID, item_id: UUID) -> CopyPage:
    with unit_of_work() as unit:
        return copy_page(unit, current_viewer(), log_id, item_id)
