"""`stafet backup DIR`: copy records and keys while the product runs."""

import json
import sys
from contextlib import closing
from pathlib import Path

import click

from stafet.app import open_house
from stafet.settings import load_settings
from stafet.upkeep.backup import back_up
from stafet.upkeep.manifest import Damaged


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def backup(folder: Path, *, as_json: bool) -> None:
    """Copy the records to DIR/records and the keys to DIR/keys; DIR is new or empty.

    Keep the two apart, and the keys for 14 days at most.
    """
    with closing(open_house(load_settings())) as house:
        try:
            taken = back_up(house, folder)
        except Damaged as damaged:
            click.echo(f"stafet: {damaged}", err=True)
            sys.exit(1)
        except OSError as error:
            what = "is no backup, delete it" if folder.exists() else "could not be made"
            click.echo(f"stafet: {folder} {what}: {error.strerror}", err=True)
            sys.exit(1)
    told = {
        "backup": str(taken.backup),
        "taken_at": taken.taken_at.isoformat(),
        "rows": taken.rows,
        "keys": taken.keys,
    }
    text = f"{taken.rows} rows and {taken.keys} rows of keys, as of {taken.taken_at:%F %T} UTC"
    click.echo(json.dumps(told) if as_json else text)
