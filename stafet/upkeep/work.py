"""Whose own list - work, account, roles, groups - is not as the product left it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, union, update

from stafet import audit
from stafet.accounts.models import Account, RoleGrant
from stafet.audit import Event, manifest
from stafet.audit.chain import WORK, WORKERS
from stafet.audit.models import Head
from stafet.db.transaction import Unit
from stafet.people.models import ContactPerson, Employment
from stafet.vault import Vault, sign_former

Row = Employment | Account | RoleGrant | ContactPerson
T = TypeVar("T", bound=Row)
OWN: tuple[type[Row], ...] = (Employment, Account, RoleGrant, ContactPerson)


def owners(unit: Unit) -> Sequence[UUID]:
    """Return everybody who has a list of his own, as a row or a list says."""
    listed = select(Head.worker_id).where(Head.worker_id.is_not(None))
    named = (select(table.person_id) for table in OWN)
    return sorted(unit.session.scalars(union(listed, *named)))


def wrong_lists(unit: Unit, people: Collection[UUID]) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    """Yield each of these people whose list is another than his rows, with what is wrong."""
    found = select(WORKERS.c.worker_id, WORKERS.c.chain, *WORK)
    heads = unit.session.execute(found.where(WORKERS.c.worker_id.in_(people)))
    lists = {chain: audit.Manifest(*told) for _, chain, *told in heads}
    rows = _rows(unit, people)
    for person in people:
        chain = audit.work_of(person)
        listed = lists.get(chain, audit.NO_MANIFEST)
        checked = manifest.check(unit, chain, listed, rows[person])
        if not checked.holds:
            yield person, (Head.__tablename__,)
        elif tables := tuple(_wrong(checked)):
            yield person, tables


def list_own_anew(
    unit: Unit, person: UUID, by: UUID, *, after_upgrade: bool = False
) -> tuple[str, ...]:
    """List somebody's genuine rows that are there now; return what was wrong, if anything.

    `after_upgrade`: an account that stood in no list yet, and bears a MAC of the format before,
    is signed too.
    """
    found = list(wrong_lists(unit, [person]))
    if not found:
        return ()
    [(_, tables)] = found
    chain = audit.work_of(person)
    if audit.lock(unit, chain):
        unit.session.execute(update(Head).where(Head.chain == chain).values(worker_id=person))
    else:
        audit.begin(unit, chain, person)
    rows = _rows(unit, [person])[person]
    if after_upgrade:
        _sign_former(unit, chain, rows)
    manifest.sign_anew(unit, chain, rows)
    about = {"person": str(person), "tables": ",".join(tables)}
    audit.append(unit, audit.KOMMUNE, Event("manifest:sign", by, about=about))
    return tables


def _rows(unit: Unit, people: Collection[UUID]) -> defaultdict[UUID, list[Row]]:
    rows: defaultdict[UUID, list[Row]] = defaultdict(list)
    for table in OWN:
        for row in _of(unit, table, people):
            rows[row.person_id].append(row)
    return rows


def _of(unit: Unit, table: type[T], people: Collection[UUID]) -> Iterable[T]:
    return unit.session.scalars(select(table).where(table.person_id.in_(people)))


def _wrong(checked: manifest.Checked) -> Iterator[str]:
    for table in OWN:
        if checked.lacks(table) or table.__tablename__ in checked.forged:
            yield table.__tablename__


def _sign_former(unit: Unit, chain: UUID, rows: Collection[Row]) -> None:
    listed = audit.manifests(unit, {chain})[chain]
    if manifest.check(unit, chain, listed, ()).lacks(Account):
        return  # one stood there since the upgrade: only that one counts
    for row in rows:
        sign_former(unit.use(Vault), row)
