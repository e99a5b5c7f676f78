"""A refusal to start is one plain line, for the commands and for gunicorn."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError

from stafet.errors import ConfigurationError

NOTHING_DONE = 2
"""What a command ends with that did nothing."""
NO_APP = 4
"""What gunicorn's processes end with so that it stops, and does not start them for ever."""


@contextmanager
def refusing(code: int) -> Iterator[None]:
    """Say why nothing starts and end with `code`; what nobody foresaw keeps its traceback."""
    try:
        yield
    except ConfigurationError as error:
        _end(str(error), code)
    except OperationalError as error:
        if error.statement is not None:
            raise
        _end(
            "the database does not answer: is it running, is STAFET_DATABASE_URL right?"
            f" It says: {str(error.orig).splitlines()[0]}",
            code,
        )


def _end(why: str, code: int) -> None:
    click.echo(f"stafet: {why}", err=True)
    sys.exit(code)
