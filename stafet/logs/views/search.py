"""Look for words in the logs: by POST, so that no word comes into an address or a history."""

from flask import render_template, request

from stafet.errors import Invalid
from stafet.logs.forms import SearchForm
from stafet.logs.pages.words import KINDS
from stafet.logs.search import Found
from stafet.logs.search import search as look_for
from stafet.web.unit import current_viewer, unit_of_work


def search() -> tuple[str, int]:
    """Show the field, and what was found."""
    form, found = SearchForm(), None
    if form.validate_on_submit():
        try:
            found = _found(str(form.words.data), request.form.get("onward", ""))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    page = render_template("logs/search.html", form=form, found=found, kinds=KINDS)
    return page, 422 if form.errors else 200


def _found(words: str, onward: str) -> Found:
    with unit_of_work() as unit:
        return look_for(unit, current_viewer(), words, onward)
