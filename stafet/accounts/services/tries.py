"""Count tries in the database and say from when one may try again."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from stafet import audit
from stafet.accounts.models import Tries
from stafet.accounts.rules import FORGIVEN_AFTER, Bucket, is_forgiven, wait_until
from stafet.db.transaction import Unit
from stafet.vault import Vault

Buckets = dict[Bucket, str]


def count_try(unit: Unit, buckets: Buckets) -> datetime | None:
    """Count one more try, before it is checked; return until when to wait, or None to go on.

    While one must wait, tries are not counted: nobody is kept out longer by a stranger's hurry.
    """
    audit.lock(unit, audit.KOMMUNE)  # two first tries at once would both make the row
    _sweep(unit)
    rows = {bucket: _row(unit, bucket, text) for bucket, text in buckets.items()}
    waits = [wait_until(bucket, row.count, row.last_at) for bucket, row in rows.items()]
    if (longest := max(waits)) > unit.now:
        return longest
    for row in rows.values():
        row.count, row.last_at = row.count + 1, unit.now
    unit.session.flush()
    return None


def forgive(unit: Unit, bucket: Bucket, text: str) -> None:
    """Forget a bucket's tries: its owner has proved who he is."""
    unit.session.execute(delete(Tries).where(Tries.bucket == _index(unit, bucket, text)))


def minutes_until(instant: datetime, now: datetime) -> int:
    """Return how many minutes to wait, at least one."""
    return max(1, -(-(instant - now) // timedelta(minutes=1)))


def _row(unit: Unit, bucket: Bucket, text: str) -> Tries:
    index = _index(unit, bucket, text)
    row = unit.session.get(Tries, index, with_for_update=True)
    if row is None:
        row = Tries(bucket=index, count=0, last_at=unit.now)
        unit.session.add(row)
    elif is_forgiven(row.last_at, unit.now):
        row.count = 0
    return row


def _index(unit: Unit, bucket: Bucket, text: str) -> bytes:
    return unit.use(Vault).blind_index(f"tries/{bucket}", text)


def _sweep(unit: Unit) -> None:
    unit.session.execute(delete(Tries).where(Tries.last_at <= unit.now - FORGIVEN_AFTER))
