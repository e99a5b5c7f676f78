"""`stafet manifest check|sign`: whether every row that decides about somebody is there."""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from uuid import UUID

import click

from stafet.accounts.queries import account_by_login
from stafet.app import open_house
from stafet.errors import Attempt, NotFound
from stafet.settings import load_settings
from stafet.upkeep.listing import gaps, list_anew, unsigned
from stafet.web.unit import House


@click.group()
def manifest() -> None:
    """Tell of whom rows are gone that decide, and sign for what is left."""


@manifest.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def check(*, as_json: bool) -> None:
    """List children and others of whom rows are gone, changed or set back; exit 1 for any."""
    with closing(open_house(load_settings())) as house:
        found = list(gaps(house.database))
    if as_json:
        click.echo(json.dumps([asdict(gap) for gap in found], default=str))
    for gap in () if as_json else found:
        click.echo(f"{gap.child_id}: {', '.join(gap.tables)}")
    sys.exit(1 if found else 0)


@manifest.command()
@click.argument("child", type=click.UUID, required=False)
@click.option("--by", "login", required=True, help="Who signs: the login of an account.")
@click.option(
    "--after-upgrade", is_flag=True, help="For everybody; also rows whose MAC is not there yet."
)
def sign(child: UUID | None, login: str, *, after_upgrade: bool) -> None:
    """Sign that a child's rows, or anybody's, are those there now: they decide again.

    What is gone stays gone: put back what you can first, from a backup. The audit names who
    signed. Exit 1 where there is no such person or account.
    """
    if (child is None) != after_upgrade:
        raise click.UsageError("say whose, or --after-upgrade for all")
    with closing(open_house(load_settings())) as house:
        try:
            _sign(house, child, _person(house, login))
        except NotFound:
            click.echo("stafet: no such person or account; nothing is signed", err=True)
            sys.exit(1)


def _sign(house: House, child: UUID | None, by: UUID) -> None:
    for one in [child] if child else _after_upgrade(house):
        found = list_anew(house.database, one, by, after_upgrade=child is None)
        wrong = f"signed; was wrong: {', '.join(found.tables)}" if found else "nothing was wrong"
        click.echo(f"{one}: {wrong}")


def _after_upgrade(house: House) -> list[UUID]:
    found = [gap.child_id for gap in gaps(house.database)]
    return list(dict.fromkeys([*found, *unsigned(house.database)]))


def _person(house: House, login: str) -> UUID:
    with house.database.unit() as unit:
        account = account_by_login(unit, login)
        if account is None or account.disabled_at is not None:
            raise NotFound(Attempt("manifest:sign"))
        return account.person_id
