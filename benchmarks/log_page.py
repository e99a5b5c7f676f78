"""A log's page of 100 entries against a bare page: same markup, no decision, cipher or witness."""

import json
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template, template_rendered

from benchmarks.paired import paired
from stafet.accounts.models import Account
from stafet.app import create_app
from stafet.audit.signing import make_key
from stafet.clock import SystemClock, day_of
from stafet.db.transaction import make_engine
from stafet.logs.queries import LogFacts
from stafet.settings import Settings, data_dir
from stafet.vault import Vault
from stafet.web.filters import init_filters
from stafet.web.i18n import init_i18n
from tests.factories.world import World, make_world
from tests.fixtures.databases import all_tables
from tests.fixtures.web import Web

ENTRIES = 100
ROUNDS = 61
SENTENCE = "Øjvind går gladere i børnehave, når han får æblegrød først på dagen. "
OF_FLASK = {"g", "request", "session", "current_language", "language_links", "config"}
TOPICS = ("wellbeing", "learning", "language", "health")
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
COLUMNS = "id, version, kind, tone, title, text, name, job, place, day, written, topics, badge, why"
Get = Callable[[], str]


def log_of_100_vs_bare_page() -> dict[str, object]:
    """Return medians in ms per page, and the median of the rounds' own ratios."""
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as (app, world):
        url = f"/log/{log_of(world, ENTRIES).id}?vis=alt"
        ours = opener(app, world, url)
        told = _context(app, ours)
        theirs = _get(_bare(Path(folder) / "bare.sqlite", app, told).test_client(), url)
        assert TOKEN.sub("", ours()) == TOKEN.sub("", theirs())
        result = paired(ours, theirs, ROUNDS)
    return {"name": "log-of-100-vs-bare-page", "peer": "sqlite3 + Jinja", "unit": "ms", **result}


@contextmanager
def house(here: Path) -> Iterator[tuple[Flask, World]]:
    """Give the product over a small kommune, on SQLite."""
    clock = SystemClock()
    keys, root = f"sqlite:///{here}/keys.sqlite", here / "root.key"
    Vault.create(keys, root, "999", clock).close()
    make_key(audit_key := here / "audit.key")
    settings = Settings(
        database_url=f"sqlite:///{here}/stafet.sqlite",
        keystore_url=keys,
        root_key_file=root,
        audit_key_file=audit_key,
        config_dir=data_dir("config"),
        kommune_code="999",
        kommune_name="Eksempelby",
        base_url="http://127.0.0.1:8000",
    )
    engine = make_engine(settings.database_url)
    all_tables().create_all(engine)
    engine.dispose()
    app = create_app(settings, clock)
    world = make_world(app.extensions["stafet"].database)
    account(world, "psychologist")
    yield app, world
    app.extensions["stafet"].close()


def opener(app: Flask, world: World, url: str) -> Get:
    """Return what opens a page as the psychologist, whose session has begun."""
    get = _get(Web(app, world).as_("psychologist").client, url)
    get()
    return get


def account(world: World, name: str) -> None:
    viewer = world.people[name]
    with world.unit() as unit:
        index = unit.use(Vault).blind_index("login", name)
        row = Account(id=viewer.account_id, person_id=viewer.person_id, login_index=index)
        row.made_at = unit.now
        unit.session.add(row)


def log_of(world: World, entries: int, *, at_once: bool = False) -> LogFacts:
    """Write entries of 1 KB, shared by both parents' consent."""
    world.concern()
    log = world.log()
    world.consents(world.ppr)
    world.task(world.psychologist, world.ppr)
    for number in range(1, entries + 1):
        text, topic = f"{number}: {SENTENCE * 14}", TOPICS[number % 4]
        with world.unit() as unit:
            on = day_of(unit.now) - timedelta(days=number)
        world.entry(
            log, world.pedagogue, text, categories=frozenset({topic}), event_on=on, at_once=at_once
        )
    return log


def _context(app: Flask, ours: Get) -> dict[str, Any]:
    """Return what our page told its template."""
    told: list[dict[str, Any]] = []

    def note(_app: Flask, context: dict[str, Any], **_: object) -> None:
        told.append(context)

    with template_rendered.connected_to(note, app):
        ours()
    return {name: value for name, value in told[0].items() if name not in OF_FLASK}


def _bare(file: Path, app: Flask, told: dict[str, Any]) -> Flask:
    """Return a page that fetches plain rows and prints the same markup: the least it can do."""
    _plain_table(file, told["page"].items)
    bare = Flask("stafet", template_folder=str(data_dir("templates")))
    bare.secret_key = secrets.token_bytes(32)
    init_i18n(bare)
    init_filters(bare)
    bare.jinja_env.globals["csrf_token"] = lambda: "bare"
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in {"static", "logs.show"}:
            bare.add_url_rule(rule.rule, rule.endpoint, str)

    def show(log_id: object) -> str:  # noqa: ARG001
        with closing(sqlite3.connect(file)) as database:
            rows = database.execute(f"SELECT {COLUMNS} FROM entry ORDER BY rowid")  # noqa: S608
            items = [_plain(*row) for row in rows]
        entries = iter(items)
        both = [next(entries) if item.look == "entry" else item for item in told["page"].items]
        page = SimpleNamespace(**{**_fields(told["page"]), "items": both})
        return render_template("logs/show.html", **{**told, "page": page})

    bare.add_url_rule("/log/<uuid:log_id>", "logs.show", show)
    return bare


def _plain_table(file: Path, items: Iterable[Any]) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"CREATE TABLE entry ({COLUMNS})")
        for e in items:
            if e.look != "entry":
                continue
            who = (e.author.name, e.author.title, e.author.place)
            days = (e.on.isoformat(), e.at.isoformat(), json.dumps(e.categories))
            row = (str(e.id), e.version, e.kind, e.tone, e.title, e.text, *who, *days, "", e.why)
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO entry VALUES ({marks})", row)  # noqa: S608
        database.commit()


def _plain(*row: Any) -> SimpleNamespace:
    name, version, kind, tone, title, text, who, job, place, day, at, topics, badge, why = row
    return SimpleNamespace(
        look="entry",
        id=name,
        version=version,
        kind=kind,
        tone=tone,
        title=title,
        text=text,
        damaged=False,
        author=SimpleNamespace(name=who, title=job, place=place, authority=False),
        on=date.fromisoformat(day),
        at=datetime.fromisoformat(at),
        categories=json.loads(topics),
        private="",
        answers=(),
        facts=(),
        files=(),
        badge=badge,
        badge_tone="",
        about_id=None,
        meeting_id=None,
        corrected=False,
        correctable=False,
        why=why,
    )


def _fields(page: Any) -> dict[str, Any]:
    return {field.name: getattr(page, field.name) for field in fields(page)}


def _get(client: Any, url: str) -> Get:
    return lambda: client.get(url).get_data(as_text=True)


if __name__ == "__main__":
    print(json.dumps(log_of_100_vs_bare_page()))
