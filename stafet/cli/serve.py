"""`stafet serve`: the product behind gunicorn, many threads in few processes."""

import threading
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from stafet.app import create_app, make_worker
from stafet.cli.refusing import NO_APP, refusing
from stafet.cli.schema import refuse_other_tables
from stafet.settings import load_settings

EVERY = 2.0
"""Seconds between looks at the outbox when nothing is due."""


class Server(BaseApplication):
    """gunicorn, told by options instead of a file."""

    def __init__(self, make: Callable[[], Flask], **options: Any) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("control_socket_disable", value=True)  # no file of ours in anybody's home
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        with refusing(NO_APP):
            return self._make()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes; 1 on SQLite.")
@click.option("--threads", default=8, show_default=True)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the product; run `stafet worker` beside it."""
    settings = load_settings()
    refuse_other_tables(settings.database_url)
    count = 1 if settings.database_url.startswith("sqlite") else workers
    Server(
        lambda: create_app(settings),
        bind=f"{host}:{port}",
        workers=count,
        threads=threads,
        worker_class="gthread",
    ).run()


def deliver_in_background(app: Flask) -> None:
    """Run the outbox's worker as a thread of this process: for the demo."""
    worker = make_worker(app.extensions["stafet"])
    stop = threading.Event()
    threading.Thread(target=worker.run_forever, args=(stop, EVERY), daemon=True).start()
