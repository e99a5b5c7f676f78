"""A child's manifest: the list of the rows that decide about it (docs/record-format.md).

It stands in the child's head under a keyed digest, so that a row that is deleted, changed by hand
or set back is missed: what narrows access is not taken away unseen (security.md, Keys).
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, inspect, select

from stafet.audit import alarms
from stafet.audit.chain import NO_MANIFEST, Manifest, begin, list_anew, lock, manifests
from stafet.audit.models import LeafRow
from stafet.audit.own import Own
from stafet.db.base import Witnessed
from stafet.db.transaction import Database, Unit
from stafet.vault import Vault, genuine, genuine_rows, sign_on_flush

W = TypeVar("W", bound=Witnessed)
COUNT, MAC, SUBJECT = 4, 15, 16
SHORT = 1 + MAC
EMPTY = bytes(COUNT)
REMEMBERED = 100_000
LEAP = 1_000
_CHANGES = "manifests"


class Seen:
    """The highest sequence of each child that this process has seen: a head set back is noticed."""

    def __init__(self) -> None:
        self._highest: dict[UUID, int] = {}

    def goes_back(self, child: UUID, sequence: int) -> bool:
        """Whether a later manifest of this child was seen before."""
        if len(self._highest) >= REMEMBERED:
            self._highest = {}
        highest = self._highest[child] = max(self._highest.get(child, 0), sequence)
        return sequence < highest


@dataclass(slots=True)
class _Changes:
    """What a unit changes of one child's manifest: entries before and after."""

    begun: bool = False
    owner: UUID | None = None
    """Whose own list may be begun here."""
    entries: list[tuple[bytes, bytes]] = field(default_factory=list)
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What a child's manifest says of the rows that were found about it."""

    true: frozenset[Witnessed]
    """The rows that stand as the product left them."""
    forged: frozenset[str] = frozenset()
    """Tables in which there are others."""
    missing: tuple[bytes, ...] = ()
    """The entries to which no row was found."""
    holds: bool = True
    """Whether the list itself is the product's own."""

    @property
    def doubtful(self) -> bool:
        return bool(self.missing) or not self.holds

    def lacks(self, *tables: type[Witnessed]) -> bool:
        """Whether a row of one of these tables is gone, changed by hand or set back."""
        letters = {table.listed_as for table in tables}
        return any(entry[:1] in letters for entry in self.missing)

    def subjects(self) -> Iterator[UUID]:
        """Yield what the missing rows that name something were about."""
        for entry in self.missing:
            if len(entry) > SHORT:
                yield UUID(bytes=entry[SHORT:])


def keep(database: Database, vault: Vault) -> None:
    """Sign the rows that decide as they are written, and list those of a child in its manifest."""
    database.provide(Seen())
    sign_on_flush(database, vault, _note)
    database.before_commit(_write)
    alarms.keep_alarms(database)


def expect(unit: Unit, child: UUID) -> None:
    """Begin the manifest of a child that is registered in this unit."""
    _changes(unit)[child].begun = True


def check(
    unit: Unit,
    child: UUID,
    manifest: Manifest,
    rows: Iterable[Witnessed],
    *,
    apart: frozenset[bytes] = frozenset(),
) -> Checked:
    """Compare all rows that decide about a child with their MACs and with its manifest.

    Those under the letters `apart` are not among the rows: their entries are left out.
    """
    vault = unit.use(Vault)
    found: dict[bytes, Witnessed] = {}
    forged: set[str] = set()
    for row in rows:
        if genuine(vault, row):
            found[_entry(row, row.mac)] = row
        else:
            forged.add(table_of(row))
    listed, holds = _listed(unit, child, manifest)
    entries = {entry for entry in _entries(listed) if entry[:1] not in apart}
    if entries == found.keys() and holds:
        return Checked(frozenset(found.values()), frozenset(forged))
    return _differing(found, forged, entries, holds=holds)


def standing(unit: Unit, found: Iterable[Sequence[Any]], *, strict: bool = False) -> list[Any]:
    """Return the rows that are genuine and listed, each once; each came with its child's manifest.

    Where the list is not the product's own, the MAC alone counts; `strict`: then none does.
    """
    vault = unit.use(Vault)
    lists: dict[UUID, tuple[bytes, bool]] = {}
    true: list[Witnessed] = []
    for row, *told in found:
        child = row.child_of(unit.session)
        if child not in lists:
            lists[child] = _listed(unit, child, Manifest(*told[:3]) if told[1] else NO_MANIFEST)
        listed, holds = lists[child]
        known = _entry(row, row.mac) in listed if holds else not strict
        if known and genuine(vault, row):
            true.append(row)
        else:
            alarms.forged(unit, table_of(row))
    return list(dict.fromkeys(true))


def stands(unit: Unit, row: Witnessed, manifest: Manifest) -> bool:
    """Whether a row is genuine and stands in its own list, which must be the product's."""
    listed, holds = _listed(unit, row.child_of(unit.session), manifest)
    return holds and _entry(row, row.mac) in listed and genuine(unit.use(Vault), row)


def genuine_only(unit: Unit, rows: Iterable[W]) -> list[W]:
    """Return the genuine rows of a table that stands in no manifest; the others are told of."""
    good, bad = genuine_rows(unit, rows)
    for row in bad:
        alarms.forged(unit, table_of(row))
    return good


def is_short(unit: Unit, child: UUID, manifest: Manifest, counted: int) -> bool:
    """Whether fewer rows than the manifest counts were found, of those it only counts."""
    listed, holds = _listed(unit, child, manifest)
    return holds and counted < int.from_bytes(listed[:COUNT])


def sign_anew(unit: Unit, child: UUID, rows: Iterable[Witnessed]) -> None:
    """List the genuine rows that are there now, whatever was listed before; the head is locked.

    The sequence leaps past what the witness and any process may have seen before a head was set
    back.
    """
    vault = unit.use(Vault)
    changes = _Changes()
    for row in rows:
        if genuine(vault, row):
            changes.counted += row.counted
            changes.entries += [] if row.counted else [(b"", _entry(row, row.mac))]
    witnessed = select(func.max(LeafRow.manifest_sequence)).where(LeafRow.chain == child)
    before = max(_sequence(unit, child), unit.session.scalar(witnessed) or 0)
    _list(unit, child, before + LEAP, _replayed(EMPTY, changes))


def table_of(row: Witnessed) -> str:
    return str(inspect(type(row)).local_table.name)


def _note(unit: Unit, row: Witnessed, before: bytes, after: bytes) -> None:
    """Take a row's change into its child's manifest; `before` and `after` are its MACs."""
    if not row.is_listed() or before == after:
        return
    changes = _changes(unit)[row.child_of(unit.session)]
    if isinstance(row, Own) and not before:
        changes.begun, changes.owner = True, row.person()
    if row.counted:
        changes.counted += bool(after) - bool(before)
    else:
        changes.entries.append((_entry(row, before), _entry(row, after)))


def _changes(unit: Unit) -> defaultdict[UUID, _Changes]:
    changes: defaultdict[UUID, _Changes]
    changes = unit.session.info.setdefault(_CHANGES, defaultdict(_Changes))
    return changes


def _entry(row: Witnessed, mac: bytes) -> bytes:
    """Return how a row with this MAC is listed; one without MAC is not."""
    return row.listed_as + mac[:MAC] + row.subject() if mac else b""


def _listed(unit: Unit, child: UUID, manifest: Manifest) -> tuple[bytes, bool]:
    """Return the list as this unit has left it so far, and whether it is the product's own."""
    changes = _changes(unit).get(child)
    if changes and changes.begun and manifest == NO_MANIFEST:
        return _replayed(EMPTY, changes), True
    digest = _digest(unit, child, manifest.sequence, manifest.rows)
    ours = hmac.compare_digest(digest, manifest.digest)
    holds = ours and not _is_set_back(unit, child, manifest.sequence)
    return _replayed(manifest.rows, changes) if changes else manifest.rows, holds


def _is_set_back(unit: Unit, child: UUID, sequence: int) -> bool:
    """Whether a head is back where it was before; what was read just before a change is not."""
    seen = unit.use(Seen)
    return seen.goes_back(child, sequence) and seen.goes_back(child, _sequence(unit, child))


def _digest(unit: Unit, child: UUID, sequence: int, rows: bytes) -> bytes:
    return unit.use(Vault).mac("audit_head", 1, (child, sequence, rows))


def _replayed(listed: bytes, changes: _Changes) -> bytes:
    """Return the list after a unit's changes; what was not listed before is not listed anew."""
    entries = set(_entries(listed))
    for before, after in changes.entries:
        if not before or before in entries:
            entries.discard(before)
            entries.add(after)  # no bytes, where the row is gone
    count = int.from_bytes(listed[:COUNT]) + changes.counted
    return max(count, 0).to_bytes(COUNT) + b"".join(sorted(entries))


def _entries(listed: bytes) -> Iterator[bytes]:
    """Yield the entries; those under a capital letter name what the row is about."""
    at = COUNT
    while at < len(listed):
        end = at + SHORT + (SUBJECT if listed[at : at + 1].isupper() else 0)
        yield listed[at:end]
        at = end


def _differing(
    found: dict[bytes, Witnessed], forged: set[str], listed: set[bytes], *, holds: bool
) -> Checked:
    entries = listed if holds else set(found)
    true = frozenset(row for entry, row in found.items() if entry in entries)
    others = {table_of(row) for entry, row in found.items() if entry not in entries}
    missing = tuple(sorted(entries - found.keys()))
    return Checked(true, frozenset(forged | others), missing, holds)


def _write(unit: Unit) -> None:
    for child in sorted(_changes(unit)):
        if _is_at_hand(unit, child):
            manifest = manifests(unit, {child})[child]
            listed, holds = _listed(unit, child, manifest)
            if holds and listed != manifest.rows:
                _list(unit, child, manifest.sequence + 1, listed)


def _is_at_hand(unit: Unit, chain: UUID) -> bool:
    """Lock a list's head; somebody's own is begun where there is none."""
    owner = _changes(unit)[chain].owner
    if lock(unit, chain):
        return True
    if owner:
        begin(unit, chain, owner)
    return owner is not None


def _sequence(unit: Unit, child: UUID) -> int:
    return manifests(unit, {child}).get(child, NO_MANIFEST).sequence


def _list(unit: Unit, child: UUID, sequence: int, listed: bytes) -> None:
    digest = _digest(unit, child, sequence, listed)
    list_anew(unit, child, Manifest(sequence, digest, listed))
