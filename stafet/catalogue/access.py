"""Reader of the kinds of særlig adgang: who decides, how long, who is told."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from stafet.catalogue.deadlines import Deadlines
from stafet.catalogue.model import AccessKind, Decider, ParentsTold
from stafet.catalogue.source import Source, Table

EMERGENCY, SILENT_GIVER = "emergency", "silent_giver"
ACCESS_KINDS = (
    EMERGENCY,
    SILENT_GIVER,
    "case_officer",
    "access_request",
    "partshoering",
    "complaint",
)


def read_access_kinds(
    source: Source, rules: Mapping[str, object], deadlines: Deadlines
) -> Mapping[str, AccessKind]:
    fixed = {
        EMERGENCY: timedelta(hours=deadlines.emergency_hours),
        SILENT_GIVER: timedelta(days=deadlines.silent_giver_days),
    }

    def kind(entry: Table, key: str) -> AccessKind:
        default, longest = (fixed[key], fixed[key]) if key in fixed else _length(entry)
        return AccessKind(
            key=key,
            label=entry.label("label"),
            explanation=entry.label("explanation"),
            law=entry.one_of("law", rules, "legal reference"),
            decided_by=_deciders(entry, key),
            default=default,
            longest=longest,
            parents_told=_parents_told(entry, key),
            second_person=_second_person(entry, key),
            on_behalf=entry.flag("on_behalf"),
        )

    return source.root.keyed("kind", kind, ACCESS_KINDS)


def _length(entry: Table) -> tuple[timedelta, timedelta]:
    default, longest = entry.whole("default_days", 1, 365), entry.whole("longest_days", 1, 365)
    if default > longest:
        entry.report("default_days", "must not be more than longest_days")
    return timedelta(days=default), timedelta(days=longest)


def _deciders(entry: Table, key: str) -> frozenset[Decider]:
    """Return who decides: nobody decides for himself but in an emergency, and there he must."""
    named = entry.many("decided_by", str)
    known = frozenset(Decider(one) for one in named if one in set(Decider))
    if not known or not set(named) <= set(Decider):
        entry.report("decided_by", f"must name of {_listed(Decider)}")
    elif known != {Decider.RECEIVER} if key == EMERGENCY else Decider.RECEIVER in known:
        entry.report("decided_by", 'is ["receiver"] for an emergency, and for nothing else')
    return known


def _parents_told(entry: Table, key: str) -> ParentsTold:
    named = entry.text("parents_told")
    if named not in set(ParentsTold):
        entry.report("parents_told", f"must be one of {_listed(ParentsTold)}")
        return ParentsTold.ALWAYS
    if key == SILENT_GIVER and named != ParentsTold.ALWAYS:
        entry.report("parents_told", 'is "always" where a parent does not answer (L09)')
    return ParentsTold(named)


def _second_person(entry: Table, key: str) -> bool:
    needed = entry.flag("second_person")
    if needed != (key == EMERGENCY):
        entry.report("second_person", "is true for an emergency, and for nothing else")
    return needed


def _listed(kinds: type[StrEnum]) -> str:
    return ", ".join(f'"{one}"' for one in kinds)
