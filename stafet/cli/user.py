"""`stafet user add|disable`: accounts of staff from the command line."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from stafet.accounts.queries import account_by_login
from stafet.accounts.rules import INVITED_FOR, IdentityCheck
from stafet.accounts.services import disable_account, grant_role, invite
from stafet.app import open_house
from stafet.db.transaction import Unit
from stafet.errors import Invalid
from stafet.people.models import PersonKind
from stafet.people.rules import Identity
from stafet.people.services import register_adult
from stafet.settings import Settings, load_settings
from stafet.web.viewer import Role


@click.group()
def user() -> None:
    """Add staff who run the product, or close an account."""


@user.command()
@click.option("--name", required=True, help="The person's name; it is sealed.")
@click.option("--login", required=True, help="User name or mail to sign in with.")
@click.option("--role", type=click.Choice(["admin", "dpo"]), help="A role of the house.")
def add(name: str, login: str, role: str | None) -> None:
    """Register a person and print the link by which he or she comes in, valid once."""
    settings = load_settings()
    try:
        with _unit(settings) as unit:
            mail = login if "@" in login else ""
            person = register_adult(
                unit, PersonKind.PROFESSIONAL, Identity(name, email=mail), by=None
            )
            token = invite(unit, person, login, IdentityCheck.COMMAND, by=None)
            if role:
                grant_role(unit, person, Role(role), None)
    except Invalid as invalid:
        _refuse("; ".join(invalid.problems.values()))
    click.echo(f"{settings.base_url.rstrip('/')}/invitation/{token}")
    click.echo(f"valid once, for {INVITED_FOR.days} days; hand it over to nobody else", err=True)


@user.command()
@click.argument("login")
def disable(login: str) -> None:
    """Close an account: its sessions are dead at once. Exit 1 where there is none."""
    with _unit(load_settings()) as unit:
        account = account_by_login(unit, login)
        if account is not None and account.disabled_at is None:
            disable_account(unit, account, by=None)
    if account is None:
        click.echo("stafet: nobody signs in with this", err=True)
        sys.exit(1)
    click.echo("closed")


@contextmanager
def _unit(settings: Settings) -> Iterator[Unit]:
    with closing(open_house(settings)) as house, house.database.unit() as unit:
        yield unit


def _refuse(why: str) -> None:
    click.echo(f"stafet: {why}", err=True)
    sys.exit(2)
