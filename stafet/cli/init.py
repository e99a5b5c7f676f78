"""`stafet init`: make keys, tables, chains and the first administrator's way in."""

from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import select

from stafet import audit
from stafet.accounts.services import invite_first_administrator
from stafet.app import furnish
from stafet.audit.models import CheckpointRow
from stafet.audit.signing import make_key
from stafet.catalogue import load
from stafet.cli.schema import upgrade
from stafet.clock import Clock, SystemClock
from stafet.db.transaction import Database, make_engine
from stafet.errors import ConfigurationError
from stafet.settings import Settings, load_settings
from stafet.upkeep.unfinished import refuse_unfinished
from stafet.vault import Vault
from stafet.web.unit import House


@click.command()
def init() -> None:
    """Set up an installation; safe to run again, it makes only what is missing."""
    settings = load_settings(new=True)
    with closing(make(settings, SystemClock())) as house, house.database.unit() as unit:
        token = invite_first_administrator(unit)
    click.echo(f"database and keys are ready; root key: {settings.root_key_file}")
    click.echo(f"the audit's signing key: {settings.audit_key_file}")
    click.echo("keep a copy of the root key apart from the backups: without it nothing opens")
    if token:
        click.echo(f"first administrator, valid once: {settings.base_url}/foerste-gang/{token}")


def make(settings: Settings, clock: Clock) -> House:
    """Make what is missing of keys, tables and chains; return the house."""
    refuse_unfinished(settings.database_url)
    catalogue = load(settings.config_dir, settings.rule_set)
    code = settings.kommune_code
    vault = Vault.create(settings.keystore_url, settings.root_key_file, code, clock)
    database = Database(make_engine(settings.database_url), clock)
    house = House(settings, database, vault, catalogue)
    try:
        _fill(house)
    except Exception:
        house.close()
        raise
    return house


def _fill(house: House) -> None:
    upgrade(house.database.engine)
    if not house.settings.audit_key_file.exists():
        _make_audit_key(house.database, house.settings.audit_key_file)
    furnish(house.database, house.vault, house.catalogue)
    with house.database.unit() as unit:
        for chain in (audit.KOMMUNE, audit.APART):
            if not audit.lock(unit, chain):
                audit.begin(unit, chain)


def _make_audit_key(database: Database, file: Path) -> None:
    """Make the signing key, but none in place of one that has signed: its work would not hold."""
    with database.unit() as unit:
        signed = unit.session.scalar(select(CheckpointRow.number).limit(1)) is not None
    if signed:
        raise ConfigurationError(
            f"{file}: missing, and the audit is signed with the very one; restore it from its"
            " safe copy"
        )
    make_key(file)
