"""Reader of why all access to a child ends at once, who says so, and how a mistake is mended."""

from collections.abc import Mapping

from stafet.catalogue.model import Decider, Ending, Named
from stafet.catalogue.source import Source, Table

DEATH, ADOPTION = "death", "adoption"
_MAY_DECIDE = {Decider.CHILD_PLACE, Decider.HOLDER_PLACE}


def read_endings(source: Source) -> Mapping[str, Ending]:
    """Return the endings; the law knows two of them (L60)."""
    return source.root.keyed("ending", _ending, (DEATH, ADOPTION))


def read_mistakes(source: Source) -> Mapping[str, Named]:
    """Return why an ending may be taken back: at least one reason."""
    found = source.root.keyed("mistake", _mistake)
    if not found:
        source.root.report("mistake", "must name at least one reason: a mistake must be mendable")
    return found


def _ending(entry: Table, key: str) -> Ending:
    named = entry.many("decided_by", str)
    known = frozenset(Decider(one) for one in named if one in _MAY_DECIDE)
    if not known or len(known) != len(named):
        entry.report("decided_by", 'must name of "child_place", "holder_place"')
    return Ending(
        key=key,
        label=entry.label("label"),
        explanation=entry.label("explanation"),
        decided_by=known,
    )


def _mistake(entry: Table, key: str) -> Named:
    return Named(key=key, label=entry.label("label"))
