"""Make a child's words unreadable for ever, whatever backup comes back (L52)."""

from uuid import UUID

from sqlalchemy import inspect, select

from stafet import audit
from stafet.audit import Event
from stafet.db.transaction import Database
from stafet.errors import Attempt, NotFound
from stafet.failpoints import failpoint
from stafet.people.models import Person, PersonKind
from stafet.upkeep.models import Tombstone
from stafet.vault import Vault


def destroy_child(database: Database, vault: Vault, child_id: UUID) -> None:
    """Set the tombstone, then destroy the child's keys; after a stop between, run it again.

    Raises `NotFound` for an id that is no child's.
    """
    set_tombstone(database, child_id)
    failpoint("destroy.tombstone-set")
    vault.destroy_key(child_id)
    failpoint("destroy.key-gone")


def set_tombstone(database: Database, child_id: UUID) -> None:
    """Note for good that a child's key is to be no more; twice is once."""
    with database.unit() as unit:
        person = unit.session.get(Person, child_id)
        if person is None or person.kind is not PersonKind.CHILD:
            raise NotFound(Attempt("keys:destroy", child_id))
        audit.lock(unit, child_id)
        if unit.session.get(Tombstone, child_id) is None:
            unit.session.add(Tombstone(child_id=child_id, set_at=unit.now))
            event = Event("keys:destroy", None, "system", about={"child": str(child_id)})
            audit.append(unit, audit.KOMMUNE, event)


def apply_tombstones(database: Database, vault: Vault) -> int:
    """Destroy again what a restored key store brought back; return how many holders that were."""
    if not inspect(database.engine).has_table(Tombstone.__tablename__):
        return 0  # the tables are older than this version: `stafet init` makes it
    with database.unit() as unit:
        gone = unit.session.scalars(select(Tombstone.child_id)).all()
    return vault.destroy_keys(gone)
