"""How many stafetlogs are open, by level and kind of place: for the data-protection officer (L57).

A leader, who knows the numbers of his own place, could take them from the kommune's.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.insight.rules import counted_at, published
from stafet.logs.models import Stafetlog
from stafet.people.models import Institution
from stafet.people.queries import institutions
from stafet.records.models import Happening
from stafet.records.rules import HappeningKind
from stafet.web.i18n import current_language
from stafet.web.viewer import Role, Viewer

LEVELLED = (HappeningKind.OPENED, HappeningKind.LEVEL)


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """A table whose cells stand alone: a count, or None where it is too small to be shown."""

    on: date
    threshold: int
    levels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


def statistics_page(unit: Unit, viewer: Viewer) -> StatisticsPage:
    """Return the month's counts, to the data-protection officer; `NotFound` for others."""
    if Role.DPO not in viewer.roles:
        raise NotFound(Attempt("statistics:read"))
    audit.append(unit, audit.KOMMUNE, Event("statistics:read", viewer.person_id))
    catalogue, language = unit.use(Catalogue), current_language()
    threshold = catalogue.deadlines.statistics_threshold
    on, at = counted_at(unit.now)
    here = {row.kind for row in institutions(unit).values()}
    kinds = [kind for kind in catalogue.institution_kinds.values() if kind.key in here]
    counts = _counts(unit, at)
    cells = {(kind.key, level): counts[kind.key, level] for kind in kinds
             for level in catalogue.levels}  # fmt: skip
    shown = published(cells, threshold)
    return StatisticsPage(
        on,
        threshold,
        tuple(
            f"{level.number}: {level.label.in_(language)}" for level in catalogue.levels.values()
        ),
        tuple(
            (kind.plural.in_(language), tuple(shown[kind.key, n] for n in catalogue.levels))
            for kind in kinds
        ),
    )


def _counts(unit: Unit, at: datetime) -> Counter[tuple[str, int]]:
    """Count the logs open at an instant, each at the level and the kind of place it had then."""
    query = (
        select(Stafetlog.id, Institution.kind, Happening.value)
        .join(Institution, Institution.id == Stafetlog.institution_id)
        .join(Happening, Happening.log_id == Stafetlog.id)
        .where(Stafetlog.opened_at < at)
        .where(or_(Stafetlog.closed_at.is_(None), Stafetlog.closed_at >= at))
        .where(Happening.kind.in_(LEVELLED), Happening.at < at)
        .order_by(Happening.at, Happening.id)
    )
    newest = {log: (kind, int(level or 0)) for log, kind, level in unit.session.execute(query)}
    return Counter(newest.values())
