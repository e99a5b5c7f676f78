"""A bare app in which a form can be filled."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from stafet.web.filters import init_filters
from stafet.web.form import StafetForm
from stafet.web.i18n import init_i18n

Fill = Callable[..., Any]


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only a test", WTF_CSRF_ENABLED=False)
    init_i18n(app)
    init_filters(app)
    return app


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    """Messages as the code says them."""
    with app.test_request_context("/?lang=en"):
        yield


@pytest.fixture
def fill(english) -> Fill:
    """Return a form of one field `it`, posted with these values and validated."""

    def filled(field, *values: str):
        class OneField(StafetForm):
            it = field

        from werkzeug.datastructures import MultiDict

        form = OneField(MultiDict([("it", value) for value in values]))
        form.validate()
        return form

    return filled
