"""`stafet worker`: deliver what the outbox holds."""

import signal
import threading
from contextlib import closing

import click

from stafet.app import make_worker, open_house
from stafet.cli.schema import refuse_other_tables
from stafet.settings import load_settings
from stafet.web.logging import install

EVERY = 5.0


@click.command()
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
def worker(*, once: bool) -> None:
    """Deliver copies and mails; any number of workers may run."""
    install()
    settings = load_settings()
    refuse_other_tables(settings.database_url)
    with closing(open_house(settings)) as house:
        deliverer = make_worker(house)
        if once:
            click.echo(f"{deliverer.run_once()} tried")
            return
        stop = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stop.set())
        deliverer.run_forever(stop, EVERY)
