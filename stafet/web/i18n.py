"""Danish first, English on request: texts, days and times as people say them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import flask_babel  # type: ignore[import-untyped]
from babel.dates import format_date, format_time
from flask import Flask, has_request_context, request, session, url_for

from stafet.clock import COPENHAGEN, day_of

__all__ = ["LANGUAGES", "_", "_l", "init_i18n", "ngettext"]

LANGUAGES: Final = {"da": "Dansk", "en": "English"}
DEFAULT: Final = "da"
TRANSLATIONS: Final = Path(__file__).parents[1] / "translations"

_LONG_DAY: Final = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
_SHORT_DAY: Final = {"da": "d. MMMM y", "en": "d MMMM y"}
_MONTH: Final = {"da": "LLLL y", "en": "LLLL y"}
_HOUR: Final = {"da": "'kl.' HH.mm", "en": "HH:mm"}


def _(text: str, **values: Any) -> str:
    """Return `text` in the language of this request."""
    return str(flask_babel.gettext(text, **values))


def _l(text: str, **values: Any) -> Any:
    """Return `text` to be translated when it is shown."""
    return flask_babel.lazy_gettext(text, **values)


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """Return the text for `num` things; the texts say the number by `%(num)d`."""
    return str(flask_babel.ngettext(one, many, num, **values))


def unfilled(one: str, many: str, num: int) -> str:
    """Return the text for `num` things with its places still open, as WTForms wants it."""
    return str(flask_babel.get_domain().get_translations().ungettext(one, many, num))


def init_i18n(app: Flask) -> None:
    """Set up Flask-Babel, the language choice and the filters for days and times."""
    flask_babel.Babel(
        app,
        default_locale=DEFAULT,
        default_timezone=COPENHAGEN.key,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=current_language,
    )
    app.before_request(_keep_choice)
    app.context_processor(_language_context)
    filters: dict[str, Callable[..., Any]] = {
        "day": day,
        "short_day": short_day,
        "hour": hour,
        "moment": moment,
        "month": month,
        "until": until,
        "sentence": sentence,
    }
    app.jinja_env.filters.update(filters)


def current_language() -> str:
    """Return the language asked for in this request, or kept from an earlier one."""
    if not has_request_context():
        return DEFAULT
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    kept = session.get("language")
    return kept if kept in LANGUAGES else DEFAULT


def day(when: date | datetime) -> str:
    """Return "tirsdag den 3. marts 2026"; an instant counts by Copenhagen's calendar."""
    return _dated(when, _LONG_DAY)


def short_day(when: date | datetime) -> str:
    """Return "3. marts 2026"."""
    return _dated(when, _SHORT_DAY)


def month(when: date) -> str:
    """Return "marts 2026"."""
    return _dated(when, _MONTH)


def hour(when: datetime) -> str:
    """Return "kl. 14.05" in Copenhagen's time."""
    language = _language()
    return format_time(when.astimezone(COPENHAGEN), _HOUR[language], locale=language)


def moment(when: datetime) -> str:
    """Return "tirsdag den 3. marts 2026 kl. 14.05" in Copenhagen's time."""
    return f"{day(when)} {hour(when)}" if _language() == "da" else f"{day(when)}, {hour(when)}"


def until(when: datetime) -> str:
    """Return an end as a sentence says it after "until": a midnight is the day before's end."""
    if when.astimezone(COPENHAGEN).time() != time.min:
        return moment(when)
    return _("the end of %(day)s", day=day(when - timedelta(microseconds=1)))


def sentence(text: str) -> str:
    """Return a text with a capital first, as a line begins; the rest as it is."""
    return text[:1].upper() + text[1:]


def _dated(when: date | datetime, patterns: dict[str, str]) -> str:
    language = _language()
    on = day_of(when) if isinstance(when, datetime) else when
    return _written(on, patterns[language], language)


@lru_cache(maxsize=4096)
def _written(on: date, pattern: str, language: str) -> str:
    return str(format_date(on, pattern, locale=language))


def _language() -> str:
    locale = flask_babel.get_locale()
    return str(locale.language) if locale else DEFAULT


def _keep_choice() -> None:
    asked = request.args.get("lang")
    if asked in LANGUAGES and session.get("language") != asked:
        session["language"] = asked


def _language_context() -> dict[str, Any]:
    return {"current_language": _language(), "language_links": language_links}


def language_links() -> list[dict[str, Any]]:
    """Return one link per language back to this page, for pages that were asked for by GET."""
    if request.method != "GET" or request.endpoint is None:
        return []
    same = {**request.args.to_dict(), **(request.view_args or {})}
    return [
        {
            "label": name,
            "language": code,
            "current": code == _language(),
            "url": url_for(request.endpoint, **{**same, "lang": code}),
        }
        for code, name in LANGUAGES.items()
    ]
