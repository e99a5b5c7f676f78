"""Who has read: the family sees and asks, the leader answers, the officer looks after it."""

from flask import Flask

from stafet.oversight.views import family, leader
from stafet.oversight.views.blueprint import pages

pages.get("/log/<uuid:log_id>/laesninger")(family.readings)
pages.get("/log/<uuid:log_id>/laesninger.pdf")(family.readings_pdf)
pages.route("/log/<uuid:log_id>/laesninger/<int:sequence>/hvorfor", methods=["GET", "POST"])(
    family.ask
)
pages.get("/spoergsmaal")(leader.questions)
pages.route("/spoergsmaal/<uuid:question_id>", methods=["GET", "POST"])(leader.question)


def install(app: Flask) -> None:
    app.register_blueprint(pages)
