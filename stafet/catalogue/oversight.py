"""The kommune's numbers and words for looking after the readings (L46, L48)."""

from collections.abc import Mapping
from dataclasses import dataclass

from stafet.catalogue.model import Named
from stafet.catalogue.source import Source, Table

MONTH = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutcome(Named):
    """What a spot check came to."""

    needs_remark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How heavily a reading weighs in the draw."""

    common: int
    alone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From where on readings are unusual."""

    days: int
    children: int
    night_from: int
    night_to: int
    night_reads: int
    alone_reads: int
    accesses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """Everything in `oversight.toml`."""

    question_days: int
    reminder_days: tuple[int, ...]
    tell_reader: bool
    answers: Mapping[str, Named]
    checks_per_month: int
    check_days: int
    weights: Weights
    outcomes: Mapping[str, CheckOutcome]
    thresholds: Thresholds


def read_oversight(source: Source) -> Oversight:
    told = source.root
    questions, checks = told.table("questions"), told.table("checks")
    return Oversight(
        question_days=questions.whole("days", 1, MONTH),
        reminder_days=questions.many("reminder_days", int),
        tell_reader=questions.flag("tell_reader"),
        answers=told.keyed("answer", _answer),
        checks_per_month=checks.whole("per_month", 1, 1000),
        check_days=checks.whole("days", 1, MONTH),
        weights=_weights(checks),
        outcomes=told.keyed("outcome", _outcome),
        thresholds=_thresholds(told.table("oddities")),
    )


def _answer(entry: Table, key: str) -> Named:
    return Named(key=key, label=entry.label("label"))


def _outcome(entry: Table, key: str) -> CheckOutcome:
    return CheckOutcome(
        key=key, label=entry.label("label"), needs_remark=entry.flag("needs_remark")
    )


def _weights(checks: Table) -> Weights:
    weights = Weights(
        common=checks.whole("weight_common", 1, 1000), alone=checks.whole("weight_alone", 1, 1000)
    )
    if weights.alone < weights.common:
        checks.report("weight_alone", "must not be less than weight_common (L48)")
    return weights


def _thresholds(told: Table) -> Thresholds:
    return Thresholds(
        days=told.whole("days", 1, 366),
        children=told.whole("children", 2, 1000),
        night_from=told.whole("night_from", 0, 23),
        night_to=told.whole("night_to", 0, 23),
        night_reads=told.whole("night_reads", 1, 1000),
        alone_reads=told.whole("alone_reads", 1, 1000),
        accesses=told.whole("accesses", 1, 1000),
    )
