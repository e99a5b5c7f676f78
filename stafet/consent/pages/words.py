"""What the consent pages say of topics, openings, states and effects."""

from collections.abc import Iterable

from stafet.catalogue import Catalogue
from stafet.consent.effects import Effect
from stafet.consent.pages.guardian import State
from stafet.consent.pages.rows import Opening
from stafet.consent.wording import listed
from stafet.web.i18n import _, _l, ngettext, sentence, short_day

STATES = {
    State.OPEN: (_l("Open"), "success"),
    State.UNANSWERED: (_l("Waits for your answer"), "warning"),
    State.WAITING: (_l("You said yes"), "info"),
    State.APART: (_l("Not open"), ""),
    State.AHEAD: (_l("Opens later"), "info"),
    State.NO: (_l("You said no"), ""),
    State.WITHDRAWN: (_l("You took it back"), ""),
    State.LAPSED: (_l("Your yes has run out"), "warning"),
    State.SUSPENDED: (_l("Waits for your answer again"), "warning"),
}
"""What a parent reads of a place, and its tone."""


def effect(told: Effect, place: str) -> str:
    """Return what a place can read afterwards, counted over what the reader of this may read."""
    if told.of == 0:
        return _("There is nothing in the log for you to see yet, so there is nothing to count.")
    counts = {"place": sentence(place), "before": told.before, "after": told.after}
    now = ngettext(
        "%(place)s can then read %(after)d of the one entry you can see yourself. "
        "Today it is %(before)d.",
        "%(place)s can then read %(after)d of the %(num)d entries you can see yourself. "
        "Today it is %(before)d.",
        told.of,
        **counts,
    )
    if told.agreed == told.after:
        return now
    return now + " " + _("When everybody has said the same, it is %(agreed)d.", agreed=told.agreed)


class Words:
    """Topics, openings and states in the language of the page."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._catalogue, self._language = catalogue, language

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Return every topic, by key and label."""
        return tuple((key, self.topic(key)) for key in self._catalogue.categories)

    def topic(self, key: str) -> str:
        return self._catalogue.categories[key].label.in_(self._language)

    def topics(self, keys: Iterable[str]) -> str:
        """Return the topics as a list within a sentence."""
        return listed(self.topic(key).lower() for key in keys)

    def opening(self, place: str, opening: Opening) -> str:
        """Return "PPR can read: wellbeing and language - until 9 March 2028"."""
        told = {"place": sentence(place), "topics": self.topics(opening.topics)}
        if opening.private:
            line = _("%(place)s can also read your own private matters: %(topics)s", **told)
        else:
            line = _("%(place)s can read: %(topics)s", **told)
        if opening.since_on is not None:
            line += _(" – only from %(day)s on", day=short_day(opening.since_on))
        return line + _(" – until %(day)s", day=short_day(opening.until_on))

    def said(self, said: Opening) -> str:
        """Return what somebody last said yes to, as a sentence beside the new choice."""
        told = _("You said yes to: %(topics)s.", topics=self.topics(said.topics))
        if said.since_on is not None:
            told += " " + _("Only from %(day)s on.", day=short_day(said.since_on))
        if said.private:
            told += " " + _("Also what is about your own private matters.")
        return told + " " + _("The last day is %(day)s.", day=short_day(said.until_on))

    def state(self, state: State) -> dict[str, str]:
        """Return the badge of a place."""
        text, tone = STATES[state]
        return {"text": str(text), "tone": tone}
