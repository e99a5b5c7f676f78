"""The back button of a Chromium that keeps whole pages shows nothing closed since (L59)."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from stafet.consent.services import withdraw

pytestmark = pytest.mark.browser
sqlite = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
WORD = "kanariefugl"
PLAIN = """<!doctype html><title>Plain</title><link rel="icon" href="data:,">
<script>
  addEventListener("pageshow", event => { if (event.persisted) location.replace("/kept"); });
</script>"""


@contextmanager
def serving(app) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def window(chromium) -> Iterator[Page]:
    """Open a Chromium with its store of kept pages, which tests are usually run without."""
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
        chromium_sandbox=False,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser.new_page()
    browser.close()


def enter(window, web, name, address) -> None:
    """Sign this person in."""
    cookie = web.as_(name).client.get_cookie("stafet")
    window.context.add_cookies([{"name": "stafet", "value": cookie.value, "url": address}])


def go_back(window, to: str | re.Pattern[str]) -> None:
    """Press the back button, and wait until the page there was asked for anew."""
    with window.expect_response(to):
        window.evaluate("setTimeout(() => history.back(), 0)")
    window.wait_for_url(to)


def test_this_browser_keeps_pages_even_those_no_cache_may_store(window):
    @Request.application
    def plain(_):
        return Response(PLAIN, mimetype="text/html", headers={"Cache-Control": "no-store"})

    with serving(plain) as address:
        window.goto(f"{address}/one")
        window.goto(f"{address}/two")
        go_back(window, f"{address}/kept")


@pytest.fixture
def log(web):
    world = web.world
    world.concern()
    log = world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    world.entry(log, world.pedagogue, f"Der var en {WORD}.")
    return log


@sqlite
def test_L59_back_after_a_withdrawal_shows_what_may_be_read_now(web, log, window):
    with serving(web.app) as address:
        enter(window, web, "psychologist", address)
        window.goto(f"{address}/")
        window.goto(f"{address}/log/{log.id}")
        assert WORD in window.content()
        window.goto(f"{address}/privatliv")
        with web.world.unit() as unit:
            withdraw(unit, web.world.parent_a, web.world.child)
        go_back(window, f"{address}/log/{log.id}")
        assert WORD not in window.content()


@sqlite
def test_L59_back_after_logging_out_shows_the_door(web, log, window):
    with serving(web.app) as address:
        enter(window, web, "pedagogue", address)
        window.goto(f"{address}/log/{log.id}")
        assert WORD in window.content()
        window.locator("form[action='/log-ud'] button").click()
        window.wait_for_url("**/log-ind**")
        go_back(window, re.compile(r"/log-ind\?videre="))
        assert WORD not in window.content()


@sqlite
def test_L50_what_was_searched_for_is_in_no_address_and_not_kept_in_the_field(web, log, window):
    with serving(web.app) as address:
        enter(window, web, "psychologist", address)
        window.goto(f"{address}/soeg")
        window.locator("#words").fill(WORD)
        window.locator("main button[type=submit]").click()
        window.locator("mark").first.wait_for()
        assert window.url == f"{address}/soeg"
        window.goto(f"{address}/soeg")
        assert WORD not in window.content()
        assert window.locator("#words").input_value() == ""
