"""Wiring, and nothing else."""

from flask import Flask

from stafet import audit
from stafet.access_requests import jobs as access_request_jobs
from stafet.access_requests import views as access_requests
from stafet.accounts import views as accounts
from stafet.audit import manifest
from stafet.catalogue import Catalogue, load
from stafet.clock import Clock, SystemClock
from stafet.concerns import views as concerns
from stafet.consent import views as consent
from stafet.consent.vocabulary import refuse_forgotten
from stafet.copies import delivery
from stafet.copies import views as copies
from stafet.db.transaction import Database, make_engine
from stafet.demo import views as demo_pages
from stafet.erasure import jobs as erasure_jobs
from stafet.erasure import views as erasure
from stafet.insight import life
from stafet.insight import views as insight
from stafet.logs import views as logs
from stafet.meetings import views as meetings
from stafet.outbox import Handler, Worker
from stafet.oversight import days
from stafet.oversight import views as oversight
from stafet.people import views as people
from stafet.people.ages import Ages
from stafet.settings import Settings, check, data_dir
from stafet.upkeep import witnessing
from stafet.upkeep.destroying import apply_tombstones, destroy_child
from stafet.upkeep.rotation import rotate_holder
from stafet.upkeep.unfinished import refuse_unfinished
from stafet.vault import Vault
from stafet.web import edge
from stafet.web.unit import House
from stafet.web.uploads import MemoryRequest

FORM_LIMIT = 1024 * 1024
UPLOAD_LIMIT = 11 * FORM_LIMIT
FEATURES = (
    people,
    accounts,
    consent,
    logs,
    concerns,
    meetings,
    copies,
    oversight,
    insight,
    access_requests,
    erasure,
)


def open_house(
    settings: Settings, clock: Clock | None = None, catalogue: Catalogue | None = None
) -> House:
    """Open database, vault and catalogue; raises `ConfigurationError` on anything unsafe."""
    check(settings)
    clock = clock or SystemClock()
    catalogue = catalogue or load(settings.config_dir, settings.rule_set)
    code = settings.kommune_code
    refuse_unfinished(settings.database_url)  # first of all: its keys may not be there yet
    vault = Vault.unlock(settings.keystore_url, settings.root_key_file, code, clock)
    database = Database(make_engine(settings.database_url), clock)
    furnish(database, vault, catalogue)
    house = House(settings, database, vault, catalogue)
    try:
        apply_tombstones(database, vault)
        refuse_forgotten(database)
    except Exception:
        house.close()
        raise
    return house


def furnish(database: Database, vault: Vault, catalogue: Catalogue) -> None:
    """Give every unit its tools, and every deciding row its MAC."""
    database.provide(vault)
    database.provide(catalogue)
    database.provide(Ages())
    manifest.keep(database, vault)
    audit.keep_openings(database)


def create_app(
    settings: Settings, clock: Clock | None = None, catalogue: Catalogue | None = None
) -> Flask:
    """Return the product, wired; it refuses to start rather than to run unsafe."""
    house = open_house(settings, clock, catalogue)
    app = build(demo=settings.demo)
    move_in(app, house)
    edge.trust_proxies(app, settings.proxies)
    return app


def build(*, demo: bool = False) -> Flask:
    """Return the pages and their guard, with no house behind them yet."""
    app = Flask("stafet", template_folder=str(data_dir("templates")))
    app.config.update(
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.request_class = MemoryRequest
    edge.install(app)
    for feature in (*FEATURES, demo_pages) if demo else FEATURES:
        feature.install(app)
    edge.check(app)
    return app


def move_in(app: Flask, house: House) -> None:
    """Let the pages answer from this house."""
    app.config["SECRET_KEY"] = house.vault.secret("forms")
    app.extensions["stafet"] = house


def make_worker(house: House) -> Worker:
    """Return the worker that delivers what the features have queued, and what each day brings."""
    with house.database.unit() as unit:
        life.begin(unit)
        days.begin(unit)
        witnessing.begin(unit)
        erasure_jobs.begin(unit)
    handlers = delivery.handlers(house) | life.handlers(house) | witnessing.handlers(house)
    handlers |= days.handlers(house) | access_request_jobs.handlers(house)
    return Worker(house.database, handlers | _eraser(house))


def _eraser(house: House) -> dict[str, Handler]:
    database, vault = house.database, house.vault
    return erasure_jobs.handlers(
        database,
        destroy_key=lambda child: destroy_child(database, vault, child),
        renew_key=lambda child: bool(rotate_holder(database, vault, child).kept),
    )
