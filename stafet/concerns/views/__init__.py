"""Pages of concerns."""

from flask import Flask

from stafet.concerns.views import leading, opening, showing, starting, writing
from stafet.concerns.views.blueprint import pages

__all__ = ["install", "leading", "opening", "showing", "starting", "writing"]


def install(app: Flask) -> None:
    app.register_blueprint(pages)
