"""`stafet restore DIR`: bring a backup back into empty databases, checked before it serves."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from stafet.cli.schema import upgrade
from stafet.clock import SystemClock
from stafet.settings import load_settings
from stafet.upkeep import restore as restoring
from stafet.upkeep.copied import find_copy
from stafet.upkeep.manifest import Damaged
from stafet.upkeep.restore import Restored
from stafet.upkeep.witnessed import refuse_empty

FILE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=FILE)
@click.option("--keys", type=FILE, help="Another backup's keys folder, instead of DIR/keys.")
@click.option(
    "--tombstones",
    multiple=True,
    type=FILE,
    help="A newer backup's tombstones.json: these children's keys stay destroyed.",
)
@click.option(
    "--checkpoint",
    "witnessed",
    multiple=True,
    type=FILE,
    help="What another witness kept, besides the witness's own file.",
)
@click.option(
    "--accept-loss", is_flag=True, help="Sign for what the checks find: serve all the same."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def restore(
    folder: Path,
    keys: Path | None,
    tombstones: tuple[Path, ...],
    witnessed: tuple[Path, ...],
    *,
    accept_loss: bool,
    as_json: bool,
) -> None:
    """Restore a backup into empty databases; stopped anywhere, run it again.

    Exit 1 where a file is damaged or a check finds something: the product then stays closed.
    """
    settings = load_settings()
    for file in witnessed:
        refuse_empty(file)
    try:
        copy = find_copy(folder, keys, tombstones, settings.kommune_code)
        done = restoring.restore(
            settings, SystemClock(), copy, upgrade, witnessed=witnessed, accept_loss=accept_loss
        )
    except Damaged as damaged:
        _tell_damage(str(damaged), as_json=as_json)
        sys.exit(1)
    _tell(done, as_json=as_json)
    sys.exit(0 if done.opens else 1)


def _tell_damage(damage: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"opens": False, "damaged": damage}))
    else:
        click.echo(f"stafet: damaged: {damage}", err=True)


def _tell(done: Restored, *, as_json: bool) -> None:
    if as_json:
        told = {**asdict(done), "taken_at": done.taken_at.isoformat()}
        click.echo(json.dumps(told))
        return
    click.echo(f"{done.rows} rows, {done.children} children, as of {done.taken_at:%F %T} UTC")
    click.echo("what was done after that instant is lost: withdrawals of consent too")
    for finding in done.findings:
        click.echo(f"FOUND {finding.what}: {finding.detail}")
    if done.opens:
        click.echo("restored; the product may serve")
    else:
        click.echo("the product stays closed; to sign for the loss: the same with --accept-loss")
