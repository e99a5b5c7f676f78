"""End all access to a child at once, and mend a mistake (L60)."""

from datetime import date
from uuid import UUID

from stafet import audit, outbox
from stafet.catalogue import Catalogue
from stafet.catalogue.model import Ending as EndingKind
from stafet.clock import day_of
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.deciding import led_places_of_decision
from stafet.people.endings import standing_endings
from stafet.people.models import Ending
from stafet.people.rules import EndingTold, problems_with_ending
from stafet.people.services.tasks import told as note
from stafet.web.viewer import Viewer

ENDED = "people.ended"
"""The message that all access to a child has ended, or that this was taken back."""


def may_end(unit: Unit, viewer: Viewer, child_id: UUID) -> dict[str, EndingKind]:
    """Return which endings the viewer may say of a child; none for most."""
    return {
        key: kind
        for key, kind in unit.use(Catalogue).endings.items()
        if led_places_of_decision(unit, viewer, child_id, kind.decided_by)
    }


def end_access(unit: Unit, viewer: Viewer, child_id: UUID, told: EndingTold) -> None:
    """Stop custody, tasks, consents and mails about a child in this very moment.

    What has ended already stays as it was told. Raises `NotFound` for who does not decide about
    the child, `Invalid` at `why` and `happened_on`.
    """
    may = _led(unit, viewer, child_id, "child:end")
    problems = problems_with_ending(told, may, day_of(unit.now))
    if problems:
        raise Invalid(problems)
    if standing_endings(unit, [child_id]):
        return
    by = may[told.why].decided_by
    row = Ending(
        child_id=child_id,
        why=told.why,
        happened_on=told.happened_on,
        source=told.source.value,
        set_at=unit.now,
        set_by=viewer.person_id,
        institution_id=min(led_places_of_decision(unit, viewer, child_id, by)),
    )
    unit.session.add(row)
    unit.session.flush()
    about = {"why": row.why, "on": _spelled(row.happened_on), "source": row.source}
    note(unit, child_id, "child:end", viewer.person_id, about)
    _pass_on(unit, row, "set")


def undo_ending(unit: Unit, viewer: Viewer, child_id: UUID, mistake: str) -> None:
    """Take an ending back: everything is as it was before it.

    Raises `NotFound` as `end_access` does, `Invalid` at `mistake` without a reason of the
    kommune's, and where nothing has ended.
    """
    _led(unit, viewer, child_id, "child:end-undo")
    if mistake not in unit.use(Catalogue).ending_mistakes:
        raise Invalid({"mistake": "Choose what the mistake was."})
    standing = standing_endings(unit, [child_id])
    if not standing:
        raise Invalid({"": "Nothing has ended."})
    for row in standing:
        row.undone_at, row.undone_by, row.mistake = unit.now, viewer.person_id, mistake
        note(unit, child_id, "child:end-undo", viewer.person_id, {"mistake": mistake})
        _pass_on(unit, row, "undone")


def _led(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> dict[str, EndingKind]:
    may = may_end(unit, viewer, child_id)
    if not may or not audit.lock_after(unit, child_id):
        raise NotFound(Attempt(action, child_id=child_id))
    return may


def _pass_on(unit: Unit, row: Ending, what: str) -> None:
    """Let the upper floors know: the data-protection officer is told."""
    told = {"child": str(row.child_id), "ending": str(row.id), "what": what}
    outbox.enqueue(unit, ENDED, told, key=f"{ENDED}:{what}:{row.id}")


def _spelled(day: date) -> str:
    return day.isoformat()
