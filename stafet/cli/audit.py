"""`stafet audit verify|export|checkpoint|prove`: have the audit tell whether it holds."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.exc import SQLAlchemyError

from stafet.app import open_house
from stafet.audit.checkpoints import Backwards
from stafet.audit.checkpoints import prove as proof_of
from stafet.audit.export import export as lines_of
from stafet.audit.signing import SigningKey
from stafet.audit.verifier import Code, Verdict, verify_proof
from stafet.audit.verifier import verify as check
from stafet.audit.witness_file import kept
from stafet.clock import SystemClock
from stafet.db.transaction import Database, Unit, make_engine
from stafet.settings import Settings, load_settings
from stafet.upkeep.witnessed import refuse_empty
from stafet.upkeep.witnessing import sign

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """Sign, export and verify the audit."""


@audit.command()
@click.option("--export", "exported", type=FILE, help="Verify this export, not the database.")
@click.option("--checkpoint", "witnessed", type=FILE, help="What a witness kept: file or mail.")
@click.option("--proof", type=FILE, help="Verify one chain's proof; needs --checkpoint.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def verify(
    *, exported: Path | None, witnessed: Path | None, proof: Path | None, as_json: bool
) -> None:
    """Exit 0 where the audit holds, 1 where it was changed, 2 where that cannot be told."""
    if proof:
        _tell(verify_proof(proof.read_bytes(), _told(witnessed)), as_json)
    elif exported:
        with exported.open("rb") as lines:
            _tell(check(lines, _told(witnessed)), as_json)
    else:
        _tell(_verify_here(load_settings(), witnessed), as_json)


@audit.command()
def export() -> None:
    """Print the whole audit as JSON lines: ids, instants and reasons."""
    with _unit(load_settings()) as unit:
        for line in lines_of(unit):
            click.echo(line, nl=False)


@audit.command()
def checkpoint() -> None:
    """Sign where the audit stands, now; exit 1 where the witness refuses."""
    try:
        with closing(open_house(load_settings())) as house:
            made = sign(house)
    except Backwards as refusal:
        click.echo(f"stafet: refuses to sign: {refusal}", err=True)
        sys.exit(Code.TAMPERED)
    except OSError as error:
        told = f"signed, but not in the witness's file {error.filename}: {error.strerror}"
        click.echo(f"stafet: {told}", err=True)
        sys.exit(Code.TAMPERED)
    click.echo(made.line() if made else "nothing has moved since the last checkpoint")


@audit.command()
@click.argument("chain", type=click.UUID)
def prove(chain: UUID) -> None:
    """Print the proof that the last checkpoint covers a chain; exit 2 where none does."""
    with _unit(load_settings()) as unit:
        proof = proof_of(unit, chain)
    if proof is None:
        click.echo("stafet: no checkpoint covers this chain", err=True)
        sys.exit(Code.UNDECIDED)
    click.echo(proof)


def _verify_here(settings: Settings, witnessed: Path | None) -> Verdict:
    file = settings.witness_file
    lines = _told(witnessed) or (kept(file) if file.exists() else [])
    key = None if lines else SigningKey.read(settings.audit_key_file).public
    try:
        with _unit(settings) as unit:
            return check(lines_of(unit), lines, key)
    except SQLAlchemyError as error:
        return Verdict(Code.UNDECIDED, why=f"the database does not answer: {type(error).__name__}")


def _told(witnessed: Path | None) -> list[bytes]:
    if witnessed is None:
        return []
    refuse_empty(witnessed)
    return kept(witnessed)


@contextmanager
def _unit(settings: Settings) -> Iterator[Unit]:
    """Open a unit that needs no key."""
    database = Database(make_engine(settings.database_url), SystemClock())
    try:
        with database.unit() as unit:
            yield unit
    finally:
        database.engine.dispose()


def _tell(verdict: Verdict, as_json: bool) -> None:
    told = {**asdict(verdict), "code": verdict.code.value, "verdict": verdict.code.name.lower()}
    click.echo(json.dumps(told) if as_json else "\n".join(_sentences(verdict)))
    sys.exit(verdict.code)


def _sentences(verdict: Verdict) -> Iterable[str]:
    seen = f"{verdict.links} links in {verdict.chains} chains, {verdict.checkpoints} checkpoints"
    if verdict.code is Code.CLEAN:
        yield f"clean: {seen}; {verdict.uncovered} links not yet covered"
    elif verdict.code is Code.TAMPERED:
        yield f"TAMPERED: {verdict.place}: {verdict.why} (after {seen})"
    else:
        yield f"cannot decide: {verdict.why}"
