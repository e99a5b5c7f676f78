"""R5: the database server goes away and comes back: a plain page meanwhile, no restart after."""

import psycopg
import pytest
from sqlalchemy import event, make_url

pytestmark = pytest.mark.parametrize("engine_url", ["postgres"], indirect=True)
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"


@pytest.fixture
def hang_up(postgres_cluster, engine_url):
    """Return how the server ends every connection to this database."""
    name = make_url(engine_url).database

    def end() -> None:
        with psycopg.connect(postgres_cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(END, [name, connection.info.backend_pid])

    return end


def test_R05_after_a_restart_of_the_server_the_next_request_is_answered(web, hang_up):
    browser = web.as_("pedagogue")
    assert browser.get("/").status_code == 200
    hang_up()
    assert browser.get("/").status_code == 200


def test_R05_a_connection_lost_half_way_is_told_and_nothing_is_half_saved(web, hang_up):
    browser, world = web.as_("pedagogue"), web.world
    world.concern()
    log = world.log()
    url, engine = f"/log/{log.id}/skriv", web.app.extensions["stafet"].database.engine
    lines = "Han byggede et tårn.\r\n\r\nOg et til."  # as a browser sends them
    told = {"text": lines, "event_on": "01/03/2027", "kind": "note"}
    told |= {"categories": ["wellbeing"], "subjects": ["child"]}

    @event.listens_for(engine, "before_cursor_execute")
    def lose(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO records_version"):
            hang_up()

    answer = browser.post(url, told)
    assert answer.status_code == 503
    assert "<p>Han byggede et tårn.</p>" in answer.get_data(as_text=True)
    event.remove(engine, "before_cursor_execute", lose)
    assert "Han byggede" not in browser.get(f"/log/{log.id}").get_data(as_text=True)
    assert browser.post(url, told).status_code == 303
    assert browser.get(f"/log/{log.id}").get_data(as_text=True).count("Han byggede") == 1
