"""Who has read: the family sees and asks, the leader answers, the officer looks after it."""

from flask import Flask

from stafet.oversight.views import family, leader, officer
from stafet.oversight.views.blueprint import pages

pages.get("/log/<uuid:log_id>/laesninger")(family.readings)
pages.get("/log/<uuid:log_id>/laesninger.pdf")(family.readings_pdf)
pages.route("/log/<uuid:log_id>/laesninger/<mark>/hvorfor", methods=["GET", "POST"])(family.ask)
pages.get("/spoergsmaal")(leader.questions)
pages.route("/spoergsmaal/<uuid:question_id>", methods=["GET", "POST"])(leader.question)

pages.get("/tilsyn")(officer.checks)
pages.post("/tilsyn/traek")(officer.draw)
pages.route("/tilsyn/stikproeve/<uuid:check_id>", methods=["GET", "POST"])(officer.check)
pages.get("/tilsyn/usaedvanligt")(officer.odd)
pages.get("/tilsyn/usaedvanligt/<kind>/<uuid:reader_id>")(officer.behind)
pages.post("/tilsyn/laesning/<uuid:chain>/<int:sequence>")(officer.pick)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
