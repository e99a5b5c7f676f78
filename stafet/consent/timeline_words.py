"""The course of the consents in plain words: who, what, where, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stafet.clock import day_of
from stafet.consent.models import AttemptWay, Way
from stafet.consent.pages.words import Words
from stafet.consent.timeline import Step, StepKind, TimelinePage
from stafet.consent.wording import listed
from stafet.web.i18n import _, _l, short_day

LABELS: Mapping[StepKind, tuple[Any, str]] = {
    StepKind.ASKED: (_l("Asked"), "info"),
    StepKind.YES: (_l("Yes"), "success"),
    StepKind.CONFIRMED: (_l("Confirmed"), "success"),
    StepKind.NO: (_l("No"), "error"),
    StepKind.WITHDRAWN: (_l("Taken back"), "error"),
    StepKind.LAPSED: (_l("Run out"), "warning"),
    StepKind.SUSPENDED: (_l("Paused"), "warning"),
    StepKind.TRIED: (_l("No answer"), ""),
    StepKind.YOUNG_ASKED: (_l("Asked"), "info"),
    StepKind.YOUNG_SILENT: (_l("Paused"), "warning"),
    StepKind.OF_AGE: (_l("18 years"), "info"),
}
WHAT = {
    StepKind.ASKED: _l("%(who)s asked about %(places)s."),
    StepKind.YES: _l("%(who)s said yes to %(places)s."),
    StepKind.CONFIRMED: _l("%(who)s said yes to %(places)s again, after custody had changed."),
    StepKind.NO: _l("%(who)s said no to %(places)s."),
    StepKind.LAPSED: _l("%(who)s had said yes to %(places)s. That has run out."),
    StepKind.SUSPENDED: _l(
        "Who holds custody changed. What was said yes to pauses until each has confirmed it."
    ),
    StepKind.YOUNG_ASKED: _l("%(who)s is old enough to be asked."),
    StepKind.YOUNG_SILENT: _l("%(who)s has not answered. What is not answered pauses."),
    StepKind.OF_AGE: _l("%(who)s is 18 and decides alone."),
}
TRIED = {
    AttemptWay.PHONE: _l("%(who)s was phoned and did not answer about this."),
    AttemptWay.LETTER: _l("%(who)s was sent a letter."),
    AttemptWay.IN_PERSON: _l("%(who)s was tried to be reached in person."),
}
RECEIVED = {Way.PAPER: _l("Given on paper."), Way.ORAL: _l("Given by word of mouth.")}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the page."""

    on: date
    label: str
    tone: str
    text: str


def told(page: TimelinePage, words: Words) -> list[Told]:
    """Return the lines of the page, the newest first."""
    return [
        Told(
            day_of(step.at),
            str(LABELS[step.kind][0]),
            LABELS[step.kind][1],
            " ".join(_sentences(page, step, words)),
        )
        for step in page.steps
    ]


def _sentences(page: TimelinePage, step: Step, words: Words) -> list[str]:
    known = {"who": _who(page, step), "places": listed(_places(page, step))}
    lines = [_what(step, known, words)]
    if step.topics and step.kind in {StepKind.YES, StepKind.CONFIRMED}:
        whole = len(step.topics) == len(words.columns)
        topics = _("everything") if whole else words.topics(step.topics)
        lines.append(_("It covers: %(topics)s.", topics=topics))
    if step.from_on:
        lines.append(_("It counts from %(day)s.", day=short_day(step.from_on)))
    if step.until_on:
        lines.append(_("The last day is %(day)s.", day=short_day(step.until_on)))
    if isinstance(step.way, Way) and step.way in RECEIVED:
        lines.append(str(RECEIVED[step.way]))
    if step.interpreter:
        lines.append(_("There was an interpreter."))
    return lines


def _what(step: Step, known: Mapping[str, str], words: Words) -> str:
    if isinstance(step.way, AttemptWay):
        return str(TRIED[step.way]) % known
    if step.kind is not StepKind.WITHDRAWN:
        return str(WHAT[step.kind]) % known
    if not step.places and not step.topics:
        return _("%(who)s took everything back.", **known)
    if not step.topics:
        return _("%(who)s took back the yes to %(places)s.", **known)
    topics = words.topics(step.topics)
    if not step.places:
        return _("%(who)s took back the yes to everybody: %(topics)s.", topics=topics, **known)
    return _("%(who)s took back the yes to %(places)s: %(topics)s.", topics=topics, **known)


def _who(page: TimelinePage, step: Step) -> str:
    if step.who == page.viewer_id:
        return _("You yourself")
    return page.names.get(step.who, "") if step.who else ""


def _places(page: TimelinePage, step: Step) -> list[str]:
    return [page.places[place] for place in step.places if place in page.places]
