"""Reader of the retention profiles: how long what is kept, and what comes before deleting (L55)."""

from collections.abc import Mapping
from dataclasses import dataclass

from stafet.catalogue.label import Label
from stafet.catalogue.source import Source, Table

LOG, CONCERN = "log", "concern"
PROFILES = (LOG, CONCERN)
APPROVAL = {"person": False, "automatic": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How long one kind of thing is kept, and on what ground no longer."""

    key: str
    label: Label
    explanation: Label
    law: str
    keep: int
    """Years after closing for a log; whole school years after its own for a concern."""
    archive_first: bool
    automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReason:
    """Why something may have to be kept although its time is over."""

    key: str
    label: Label
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    school_year_begins: int
    """The month."""
    profiles: Mapping[str, Profile]
    holds: Mapping[str, HoldReason]


def read_retention(source: Source, rules: Mapping[str, object]) -> Retention:
    """Read `retention.toml`; `rules` are the legal references it may name."""

    def hold(entry: Table, key: str) -> HoldReason:
        law = entry.one_of("law", rules, "legal reference")
        return HoldReason(key=key, label=entry.label("label"), law=law)

    return Retention(
        school_year_begins=source.root.whole("school_year_begins", 1, 12),
        profiles=source.root.keyed("profile", lambda e, k: _profile(e, k, rules), PROFILES),
        holds=source.root.keyed("hold", hold),
    )


def _profile(entry: Table, key: str, rules: Mapping[str, object]) -> Profile:
    if key and key not in PROFILES:
        entry.report("key", f"must be one of {', '.join(PROFILES)}")
    is_log = key != CONCERN
    keep = entry.whole("keep_years", 1, 30) if is_log else entry.whole("keep_school_years", 0, 5)
    approval = entry.one_of("approval", APPROVAL, "way of approving")
    return Profile(
        key=key,
        label=entry.label("label"),
        explanation=entry.label("explanation"),
        law=entry.one_of("law", rules, "legal reference"),
        keep=keep,
        archive_first=entry.flag("archive_first"),
        automatic=APPROVAL.get(approval, False),
    )
