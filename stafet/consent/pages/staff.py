"""The professionals' page: which places were asked about, and what is open there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.consent.corrections import replaced
from stafet.consent.pages.rows import Row
from stafet.consent.pages.table import child_for, holder_of, load_table
from stafet.consent.rules import givers
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for
from stafet.people.queries import institutions, my_tasks
from stafet.people.telling import place_names
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class StaffPage:
    """What a professional may know; only the holder's own house sees every place."""

    child_id: UUID
    rows: tuple[Row, ...]
    names: Mapping[UUID, str]
    places: Mapping[UUID, str]
    outsiders: frozenset[UUID]
    """Which of them are persons outside the kommune."""
    renamed: frozenset[UUID]
    """Who goes by a corrected name now: what is said of them holds until that is answered."""
    is_holder: bool
    held: bool
    custody_known: bool
    whole: bool

    @property
    def child(self) -> str:
        return self.names.get(self.child_id, "")

    def named(self, people: Iterable[UUID]) -> list[str]:
        return [self.names.get(one, "") for one in people]


@dataclass(frozen=True, slots=True)
class Askable:
    """A place the parents can be asked about."""

    institution_id: UUID
    name: str
    kind: str


def staff_page(unit: Unit, viewer: Viewer, log_id: UUID) -> StaffPage:
    """Return the matrix of a log the viewer has a task with."""
    child_id = child_for(unit, viewer, log_id, "consent:read")
    table = load_table(unit, viewer, child_id, "consent:read")
    holder = holder_of(unit, child_id)
    mine = {task.institution_id for task in my_tasks(unit, viewer, child_id)}
    sees_all = holder is not None and holder.institution_id in mine
    rows = [row for row in table.rows(None) if sees_all or row.institution_id in mine]
    parties = [row.institution_id for row in rows]
    return StaffPage(
        child_id=child_id,
        rows=tuple(rows),
        names=names_for(unit, viewer, {child_id, *givers(table.facts, unit.now)}),
        places=place_names(unit, viewer, child_id, parties, current_language()),
        outsiders=frozenset(table.outsiders).intersection(parties),
        renamed=replaced(table.outsiders),
        is_holder=holder is not None and holder.person_id == viewer.person_id,
        held=table.facts.held,
        custody_known=table.facts.custody_known,
        whole=table.facts.whole,
    )


def askable(unit: Unit, viewer: Viewer, page: StaffPage) -> tuple[Askable, ...]:
    """Return the places not asked about yet, the holder's own first, then by kind.

    Raises `NotFound` for anybody but the holder.
    """
    if not page.is_holder:
        raise NotFound(Attempt("consent:ask", None, page.child_id))
    kinds = list(unit.use(Catalogue).institution_kinds)
    own = {task.institution_id for task in my_tasks(unit, viewer, page.child_id)}
    asked = {row.institution_id for row in page.rows}
    rows = [row for row in institutions(unit).values() if row.id not in asked]
    rows.sort(key=lambda row: (row.id not in own, kinds.index(row.kind), row.name))
    return tuple(Askable(row.id, row.name, row.kind) for row in rows)
