"""The only door to plaintext (security.md, One path to plaintext).

One read unit: lock the child's head, load the facts, decide, append one block, open the allowed
records under one permit. A read whose block cannot be written does not happen (L44).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from stafet import audit
from stafet.audit import Event, Sight
from stafet.audit.manifest import genuine_only
from stafet.consent.decision import (
    Allow,
    Basis,
    Facts,
    Key,
    Reader,
    Reason,
    Refusal,
    Verdict,
    decide,
)
from stafet.consent.facts import load_facts
from stafet.consent.opening import Row, open_draft, open_file, open_records, open_words
from stafet.consent.outside import handed, holder_in
from stafet.consent.record_facts import load_records
from stafet.consent.shown import ALL, PAGE, Reading, Shown, Wanted
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.failpoints import failpoint
from stafet.records.drafts import find_draft
from stafet.records.models import Draft, File
from stafet.records.rules import Content
from stafet.vault import Context, Kind
from stafet.web.viewer import Viewer

SEARCH, OUTSIDER = "search", "outsider"
"""What a read was part of, and whom its texts were handed, as the witness spells it."""

__all__ = [
    "OUTSIDER",
    "PAGE",
    "Reading",
    "Shown",
    "Wanted",
    "read",
    "read_draft",
    "read_file",
    "read_questions",
    "read_words",
]


def read(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    wanted: Wanted = ALL,
    *,
    action: str = "log:read",
    purpose: str = "early_support",
) -> Reading:
    """Return what the viewer may read of a child now, opened.

    Raises `NotFound` for a child the viewer has no standing with, and for named records of which
    none may be read: not there and not yours are the same (L01).
    """
    if not audit.lock(unit, child_id):
        raise NotFound(Attempt(action, child_id=child_id))
    facts = load_facts(unit, child_id)
    _refuse_strangers(unit, facts, viewer, child_id, action)
    releases = not viewer.is_staff or wanted.outsider_id is not None
    rows = load_records(unit, child_id, wanted.only, releases=releases)
    reader = Reader(viewer.person_id, purpose)
    verdicts = decide(reader, facts, [fact for fact, _ in rows], unit.now)
    if wanted.outsider_id is not None:
        verdicts = _handed(unit, facts, rows, reader, wanted.outsider_id)
    allowed = _chosen(rows, verdicts, wanted)
    if wanted.records is not None and not allowed:
        raise NotFound(Attempt(action, min(wanted.records), child_id))
    first = (max(wanted.page, 1) - 1) * wanted.size
    page = allowed[first : first + wanted.size]
    here = {fact.key for fact, _ in page}
    also = [row for row in allowed if row[0].record_id in wanted.besides and row[0].key not in here]
    event = Event(
        action,
        viewer.person_id,
        institution=_house_of(facts, viewer),
        purpose=purpose,
        opened=_sights([*page, *also], verdicts),
        refused=_refused(wanted, allowed, verdicts),
        about=_about(wanted),
    )
    audit.append(unit, child_id, event)
    failpoint("read.told")
    shown = open_records(unit, child_id, [*page, *also], verdicts)
    failpoint("read.opened")
    return Reading(
        shown[: len(page)],
        len(allowed),
        _withheld(rows, verdicts, wanted),
        facts,
        tuple(one for one in shown if one.record_id in wanted.besides),
        allowed[first - 1][0].event_on if 0 < first <= len(allowed) else None,
    )


def read_file(unit: Unit, viewer: Viewer, child_id: UUID, file_id: UUID) -> tuple[str, bytes]:
    """Return a file's media type and bytes; it reads with its record, where it was filed here."""
    file = unit.session.get(File, file_id)
    if file is None or not genuine_only(unit, [file]):
        raise NotFound(Attempt("file:read", file_id, child_id))
    wanted = Wanted(records=frozenset({file.record_id}))
    shown = read(unit, viewer, child_id, wanted, action="file:read").one()
    sight = Sight(Kind.FILE, shown.basis, ((file.id, 1),), shown.consents)
    audit.append(unit, child_id, Event("file:read", viewer.person_id, opened=(sight,)))
    return file.media_type, open_file(unit, child_id, file.id)


def read_draft(
    unit: Unit, viewer: Viewer, child_id: UUID, purpose: str
) -> tuple[Draft, Content] | None:
    """Return the viewer's own draft about a child for one purpose, if there is one."""
    draft = find_draft(unit, viewer.person_id, child_id, purpose)
    if draft is None:
        return None
    sight = Sight(Kind.DRAFT, "own_draft", ((draft.id, draft.version),))
    audit.append(unit, child_id, Event("draft:read", viewer.person_id, opened=(sight,)))
    content = open_draft(unit, draft)
    return None if content is None else (draft, content)


def read_words(
    unit: Unit, viewer: Viewer, context: Context, sealed: bytes, chain: UUID, action: str
) -> str | None:
    """Return what was written beside a decision to the one who decides; the caller knows he does.

    None where the bytes do not open. The act is told to `chain`.
    """
    sight = Sight(Kind.CONTENT, "decides", ((context.record, 1),))
    audit.append(unit, chain, Event(action, viewer.person_id, opened=(sight,)))
    return open_words(unit, context.child, [(context, sealed)])[0]


def read_questions(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    items: Sequence[tuple[Context, bytes]],
    action: str = "consent:why",
) -> list[str | None]:
    """Return why somebody asks, in his words, to one who is asked; the caller knows he is.

    Answers are read by who asked, in the same way.
    """
    sight = Sight(Kind.CONTENT, "asked", tuple((context.record, 1) for context, _ in items))
    audit.append(unit, child_id, Event(action, viewer.person_id, opened=(sight,)))
    return open_words(unit, child_id, items)


def _refuse_strangers(
    unit: Unit, facts: Facts, viewer: Viewer, child_id: UUID, action: str
) -> None:
    known = {standing.person_id for standing in facts.tasks}
    known |= {*facts.custodians, *(seat.person_id for seat in facts.seats)}
    known |= {one.person_id for one in facts.accesses if one.from_at <= unit.now < one.until_at}
    if facts.youth and facts.youth.reads_at <= unit.now:
        known.add(facts.youth.person_id)
    if viewer.person_id not in known:
        raise NotFound(Attempt(action, child_id=child_id))


def _chosen(rows: Sequence[Row], verdicts: Mapping[Key, Verdict], wanted: Wanted) -> list[Row]:
    """Keep the allowed versions that are wanted: of each record the newest, unless all are."""
    allowed = [
        row for row in rows if isinstance(verdicts[row[0].key], Allow) and _asked(row, wanted)
    ]
    if wanted.every_version:
        return allowed
    newest: dict[UUID, int] = {}
    for fact, _ in allowed:
        newest[fact.record_id] = max(fact.version, newest.get(fact.record_id, 0))
    return [row for row in allowed if newest[row[0].record_id] == row[0].version]


def _asked(row: Row, wanted: Wanted) -> bool:
    record = row[1]
    if wanted.exactly is not None and row[0].key not in wanted.exactly:
        return False
    right_kind = wanted.kinds is None or record.kind in wanted.kinds
    return right_kind and (wanted.log_id is None or record.log_id == wanted.log_id)


def _withheld(
    rows: Iterable[Row], verdicts: Mapping[Key, Verdict], wanted: Wanted
) -> tuple[tuple[UUID, date], ...]:
    return tuple(
        (row[0].record_id, row[0].event_on)
        for row in rows
        if _asked(row, wanted) and verdicts[row[0].key] == Refusal(Reason.WITHHELD)
    )


def _handed(
    unit: Unit, facts: Facts, rows: Sequence[Row], reader: Reader, outsider_id: UUID
) -> dict[Key, Verdict]:
    """Return what the reader, if he is the holder, may hand over; nothing else is decided on."""
    nothing: dict[Key, Verdict] = {fact.key: Refusal(Reason.NOT_COVERED) for fact, _ in rows}
    if reader.person_id != holder_in(facts):
        return nothing
    records = [fact for fact, _ in rows]
    return nothing | handed(facts, outsider_id, records, unit.now, reader.purpose)


def _about(wanted: Wanted) -> dict[str, str]:
    told = {SEARCH: wanted.search_id, OUTSIDER: wanted.outsider_id}
    return {key: str(one) for key, one in told.items() if one}


def _house_of(facts: Facts, viewer: Viewer) -> UUID | None:
    """Return in which institution's name a professional reads (L44)."""
    mine = (task.institution_id for task in facts.tasks if task.person_id == viewer.person_id)
    return next(mine, None)


def _sights(page: Sequence[Row], verdicts: Mapping[Key, Verdict]) -> tuple[Sight, ...]:
    groups: defaultdict[tuple[Basis, tuple[UUID, ...]], list[Key]] = defaultdict(list)
    for fact, _ in page:
        verdict = verdicts[fact.key]
        assert isinstance(verdict, Allow)
        groups[verdict.basis, verdict.consents].append(fact.key)
    return tuple(
        Sight(Kind.CONTENT, basis, tuple(objects), consents)
        for (basis, consents), objects in groups.items()
    )


def _refused(
    wanted: Wanted, allowed: Sequence[Row], verdicts: Mapping[Key, Verdict]
) -> tuple[tuple[UUID, str], ...]:
    """Return the records that were asked for by name and not given: attempts (L01)."""
    given = {fact.record_id for fact, _ in allowed}
    reasons = {key[0]: v.reason for key, v in verdicts.items() if isinstance(v, Refusal)}
    missed = sorted((wanted.only or frozenset()) - given)
    return tuple((record, reasons.get(record, "no_basis")) for record in missed)
