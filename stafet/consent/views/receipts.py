"""Receipts: all of one's own, one of them, and the same for machines (L13)."""

import json
from uuid import UUID

from flask import Response, render_template

from stafet.catalogue.texts import parts_of
from stafet.consent.receipts import words
from stafet.consent.receipts.exchange import exported
from stafet.consent.receipts.loading import receipt_page, receipts_page
from stafet.web.unit import current_viewer, house, unit_of_work


def receipts(log_id: UUID) -> str:
    with unit_of_work() as unit:
        page = receipts_page(unit, current_viewer(), log_id)
    catalogue = house().catalogue
    told = [
        (one, words.lines(page, one, catalogue), page.names.get(one.giver_id, ""))
        for one in page.receipts
    ]
    return render_template("consent/receipts.html", log_id=log_id, page=page, told=told)


def receipt(log_id: UUID, receipt_id: UUID) -> str:
    with unit_of_work() as unit:
        page = receipt_page(unit, current_viewer(), log_id, receipt_id)
    return render_template(
        "consent/receipt.html",
        log_id=log_id,
        page=page,
        receipt=page.receipt,
        heading=words.heading(page.receipt),
        facts=words.facts(page),
        spoilt=words.spoilt(),
        lines=words.lines(page, page.receipt, house().catalogue),
        parts=parts_of(page.receipt.text.body) if page.receipt.text else [],
    )


def receipt_data(log_id: UUID, receipt_id: UUID) -> Response:
    """Answer with the receipt in the terms of ISO/IEC TS 27560."""
    with unit_of_work() as unit:
        page = receipt_page(unit, current_viewer(), log_id, receipt_id)
    kommune = house().settings.kommune_name
    told = exported(page.receipt, page.names, page.spoken, kommune)
    answer = Response(json.dumps(told, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="kvittering.json"'
    return answer
