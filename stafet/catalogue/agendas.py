"""What is talked about at each kind of meeting: VED - KAN - VIL - GØR, and what comes around it."""

from collections.abc import Mapping
from dataclasses import dataclass

from stafet.catalogue.label import Label
from stafet.catalogue.model import Named
from stafet.catalogue.source import Source, Table

KINDS = (
    "konsultativt",
    "koordinationsmoede",
    "netvaerksmoede",
    "dialogmoede",
    "ssd",
    "overdragelse",
)
"""The kinds of meeting the product has rules for; each has a file."""
PHASES = {"start": 0, "ved": 1, "kan": 2, "vil": 3, "goer": 4, "slut": 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem(Named):
    """An item; a decision under it becomes an agreement in the log if `agreements` is set."""

    prompt: Label
    phase: str
    agreements: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda(Named):
    """A kind of meeting; `for_parents` tells a first-timer what such a meeting is."""

    explanation: Label
    for_parents: Label
    items: Mapping[str, AgendaItem]


def read_agenda(key: str, source: Source) -> Agenda:
    told = source.root
    agenda = Agenda(
        key=key,
        label=told.label("label"),
        explanation=told.label("explanation"),
        for_parents=told.label("for_parents"),
        items=told.keyed("item", _item),
    )
    order = [PHASES.get(item.phase, 0) for item in agenda.items.values()]
    if order != sorted(order):
        told.report("item", f"must come in the order {', '.join(PHASES)}")
    return agenda


def _item(entry: Table, key: str) -> AgendaItem:
    return AgendaItem(
        key=key,
        label=entry.label("label"),
        prompt=entry.label("prompt"),
        phase=entry.one_of("phase", PHASES, "phase"),
        agreements=entry.flag("agreements"),
    )
