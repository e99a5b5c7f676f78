"""Pages of concerns."""

from flask import Flask

from stafet.concerns.views import leading, opening, road, showing, starting, writing
from stafet.concerns.views.blueprint import pages

__all__ = ["install", "leading", "opening", "road", "showing", "starting", "writing"]


def install(app: Flask) -> None:
    app.register_blueprint(pages)
    app.add_template_global(road.intake, "intake")
