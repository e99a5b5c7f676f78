"""R5: disk full or broken: nothing is saved, that is said, and what was typed is given back."""

from contextlib import contextmanager, suppress
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from stafet.consent.models import Release
from stafet.consent.reading import read
from stafet.errors import Unavailable
from stafet.outbox.models import OutboxRow
from stafet.people.rules import Identity
from stafet.people.services import find_child, register_child
from stafet.records.models import Happening, RecordVersion
from tests.fixtures.web import TOKEN
from tests.servers import trouble

pytestmark = pytest.mark.opens_by_hand  # what cannot be put on record is opened and not shown
CPR = "620418-4980"
LONG = " ".join(f"Anton sagde ord nummer {n}." for n in range(400))
SAVED = (RecordVersion, Release, Happening, OutboxRow)


@pytest.fixture(scope="module")
def postgres_cluster(cluster_in_trouble):
    return cluster_in_trouble


@pytest.fixture
def log(web):
    web.world.concern()
    return web.world.log()


@pytest.fixture(params=["is_full", "cannot_write"])
def disk(request, web, engine_url):
    """Return how to bring the disk of the product's database into trouble for a while."""
    engine = web.app.extensions["stafet"].database.engine

    @contextmanager
    def in_trouble():
        web.world.database.engine.dispose()
        if engine.dialect.name == "sqlite":
            how, more = f"sqlite_{request.param}", ()
        else:
            cluster = request.getfixturevalue("postgres_cluster")
            how, more = f"postgres_{request.param}", (cluster, RecordVersion.__tablename__)
        with getattr(trouble, how)(engine, *more):
            yield

    return in_trouble


def typed(form_id="0f8fad5b-d9cb-469f-a165-70867728950e"):
    told = {"text": LONG, "event_on": "01/03/2027", "kind": "note", "form_id": form_id}
    return told | {"categories": ["wellbeing"], "subjects": ["child"]}


def saved(web):
    with web.world.unit() as unit:
        return [unit.session.scalar(select(func.count()).select_from(one)) for one in SAVED]


def texts(web):
    with web.world.unit() as unit:
        shown = read(unit, web.world.pedagogue, web.world.child).records
    return [record.content.text for record in shown]


def test_R05_a_full_or_broken_disk_is_told_nothing_is_saved_and_the_text_comes_back(web, log, disk):
    browser, url = web.as_("pedagogue"), f"/log/{log.id}/skriv"
    token = TOKEN.search(browser.get(url).get_data(as_text=True)).group(1)
    before = saved(web)
    with disk():
        answer = browser.client.post(url, data=typed() | {"csrf_token": token})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 503
        assert "Det blev ikke gemt." in page
        assert LONG in page
    assert saved(web) == before

    assert browser.client.post(url, data=typed() | {"csrf_token": token}).status_code == 303
    assert texts(web).count(LONG) == 1


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("disk", ["cannot_write"], indirect=True)
def test_R05_what_cannot_be_put_on_record_is_not_read(web, log, disk):
    """On SQLite a read writes too: where its block cannot be kept, no word is shown (L44)."""
    web.world.entry(log, web.world.pedagogue, "Anton leger mest alene.")
    browser = web.as_("pedagogue")
    before = saved(web)
    with disk():
        answer = browser.get(f"/log/{log.id}")
    assert answer.status_code == 503
    assert "Anton leger" not in answer.get_data(as_text=True)
    assert saved(web) == before


def test_R05_a_key_store_that_is_full_registers_nobody(world, vault):
    child, number = Identity("Berta Eksempel", CPR), {"cpr": CPR}
    with trouble.sqlite_is_full(vault._store._engine), pytest.raises(Unavailable):
        for _ in range(200):  # a page takes some keys before it is full
            register_and_forget(world, vault, child)
    with world.unit() as unit:
        assert find_child(unit, **number) is None
        assert register_child(unit, child, by=None)
    with world.unit() as unit:
        assert find_child(unit, **number)


def register_and_forget(world, vault, child):
    """Take up room in the key store and leave nothing in the records."""
    with suppress(Forget), world.unit() as unit:
        register_child(unit, child, by=None)
        raise Forget


class Forget(Exception):
    """The unit fails after the key store has its part."""


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("disk", ["cannot_write"], indirect=True)
def test_R05_a_password_is_not_given_back(web, disk):
    browser = web.stranger()
    token = TOKEN.search(browser.get("/log-ind").get_data(as_text=True)).group(1)
    told = {"login": "anna", "password": "correct horse battery staple", "csrf_token": token}
    with disk():
        answer = browser.client.post("/log-ind", data=told)
    assert answer.status_code == 503
    assert "battery staple" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("disk", ["cannot_write"], indirect=True)
def test_R05_a_password_typed_beside_a_text_is_not_given_back_with_it(web, disk):
    browser, url, danger = web.as_("teacher"), "/noedadgang", "Anton er alene ved havnen."
    token = TOKEN.search(browser.get(url).get_data(as_text=True)).group(1)
    told = {"reason": danger, "password": "correct horse battery staple", "csrf_token": token}
    told |= {"cpr": "610320-4985", "tell_parents": "yes", "form_id": str(uuid4())}
    with disk():
        answer = browser.client.post(url, data=told)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert danger in page
    assert "battery staple" not in page
