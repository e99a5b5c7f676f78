"""`stafet ...`: every command has --help; 0 done, 1 something is wrong, 2 cannot decide."""

import click

from stafet.cli.audit import audit
from stafet.cli.backup import backup
from stafet.cli.demo import demo
from stafet.cli.doctor import doctor
from stafet.cli.init import init
from stafet.cli.keys import keys
from stafet.cli.manifest import manifest
from stafet.cli.refusing import NOTHING_DONE, refusing
from stafet.cli.restore import restore
from stafet.cli.serve import serve
from stafet.cli.user import user
from stafet.cli.worker import worker


@click.group()
def stafet() -> None:
    """A sealed relay log that follows a child, opened by the parents' consent."""


for command in (init, serve, worker, doctor, demo, user, keys, backup, restore, audit, manifest):
    stafet.add_command(command)


def main() -> None:
    """Run a command; a refusal to start is one plain line and exit code 2."""
    with refusing(NOTHING_DONE):
        stafet()
