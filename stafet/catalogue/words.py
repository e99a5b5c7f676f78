"""Readers of the short files: one `[[table]]` for each word of the kommune."""

from collections.abc import Mapping
from types import MappingProxyType

from stafet.catalogue.model import (
    Category,
    InstitutionKind,
    Level,
    Purpose,
    Subject,
    TaskReason,
    Title,
    WithholdingReason,
)
from stafet.catalogue.source import Source, Table

SUBJECTS = ("child", "guardian")
TASK_REASONS = (
    "concern_author",
    "own_leader",
    "contact_person",
    "holder",
    "invited",
    "substitute",
)


def read_categories(source: Source) -> Mapping[str, Category]:
    def category(entry: Table, key: str) -> Category:
        return Category(
            key=key,
            label=entry.label("label"),
            explanation=entry.label("explanation"),
            examples=entry.label("examples"),
        )

    return source.root.keyed("category", category)


def read_subjects(source: Source) -> Mapping[str, Subject]:
    def subject(entry: Table, key: str) -> Subject:
        return Subject(key=key, label=entry.label("label"), explanation=entry.label("explanation"))

    return source.root.keyed("subject", subject, SUBJECTS)


def read_purposes(source: Source) -> Mapping[str, Purpose]:
    def purpose(entry: Table, key: str) -> Purpose:
        return Purpose(
            key=key,
            label=entry.label("label"),
            explanation=entry.label("explanation"),
            default=entry.flag("default"),
        )

    purposes = source.root.keyed("purpose", purpose)
    if sum(purpose.default for purpose in purposes.values()) != 1:
        source.root.report("purpose", "must have one with default = true, and one only")
    return purposes


def read_task_reasons(source: Source, purposes: Mapping[str, Purpose]) -> Mapping[str, TaskReason]:
    def reason(entry: Table, key: str) -> TaskReason:
        return TaskReason(
            key=key,
            label=entry.label("label"),
            explanation=entry.label("explanation"),
            purpose=entry.one_of("purpose", purposes, "purpose"),
        )

    return source.root.keyed("reason", reason, TASK_REASONS)


def read_titles(source: Source) -> Mapping[str, Title]:
    def title(entry: Table, key: str) -> Title:
        return Title(key=key, label=entry.label("label"), authority=entry.flag("authority"))

    return source.root.keyed("title", title)


def read_institution_kinds(source: Source) -> Mapping[str, InstitutionKind]:
    def kind(entry: Table, key: str) -> InstitutionKind:
        return InstitutionKind(
            key=key,
            label=entry.label("label"),
            plural=entry.label("plural"),
            withheld=entry.label("withheld"),
            shortcut=entry.label("shortcut"),
            authority=entry.flag("authority"),
            outside="outside" in entry and entry.flag("outside"),
        )

    kinds = source.root.keyed("kind", kind)
    if sum(one.outside for one in kinds.values()) != 1:
        source.root.report("kind", "needs outside = true once, and only once")
    return kinds


def read_levels(source: Source) -> Mapping[int, Level]:
    levels = [
        Level(
            number=entry.whole("number", 0, 9),
            label=entry.label("label"),
            explanation=entry.label("explanation"),
        )
        for entry in source.root.entries("level")
    ]
    if [level.number for level in levels] != list(range(len(levels))):
        source.root.report("level", "must be numbered 0, 1, 2 ... in this order")
    return MappingProxyType({level.number: level for level in levels})


def read_withholding_reasons(
    source: Source, rules: Mapping[str, object]
) -> Mapping[str, WithholdingReason]:
    def reason(entry: Table, key: str) -> WithholdingReason:
        law = entry.one_of("law", rules, "legal reference")
        return WithholdingReason(key=key, label=entry.label("label"), law=law)

    return source.root.keyed("withholding", reason)
