"""The gallery served on loopback, and a page of it in Chromium with axe-core at hand."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from tests.web.look.gallery import ROOT, make_app

AXE = ROOT / "stafet" / "static" / "vendor" / "axe-core" / "axe.min.js"


@dataclass
class Served:
    app: Flask
    url: str


@dataclass
class Seen:
    """A page, and what the browser complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def violations(self) -> list[str]:
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run()")
        return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found["violations"]]


@pytest.fixture
def gallery() -> Iterator[Served]:
    app = make_app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Served(app, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[360, 1280])
def width(request) -> int:
    return request.param


@pytest.fixture
def seen(chromium: Browser, gallery: Served, width: int) -> Iterator[Seen]:
    context = chromium.new_context(
        base_url=gallery.url, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    seen = Seen(context.new_page())
    seen.page.on("console", seen.hear)
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    yield seen
    context.close()


@pytest.fixture
def unscripted(chromium: Browser, gallery: Served) -> Iterator[Page]:
    context = chromium.new_context(base_url=gallery.url, java_script_enabled=False)
    yield context.new_page()
    context.close()
