"""Legal references as dated data: a paragraph is printed only while it is the law."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from stafet.catalogue.label import Label
from stafet.catalogue.source import Source, Table

FOR_EVER = date.max
KEYS = (
    "ssd",
    "underretning_professional",
    "underretning_everyone",
    "assessment",
    "receipt",
    "family_moves",
    "participation",
    "examination",
    "preventive_support",
    "consent",
    "health_disclosure",
    "access",
    "correction",
    "parent_without_custody",
    "duty_to_record",
)
"""The rules the product refers to; a rule set has them all and may have more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReference:
    """A rule of law; without `paragraph` only its name is printed."""

    key: str
    name: Label
    paragraph: str | None
    text: Label
    url: str | None
    valid_from: date
    valid_to: date

    @property
    def printed(self) -> str:
        """What stands on paper: the paragraph, or the rule's Danish name."""
        return self.printed_in("da")

    def printed_in(self, language: str) -> str:
        return self.paragraph or self.name.in_(language)

    def holds(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class SsdCoverage:
    """The kinds of institution that may sit at an SSD meeting in a period (L19)."""

    kinds: frozenset[str]
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Law:
    """One rule set."""

    rule_set: str
    references: Mapping[str, tuple[LegalReference, ...]]
    ssd: tuple[SsdCoverage, ...]

    def reference(self, key: str, on: date) -> LegalReference:
        """Return the rule as it stood `on` that day; on a day it does not reach, by name only.

        Raises `KeyError` for a key the rule sets do not have.
        """
        candidates = self.references[key]
        if current := next((rule for rule in candidates if rule.holds(on)), None):
            return current
        return replace(candidates[-1], paragraph=None, url=None)

    def ssd_covers(self, kind: str, on: date) -> bool:
        """Say whether an institution of this kind may sit at an SSD meeting on that day (L19)."""
        return any(
            kind in period.kinds and period.valid_from <= on <= period.valid_to
            for period in self.ssd
        )


def read_law(rule_set: str, source: Source, institution_kinds: Mapping[str, object]) -> Law:
    references: dict[str, tuple[LegalReference, ...]] = {}
    told = source.root
    for entry in told.entries("reference"):
        rule = _reference(entry)
        earlier = references.get(rule.key, ())
        if earlier and rule.valid_from <= earlier[-1].valid_to:
            entry.report("valid_from", f"overlaps the {rule.key!r} before it")
        references[rule.key] = (*earlier, rule)
    for missing in (key for key in KEYS if key not in references):
        told.report("reference", f"with key {missing!r} is missing: the product needs it")
    ssd = tuple(_coverage(entry, institution_kinds) for entry in told.entries("ssd"))
    return Law(rule_set, MappingProxyType(references), ssd)


def _reference(entry: Table) -> LegalReference:
    valid_from, valid_to = _period(entry)
    return LegalReference(
        key=entry.text("key"),
        name=entry.label("name"),
        paragraph=entry.text("paragraph") if "paragraph" in entry else None,
        text=entry.label("text"),
        url=entry.text("url") if "url" in entry else None,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _coverage(entry: Table, known: Mapping[str, object]) -> SsdCoverage:
    kinds = entry.many("kinds", str)
    if unknown := [kind for kind in kinds if kind not in known]:
        entry.report("kinds", f"names unknown kinds of institution: {', '.join(unknown)}")
    valid_from, valid_to = _period(entry)
    return SsdCoverage(kinds=frozenset(kinds), valid_from=valid_from, valid_to=valid_to)


def _period(entry: Table) -> tuple[date, date]:
    valid_from = entry.day("valid_from")
    valid_to = entry.day("valid_to") if "valid_to" in entry else FOR_EVER
    if valid_to < valid_from:
        entry.report("valid_to", "is before valid_from")
    return valid_from, valid_to
