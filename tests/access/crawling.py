"""Walk every page and channel a person reaches, by links and by every id there is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from sqlalchemy import select

from stafet.db.base import Base
from stafet.web.permissions import PERMISSIONS
from tests.web.copies.reading import words_of

LINK = re.compile(rb'(?:href|src|action)="(/[^"#]*)')
FORGET = ("/log-ud", "lang=", "/static/", "/demo")
CHANGING = re.compile(
    rb'(?:csrf_token|form_id)"[^>]*value="[^"]*"|name="csrf-token" content="[^"]*"'
)


@dataclass(frozen=True)
class Seen:
    """One answer: the address asked for, and everything that came back."""

    url: str
    status: int
    headers: str
    body: bytes

    @property
    def whole(self) -> str:
        """Everything a reader or a machine can find in it."""
        text = words_of(self.body) if self.body.startswith(b"%PDF") else ""
        raw = self.body.decode("utf-8", "replace")
        return "\n".join((self.url, unquote(self.headers), raw, unescape(raw), text))

    @property
    def steady(self) -> bytes:
        """The body without what differs from one answer to the next by itself."""
        return CHANGING.sub(b"", self.body)


def ask(browser, url: str) -> Seen:
    answer = browser.client.get(url)
    return Seen(url, answer.status_code, str(answer.headers), answer.data)


def by_links(browser) -> Iterator[Seen]:
    """Follow every link from the overview on."""
    waiting, seen = ["/"], set()
    while waiting:
        url = waiting.pop()
        if url in seen or any(part in url for part in FORGET):
            continue
        seen.add(url)
        answer = ask(browser, url)
        yield answer
        waiting += [unescape(link.decode()) for link in LINK.findall(answer.body)]


def by_ids(web, name, log_id) -> Iterator[Seen]:
    """Ask every route somebody may come to, with the log and every id that may lead somewhere."""
    browser, viewer = web.as_(name), web.world.people[name]
    ids = sorted(known_ids(web), key=str)
    for rule in web.app.url_map.iter_rules():
        kinds = {type(one).__name__ for one in rule._converters.values()}
        if "GET" not in rule.methods or rule.endpoint == "static" or kinds - {"UUIDConverter"}:
            continue
        if not PERMISSIONS[rule.endpoint].allows(viewer):
            continue  # test_routes walks those
        for told in _arguments(rule, log_id, ids):
            yield ask(browser, web.app.url_map.bind("").build(rule.endpoint, told))


def _arguments(rule, log_id, ids) -> Iterator[dict]:
    names = set(rule.arguments) - {"log_id"}
    fixed = {"log_id": log_id} if "log_id" in rule.arguments else {}
    if not names:
        yield fixed
    else:
        yield from ({**fixed, **dict.fromkeys(names, value)} for value in ids)


def known_ids(web) -> set:
    """Return every record's and every file's id, and one of every other table."""
    found = set()
    with web.world.unit() as unit:
        for table in Base.metadata.sorted_tables:
            whole = table.name in {"records_record", "records_file", "copies_inbox_item"}
            for column in table.primary_key.columns:
                if column.type.python_type.__name__ == "UUID":
                    query = select(column).distinct()
                    found |= set(unit.session.scalars(query if whole else query.limit(1)))
    return found
