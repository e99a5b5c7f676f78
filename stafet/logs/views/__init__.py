"""Pages of the log."""

from flask import Blueprint, Flask

from stafet.logs.views import (
    agreements,
    closing,
    files,
    keeping,
    participants,
    readers,
    relay,
    search,
    show,
    writing,
)

GET, BOTH, POST = ("GET",), ("GET", "POST"), ("POST",)
LOG = "/log/<uuid:log_id>"
ROUTES = (
    ("", show.show, GET),
    ("/skriv", writing.write, BOTH),
    ("/optegnelse/<uuid:record_id>", writing.versions, GET),
    ("/optegnelse/<uuid:record_id>/ret", writing.correct, BOTH),
    ("/optegnelse/<uuid:record_id>/laesere", readers.readers, GET),
    ("/som", readers.seen_as, GET),
    ("/optegnelse/<uuid:record_id>/tilbagehold", keeping.keep, GET),
    ("/optegnelse/<uuid:record_id>/tilbagehold", keeping.keep_back, POST),
    ("/optegnelse/<uuid:record_id>/tilbagehold/frigiv", keeping.release_now, POST),
    ("/optegnelse/<uuid:record_id>/tilbagehold/bed", keeping.ask_back, POST),
    ("/fil/<uuid:file_id>", files.file, GET),
    ("/aftale", agreements.agree, BOTH),
    ("/aftale/<uuid:agreement_id>", agreements.follow_up, BOTH),
    ("/inviter", participants.invite, BOTH),
    ("/niveau", participants.level, BOTH),
    ("/luk", closing.close, BOTH),
    ("/overdrag", relay.offer, BOTH),
    ("/overdrag/tag-tilbage", relay.take_back_offer, POST),
    ("/overdragelse", relay.answer_offer, BOTH),
)
"""Each address below a log's own; the endpoint is the function's name."""

KEPT = "/tilbagehold"
LEADING = (
    ("", keeping.kept, GET),
    ("/<uuid:limit_id>", keeping.decide_back, BOTH),
    ("/<uuid:limit_id>/gennemse", keeping.review, POST),
    ("/<uuid:limit_id>/ophaev", keeping.lift, POST),
)
"""What a leader decides on need not lie in a log he stands with."""


def install(app: Flask) -> None:
    pages = Blueprint("logs", __name__)
    for address, view, methods in ROUTES:
        pages.add_url_rule(LOG + address, view_func=view, methods=methods)
    pages.add_url_rule("/soeg", view_func=search.search, methods=BOTH)
    for address, page, ways in LEADING:
        pages.add_url_rule(KEPT + address, view_func=page, methods=ways)
    app.register_blueprint(pages)
