"""Rows that are not as the product left them: told on the kommune's chain, once in each unit."""

from uuid import UUID

from stafet.audit.chain import KOMMUNE, append
from stafet.audit.events import Event
from stafet.db.transaction import Database, Unit

Alarms = dict[tuple[str, ...], Event]
_ALARMS = "alarms"


def forged(unit: Unit, table: str) -> None:
    """Tell that a table holds rows that gave nothing: not written here, or set back."""
    _note(unit, Event("alarm:forged", None, "system", about={"table": table}))


def missing(unit: Unit, child: UUID, table: str) -> None:
    """Tell that a row which decided about a child is gone, changed by hand or set back."""
    about = {"child": str(child), "table": table}
    _note(unit, Event("alarm:missing", None, "system", about=about))


def keep_alarms(database: Database) -> None:
    """Write at a unit's end what it has found; where it fails, after it (L01)."""

    def keep(failed: Unit) -> None:
        if found := _found(failed):
            with database.unit() as unit:
                _write(unit, found)

    database.before_commit(lambda unit: _write(unit, _found(unit)))
    database.after_failure(keep)


def _found(unit: Unit) -> Alarms:
    found: Alarms = unit.session.info.setdefault(_ALARMS, {})
    return found


def _note(unit: Unit, event: Event) -> None:
    _found(unit)[event.action, *event.about.values()] = event


def _write(unit: Unit, found: Alarms) -> None:
    for told in sorted(found):
        append(unit, KOMMUNE, found[told])
