"""Whose list of work is not as the product left it, and how it is listed anew."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select, update

from stafet import audit
from stafet.audit import Event, manifest
from stafet.audit.chain import WORK, WORKERS
from stafet.audit.models import Head
from stafet.db.transaction import Unit
from stafet.people.models import Employment


def workers(unit: Unit) -> Sequence[UUID]:
    """Return everybody who has worked somewhere, as a row of work or a list says."""
    listed = select(Head.worker_id).where(Head.worker_id.is_not(None))
    return sorted(unit.session.scalars(select(Employment.person_id).union(listed)))


def wrong_lists(unit: Unit, people: Collection[UUID]) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    """Yield each of these people whose list is another than his work, with what is wrong."""
    found = select(WORKERS.c.worker_id, WORKERS.c.chain, *WORK)
    heads = unit.session.execute(found.where(WORKERS.c.worker_id.in_(people)))
    lists = {chain: audit.Manifest(*told) for _, chain, *told in heads}
    rows: defaultdict[UUID, list[Employment]] = defaultdict(list)
    for row in unit.session.scalars(select(Employment).where(Employment.person_id.in_(people))):
        rows[row.person_id].append(row)
    for person in people:
        chain = audit.work_of(person)
        listed = lists.get(chain, audit.NO_MANIFEST)
        checked = manifest.check(unit, chain, listed, rows[person])
        if not checked.holds:
            yield person, (Head.__tablename__,)
        elif checked.missing or checked.forged:
            yield person, (Employment.__tablename__,)


def list_work_anew(unit: Unit, person: UUID, by: UUID) -> tuple[str, ...]:
    """List somebody's genuine work that is there now; return what was wrong, if anything."""
    found = list(wrong_lists(unit, [person]))
    if not found:
        return ()
    [(_, tables)] = found
    chain = audit.work_of(person)
    if audit.lock(unit, chain):
        unit.session.execute(update(Head).where(Head.chain == chain).values(worker_id=person))
    else:
        audit.begin(unit, chain, person)
    query = select(Employment).where(Employment.person_id == person)
    manifest.sign_anew(unit, chain, unit.session.scalars(query).all())
    about = {"person": str(person), "tables": ",".join(tables)}
    audit.append(unit, audit.KOMMUNE, Event("manifest:sign", by, about=about))
    return tables
