"""`stafet keys status|rotate|destroy-child`: look after the keys."""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from uuid import UUID

import click
from sqlalchemy import select

from stafet.app import open_house
from stafet.errors import NotFound
from stafet.people.models import Person, PersonKind
from stafet.settings import load_settings
from stafet.upkeep.destroying import destroy_child
from stafet.upkeep.rotation import rotate_holder
from stafet.vault import GUARDIANS, STAFF
from stafet.web.unit import House


@click.group()
def keys() -> None:
    """Tell of the keys, make them anew, destroy a child's."""


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def status(*, as_json: bool) -> None:
    """Tell how many keys live, and the oldest version that is still in use."""
    with closing(open_house(load_settings())) as house:
        told = asdict(house.vault.status())
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"{told['live']} keys in use, {told['destroyed']} destroyed")
    click.echo(f"KEK version {told['kek_version']}, oldest in use {told['oldest_kek_in_use']}")


@keys.command()
@click.option("--kek", is_flag=True, help="Wrap every key under a new KEK.")
@click.option("--child", type=click.UUID, help="Seal one child's records under a new key.")
@click.option("--all", "everybody", is_flag=True, help="The KEK, and every child, guardian, staff.")
def rotate(*, kek: bool, child: UUID | None, everybody: bool) -> None:
    """Make keys anew while the product runs; stopped anywhere, run it again."""
    if not (kek or child or everybody):
        raise click.UsageError("say what: --kek, --child or --all")
    with closing(open_house(load_settings())) as house:
        if kek or everybody:
            click.echo(f"KEK version {house.vault.rotate_kek()}")
        for holder in _holders(house) if everybody else [child] if child else []:
            _rotate(house, holder)


@keys.command("destroy-child")
@click.argument("child", type=click.UUID)
@click.option("--yes", is_flag=True, help="Do not ask for the id again.")
def destroy(child: UUID, *, yes: bool) -> None:
    """Destroy a child's key: nothing of the child opens again, from any backup."""
    if not yes and click.prompt("the same id again", type=click.UUID) != child:
        raise click.UsageError("the ids differ; nothing is destroyed")
    with closing(open_house(load_settings())) as house:
        try:
            destroy_child(house.database, house.vault, child)
        except NotFound:
            click.echo("no child has this id; nothing is destroyed", err=True)
            sys.exit(1)
    click.echo("destroyed; backups of the key store must be let run out: 14 days")


def _rotate(house: House, holder: UUID) -> None:
    if not house.vault.key_versions(holder):
        click.echo(f"{holder} has no living key", err=True)
        sys.exit(1)
    done = rotate_holder(house.database, house.vault, holder)
    kept = f"; version {done.kept[0]} is kept: run again in two minutes" if done.kept else ""
    shared = holder in {GUARDIANS, STAFF}
    click.echo(f"{holder}: version {done.version}, {done.objects} sealed anew{kept * (not shared)}")


def _holders(house: House) -> list[UUID]:
    with house.database.unit() as unit:
        query = select(Person.id).where(Person.kind == PersonKind.CHILD).order_by(Person.id)
        children = unit.session.scalars(query).all()
    return [GUARDIANS, STAFF, *(child for child in children if house.vault.key_versions(child))]
