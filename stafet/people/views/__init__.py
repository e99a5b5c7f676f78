"""Pages of people: administrators set up places and staff, leaders their groups and children."""

from flask import Flask

from stafet.people.views import children, ending, family, groups, places, staff
from stafet.people.views.blueprint import pages

__all__ = ["children", "ending", "family", "groups", "install", "places", "staff"]


def install(app: Flask) -> None:
    app.register_blueprint(pages)
