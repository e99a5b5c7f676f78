"""What a copy shows: what changed, and the texts as they may be read now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.reading import Reading, Wanted, read
from stafet.consent.wording import Reasons
from stafet.copies.models import InboxItem
from stafet.copies.queries import my_item, visible_to
from stafet.copies.rules import Key, digest
from stafet.copies.services import mark_read
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound, Sealed
from stafet.logs.pages.entries import Doings, Entry, EntryMaker
from stafet.logs.pages.faces import faces_for
from stafet.logs.pages.lines import SHOWN_ITSELF, Line, lines_of
from stafet.logs.queries import agreements_of, follow_ups_of, withheld_because
from stafet.records import happenings
from stafet.records.models import Happening
from stafet.records.rules import CHILD
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that is there and may not be shown: since which day, by which rule."""

    on: date
    reason: str
    law: str


@dataclass(frozen=True, slots=True)
class CopyPage:
    """One change as its receiver may see it now."""

    item_id: UUID
    log_id: UUID
    child: str
    receiver: str
    at: datetime
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    withheld: tuple[Withheld, ...]
    check: str


def copy_page(unit: Unit, viewer: Viewer, log_id: UUID, item_id: UUID) -> CopyPage:
    """Open a copy; raises `NotFound` for another's, and when nothing is left to know (L01, L35)."""
    item = my_item(unit, viewer, item_id, log_id)
    keys = _keys(item)
    wanted = Wanted(exactly=keys, size=len(keys) + 1)
    reading = read(unit, viewer, item.child_id, wanted, action="copy:read")
    change = happenings.change(unit, item.change_id, item.visible_at)
    told = visible_to(unit, reading.facts, item.child_id, viewer.person_id, change)
    if not told:
        raise NotFound(Attempt("copy:read", item_id, item.child_id))
    mark_read(unit, item)
    doings = _doings(unit, log_id, reading)
    faces = faces_for(unit, viewer, item.child_id, *_near(viewer, item, reading, told, doings))
    reasons = Reasons(unit, viewer, item.child_id, reading.facts, faces)
    return CopyPage(
        item_id=item.id,
        log_id=item.log_id,
        child=faces.name(item.child_id),
        receiver=faces.name(viewer.person_id),
        at=item.visible_at,
        lines=tuple(
            lines_of(unit, [line for line in told if line.kind not in SHOWN_ITSELF], faces)
        ),
        entries=_entries(EntryMaker(unit, viewer, faces, reasons, doings), reading),
        withheld=_withheld(unit, viewer, reading),
        check=item.digest.hex()[:16],
    )


def _entries(maker: EntryMaker, reading: Reading) -> tuple[Entry, ...]:
    """Return the texts as cards; what a text answers stands in the log, not here."""
    return tuple(replace(entry, about_id=None) for entry in maker.entries(reading.records))


def _keys(item: InboxItem) -> frozenset[Key]:
    """Return what the copy was made of; raises `Sealed` where the manifest was changed."""
    if digest(item.child_id, item.change_id, item.visible_at, item.manifest) != item.digest:
        raise Sealed("manifest")
    return frozenset((UUID(str(record)), int(version)) for record, version in item.manifest)


def _doings(unit: Unit, log_id: UUID, reading: Reading) -> Doings:
    here = {shown.record_id for shown in reading.records}
    agreements, follow_ups = agreements_of(unit, log_id), follow_ups_of(unit, log_id)
    return Doings(
        {key: fact for key, fact in agreements.items() if key in here},
        {key: fact for key, fact in follow_ups.items() if key in here},
    )


def _near(
    viewer: Viewer, item: InboxItem, reading: Reading, told: Sequence[Happening], doings: Doings
) -> tuple[Iterable[UUID | None], Iterable[UUID | None]]:
    """Return everybody and every place the copy speaks of."""
    people: set[UUID | None] = {viewer.person_id, item.child_id}
    people |= {person for line in told for person in (line.actor_id, line.person_id)}
    people |= {shown.author_id for shown in reading.records}
    people |= {UUID(s) for shown in reading.records for s in shown.subjects - {CHILD}}
    people |= {fact.responsible_id for fact in doings.agreements.values()}
    places: set[UUID | None] = {line.institution_id for line in told}
    return people, places | {shown.institution_id for shown in reading.records}


def _withheld(unit: Unit, viewer: Viewer, reading: Reading) -> tuple[Withheld, ...]:
    """Mark what is redacted, with the reason and its rule; what is hidden leaves no mark."""
    days = dict(reading.withheld)
    limits = withheld_because(unit, viewer, list(days))
    catalogue, language = unit.use(Catalogue), current_language()
    found = []
    for record, on in days.items():
        limit = limits.get(record)
        reason = catalogue.withholding_reasons.get(limit.legal or "") if limit else None
        law = catalogue.law.reference(reason.law, day_of(unit.now)) if reason else None
        found.append(
            Withheld(
                on,
                reason.label.in_(language) if reason else "",
                law.printed_in(language) if law else "",
            )
        )
    return tuple(found)
