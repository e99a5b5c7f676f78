"""The blueprint its pages hang on."""

from http import HTTPStatus

from flask import Blueprint
from werkzeug.wrappers import Response

pages = Blueprint("concerns", __name__)

Answer = str | tuple[str, int] | Response
AGAIN = HTTPStatus.UNPROCESSABLE_ENTITY.value
"""The status of a form that is shown again with what is wrong."""
SEE_OTHER = HTTPStatus.SEE_OTHER.value
