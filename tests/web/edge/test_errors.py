"""A fault is said honestly, and nothing is half-saved."""

import logging
import sqlite3
from contextlib import closing
from uuid import uuid4

import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import OperationalError

from stafet.audit.models import Block
from stafet.errors import ConfigurationError
from stafet.settings import check, refuse_open_secret
from stafet.web.logging import JsonLines
from tests.factories.listening import listening
from tests.fixtures.web import TOKEN


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644])
def test_a_key_file_others_may_read_stops_the_start(settings, mode):
    settings.root_key_file.chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 0400"):
        check(settings)


def test_a_missing_key_file_stops_the_start_and_says_what_to_do(tmp_path):
    with pytest.raises(ConfigurationError, match="stafet init"):
        refuse_open_secret(tmp_path / "none")


def test_an_unknown_page_is_a_plain_404(web):
    answer = web.as_("pedagogue").get("/findes/ikke")
    assert answer.status_code == 404
    assert "<h1" in answer.get_data(as_text=True)


def test_signed_out_goes_to_the_sign_in_page(web):
    answer = web.stranger().get("/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/log-ind")


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_database_that_is_gone_is_503_and_keeps_nothing(web, world):
    browser = web.as_("pedagogue")
    before = _blocks(world)
    with world.unit() as unit:
        unit.session.execute(text("ALTER TABLE web_session RENAME TO away"))
    assert browser.get("/").status_code == 503
    with world.unit() as unit:
        unit.session.execute(text("ALTER TABLE away RENAME TO web_session"))
    assert _blocks(world) == before


def test_a_log_line_never_carries_a_message(settings):
    error = OperationalError("SELECT 'Anton'", {}, Exception("Anton"))
    record = logging.makeLogRecord({"msg": "fault", "exc_info": (type(error), error, None)})
    assert "Anton" not in JsonLines().format(record)


def _blocks(world):
    with world.unit() as unit:
        return unit.session.scalar(select(func.count()).select_from(Block))


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_locked_database_is_503_and_nothing_is_half_saved(web, engine_url, caplog):
    browser, child = web.as_("pedagogue"), web.world.child
    logging.getLogger("stafet").addHandler(caplog.handler)
    url = f"/bekymring/{child}"
    page = browser.get(url).get_data(as_text=True)
    told = {"csrf_token": TOKEN.search(page).group(1), "q_why": "Anton leger alene."}
    told |= {"event_on": "01/03/2027", "do": "save"}
    told["form_id"] = str(uuid4())
    with (
        listening(web.world.database.engine, "connect", impatient),
        closing(sqlite3.connect(make_url(engine_url).database, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert browser.client.post(url, data=told).status_code == 503
        assert other.execute("SELECT count(*) FROM records_record").fetchone() == (0,)
        other.execute("ROLLBACK")
    logging.getLogger("stafet").removeHandler(caplog.handler)
    assert {record.code for record in caplog.records if record.msg == "database"} == {"SQLITE_BUSY"}


def impatient(connection, _record):
    connection.execute("PRAGMA busy_timeout=20")
