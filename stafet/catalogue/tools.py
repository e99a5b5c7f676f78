"""Concern tools: a list of questions, graded steps, or both."""

from collections.abc import Mapping
from dataclasses import dataclass

from stafet.catalogue.label import Label
from stafet.catalogue.model import Named
from stafet.catalogue.source import Source, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Named):
    """Something to describe; the answer is of this category, about this subject."""

    hint: Label
    category: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Named):
    """A grade; `facets` says in the order of the tool's facets what marks it."""

    advice: Label
    notify: bool
    facets: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Named):
    """A tool; one that is internal is first read by its author and own leader only."""

    explanation: Label
    enabled: bool
    internal: bool
    facets: Mapping[str, Named]
    questions: Mapping[str, Question]
    steps: Mapping[str, Step]


def read_tool(
    key: str, source: Source, categories: Mapping[str, object], subjects: Mapping[str, object]
) -> Tool:
    told = source.root

    def question(entry: Table, key: str) -> Question:
        return Question(
            key=key,
            label=entry.label("label"),
            hint=entry.label("hint"),
            category=entry.one_of("category", categories, "category"),
            subject=entry.one_of("subject", subjects, "subject"),
        )

    facets = told.keyed_if_any("facet", _facet)
    tool = Tool(
        key=key,
        label=told.label("label"),
        explanation=told.label("explanation"),
        enabled=told.flag("enabled"),
        internal=told.flag("internal"),
        facets=facets,
        questions=told.keyed_if_any("question", question),
        steps=told.keyed_if_any("step", lambda entry, key: _step(entry, key, facets)),
    )
    if not tool.questions and not tool.steps:
        told.report("question", "is missing: a tool has questions or steps")
    return tool


def _facet(entry: Table, key: str) -> Named:
    return Named(key=key, label=entry.label("label"))


def _step(entry: Table, key: str, facets: Mapping[str, Named]) -> Step:
    marks = entry.table("facets") if facets else entry
    return Step(
        key=key,
        label=entry.label("label"),
        advice=entry.label("advice"),
        notify=entry.flag("notify"),
        facets=tuple(marks.label(facet) for facet in facets),
    )
