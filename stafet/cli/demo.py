"""`stafet demo`: a fictional kommune, set up and served on this machine."""

import os
import shutil
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from stafet.app import create_app, make_worker
from stafet.cli.init import make
from stafet.cli.serve import Server, deliver_in_background
from stafet.clock import FixedClock, SystemClock
from stafet.demo.play import beginning, play
from stafet.settings import Settings, data_dir

HERE = Path("var/demo")


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--reset", is_flag=True, help="Start over.")
@click.option("--folder", default=HERE, type=click.Path(path_type=Path), show_default=True)
def demo(*, port: int, reset: bool, folder: Path) -> None:
    """Set up and serve the demo; it prints `ready http://127.0.0.1:PORT` when it serves."""
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    settings = demo_settings(folder.resolve(), port)
    _refuse_taken(port)
    if not (folder / "born").exists():
        bear(settings)
        (folder / "born").touch()
    _serve(settings, port)


def demo_settings(folder: Path, port: int) -> Settings:
    """Return the demo's settings; the databases may be chosen from outside."""
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=os.environ.get("STAFET_DATABASE_URL", f"sqlite:///{folder}/stafet.sqlite"),
        keystore_url=os.environ.get("STAFET_KEYSTORE_URL", f"sqlite:///{folder}/keys.sqlite"),
        root_key_file=folder / "root.key",
        audit_key_file=folder / "audit.key",
        config_dir=data_dir("config"),
        kommune_code="999",
        kommune_name="Eksempelby",
        base_url=f"http://127.0.0.1:{port}",
        demo=True,
    )


def bear(settings: Settings) -> None:
    """Make keys and tables and play the stories up to now."""
    today = datetime.now(UTC)
    clock = FixedClock(beginning(today))
    house = make(settings, clock)
    play(house.database, clock, today, make_worker(house).run_once)
    house.database.engine.dispose()
    house.vault.close()


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            click.echo(f"stafet: port {port} is taken; choose another with PORT=", err=True)
            sys.exit(2)


def _serve(settings: Settings, port: int) -> None:
    def begin(worker: Any) -> None:
        deliver_in_background(worker.wsgi)
        click.echo(f"ready http://127.0.0.1:{port}")

    Server(
        lambda: create_app(settings, SystemClock()),
        bind=f"127.0.0.1:{port}",
        workers=1,
        threads=8,
        worker_class="gthread",
        loglevel="warning",
        post_worker_init=begin,
    ).run()
