"""`stafet doctor`: check configuration, keys, database, mail and clock; say what to do."""

import json
import smtplib
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from stafet import outbox
from stafet.accounts.models import Account
from stafet.app import open_house
from stafet.audit.chain import BEHIND, KOMMUNE
from stafet.audit.checkpoints import last_before, newest, uncovered
from stafet.audit.models import Block, Head, LeafRow
from stafet.audit.witness_file import last_kept
from stafet.catalogue import Catalogue
from stafet.catalogue.road import Contact
from stafet.cli.schema import is_newest, refuse_other_tables
from stafet.clock import SystemClock
from stafet.db.transaction import Unit
from stafet.errors import StafetError
from stafet.outbox.smtp import SmtpPostbox
from stafet.settings import Settings, load_settings
from stafet.upkeep.checking import forged_rows
from stafet.upkeep.listing import gaps
from stafet.web.unit import House

LATE = timedelta(minutes=15)
AFTER_UPGRADE = (
    "right after an upgrade, and only then, sign for all, or nobody can log in:"
    " `stafet manifest sign --after-upgrade --by LOGIN`"
)
EXAMPLE_PHONE = "99 99 00 1"
OFF: frozenset[object] = frozenset({"off"})
UNSAFE: dict[str, dict[str, frozenset[object]]] = {
    "sqlite": {"PRAGMA synchronous": frozenset({0, 1}), "PRAGMA journal_mode": frozenset({"off"})},
    "postgresql": {
        "SHOW fsync": OFF,
        "SHOW full_page_writes": OFF,
        "SHOW synchronous_commit": OFF,
    },
}
"""What each engine is asked, and the answers under which a commit is no promise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `advice` says what to do where it is not well."""

    what: str
    well: bool
    advice: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON.")
def doctor(*, as_json: bool) -> None:
    """Check an installation; exit 1 where something is wrong, 2 where nothing can be told."""
    settings = load_settings()
    try:
        with closing(open_house(settings)) as house:
            findings = list(examine(settings, house))
    except DBAPIError:
        refuse_other_tables(settings.database_url)  # older tables are why, nearly always
        raise
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            mark = "ok  " if finding.well else "BAD "
            click.echo(mark + finding.what + (f": {finding.advice}" if finding.advice else ""))
    sys.exit(0 if all(finding.well for finding in findings) else 1)


def examine(settings: Settings, house: House) -> Iterator[Finding]:
    """Yield one finding for each part of an installation."""
    yield Finding("configuration", well=True)
    yield _keys(house)
    yield _tried("database", lambda: _ask(house), "is it running, is STAFET_DATABASE_URL right?")
    yield _tables(house)
    yield _engine(settings)
    yield _durable(house)
    yield _clock(house)
    yield _witness(house)
    yield _rows(house)
    yield _manifests(house)
    yield _outbox(house)
    if not settings.demo:
        yield _own_words(settings, house.catalogue)
        yield _mail(settings)


def _keys(house: House) -> Finding:
    status = house.vault.status()
    return Finding(
        "keys", well=True, advice=f"{status.live} in use, KEK version {status.kek_version}"
    )


def _ask(house: House) -> None:
    with house.database.unit() as unit:
        unit.session.execute(text("SELECT 1"))


def _tables(house: House) -> Finding:
    newest = is_newest(house.database.engine)
    return Finding("tables", newest, "" if newest else "run `stafet init`")


def _engine(settings: Settings) -> Finding:
    sqlite = settings.database_url.startswith("sqlite")
    advice = "SQLite is for the demo and small pilots; use PostgreSQL otherwise" if sqlite else ""
    return Finding("engine", well=True, advice=advice)


def _durable(house: House) -> Finding:
    """Tell whether what is answered "saved" is on the disk (R1)."""
    engine = house.database.engine
    with engine.connect() as connection:
        off = [
            name
            for name, bad in UNSAFE[engine.dialect.name].items()
            if connection.scalar(text(name)) in bad
        ]
    advice = f"what is saved may be lost in a power cut: {', '.join(off)} says so" if off else ""
    return Finding("durable", not off, advice)


def _clock(house: House) -> Finding:
    with house.database.unit() as unit:
        head = unit.session.get(Head, KOMMUNE)
        behind = head is not None and head.highest_at - house.database.clock.now() > BEHIND
    return Finding("clock", not behind, "the clock has been set back" if behind else "")


def _witness(house: House) -> Finding:
    with house.database.unit() as unit:
        last, moved = newest(unit), uncovered(unit)
        late = unit.now - LATE
        signed = last_before(unit, late)
        waits_since = _first_uncovered(unit)
    if moved and last is None:
        return Finding("witness", well=False, advice="nothing is signed yet: start `stafet worker`")
    if moved and last and (waits_since or datetime.fromisoformat(last.told["at"])) <= late:
        advice = (
            "not signed for a quarter of an hour: is `stafet worker` running?"
            " If it is, does `stafet audit verify` find the audit whole?"
        )
        return Finding("witness", well=False, advice=advice)
    file = house.settings.witness_file
    advice = (
        f"{file} does not have what was signed: does `stafet worker` run, and may it write there?"
    )
    kept = _kept(file, signed)
    return Finding("witness", kept, "" if kept else advice)


def _first_uncovered(unit: Unit) -> datetime | None:
    """Return when the first link came that no checkpoint covers; after a quiet night, just now."""
    leaf = (LeafRow.chain == Head.chain) & LeafRow.until.is_(None)
    link = (Block.chain == Head.chain) & (Block.sequence == func.coalesce(LeafRow.sequence, 0) + 1)
    query = select(Block.body).select_from(Head).outerjoin(LeafRow, leaf).join(Block, link)
    instants = (json.loads(body)["at"] for body in unit.session.scalars(query))
    return min(map(datetime.fromisoformat, instants), default=None)


def _kept(file: Path, signed: int) -> bool:
    """Whether the witness's file has the checkpoint of this number, or a later one."""
    try:
        last = last_kept(file)
    except (OSError, ValueError):
        return False
    return (last.number if last else 0) >= signed


def _rows(house: House) -> Finding:
    found = [finding.detail for finding in forged_rows(house.database, house.vault)]
    told = [*found, AFTER_UPGRADE] if any(Account.__tablename__ in row for row in found) else found
    return Finding("rows", not found, "; ".join(told))


def _manifests(house: House) -> Finding:
    found = list(gaps(house.database))
    if not found:
        return Finding("manifests", well=True)
    told = ", ".join(str(gap.child_id) for gap in found)
    advice = f"rows that decide are gone or changed, see `stafet manifest check`: {told}"
    if any(Account.__tablename__ in gap.tables for gap in found):
        advice += f"; {AFTER_UPGRADE}"
    return Finding("manifests", well=False, advice=advice)


def _outbox(house: House) -> Finding:
    with house.database.unit() as unit:
        dead, waiting = outbox.dead(unit), outbox.waiting(unit)
        late = [w for w in waiting if unit.now - w.run_at > LATE]
    if dead:
        return Finding("outbox", well=False, advice=f"{len(dead)} messages were given up")
    if late:
        return Finding(
            "outbox", well=False, advice=f"{len(late)} wait; is `stafet worker` running?"
        )
    return Finding("outbox", well=True)


def _own_words(settings: Settings, catalogue: Catalogue) -> Finding:
    """Tell what still is the example's: a number nobody answers helps no child."""
    wrong = [f"{c.phone} in contacts.toml" for c in catalogue.contacts.values() if _example(c)]
    if settings.mail.sender.endswith(".example"):
        wrong.append("[mail] sender in stafet.toml")
    told = f"still the example's, write your own: {', '.join(wrong)}" if wrong else ""
    return Finding("own words", not wrong, told)


def _example(contact: Contact) -> bool:
    return contact.phone.startswith(EXAMPLE_PHONE)


def _mail(settings: Settings) -> Finding:
    """Greet the server as the worker does, and log in where that is asked."""
    told = settings.mail
    advice = f"{told.host}:{told.port}; check [mail] in stafet.toml, its TLS and its password"
    return _tried("mail", SmtpPostbox(told, SystemClock()).greet, advice)


def _tried(what: str, attempt: Callable[[], None], advice: str) -> Finding:
    try:
        attempt()
    except (OSError, StafetError, smtplib.SMTPException) as error:
        return Finding(what, well=False, advice=f"{type(error).__name__}: {advice}")
    return Finding(what, well=True)
