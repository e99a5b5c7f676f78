"""Sign: a yes or a no for each institution."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import lapse_instant, last_day_of_consent
from stafet.clock import day_of, start_of_day
from stafet.consent.models import Answer, Consent, Party, Way
from stafet.consent.services.acts import acts_of, note, refuse_others, take_back
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.people.queries import institutions
from stafet.records.rules import CHILD, HappeningKind
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Choice:
    """A giver's answer for one institution; its days, where given, go before the signing's."""

    institution_id: UUID
    yes: bool
    categories: frozenset[str] = frozenset()
    own_matters: bool = False
    everything: bool = True
    from_on: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """What a giver signs; `id` is made with the form, so that a second press changes nothing.

    `text_version` is the text the giver saw and `seen` how many acts of his own: where either
    has changed meanwhile, he is asked again instead.
    """

    id: UUID
    choices: tuple[Choice, ...]
    language: str = "da"
    from_on: date | None = None
    last_day: date | None = None
    text_version: str | None = None
    seen: int | None = None


def give(unit: Unit, viewer: Viewer, child_id: UUID, signing: Signing) -> UUID:
    """Sign: yes opens what every required giver opens, no closes at once; return the consent's id.

    Raises `NotFound` for anybody but a present custody holder, `Conflict` where he acted
    elsewhere meanwhile, `Invalid` at `choices`, `language`, and at `last_day` or `from_on`
    with the institution's hexadecimal id where the day is a choice's own (L05, L07, L08).
    """
    refuse_others(unit, viewer, child_id, "consent:give")
    if (known := unit.session.get(Consent, signing.id)) is not None:
        if (known.giver_id, known.child_id) != (viewer.person_id, child_id):
            raise NotFound(Attempt("consent:give", signing.id, child_id))
        return known.id
    if signing.seen is not None and signing.seen != acts_of(unit, viewer.person_id, child_id):
        raise Conflict({})
    refuse_empty(unit, signing)
    periods = [period_of(unit, signing, choice) for choice in signing.choices]
    unit.session.add(
        Consent(
            id=signing.id,
            child_id=child_id,
            giver_id=viewer.person_id,
            signed_at=unit.now,
            recorded_at=unit.now,
            purpose=unit.use(Catalogue).default_purpose.key,
            way=Way.SIGNED_IN,
            text_version=_text_version(unit, signing),
            language=signing.language,
        )
    )
    unit.session.flush()
    for choice, period in zip(signing.choices, periods, strict=True):
        _add_party(unit, viewer, child_id, signing.id, choice, period)
    return signing.id


def _add_party(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    consent_id: UUID,
    choice: Choice,
    period: tuple[datetime, datetime],
) -> None:
    from_at = period[0] if choice.yes else unit.now
    take_back(unit, viewer, child_id, choice.institution_id, None, replaced_from=from_at)
    subjects = {CHILD} | ({str(viewer.person_id)} if choice.own_matters else set())
    answer = Answer.YES if choice.yes else Answer.NO
    unit.session.add(
        Party(
            consent_id=consent_id,
            institution_id=choice.institution_id,
            answer=answer,
            categories=choice.categories if choice.yes else frozenset(),
            subjects=frozenset(subjects) if choice.yes else frozenset(),
            since_on=None if choice.everything else day_of(unit.now),
            from_at=from_at,
            until_at=period[1],
        )
    )
    place = choice.institution_id
    about = {"consent": str(consent_id), "institution": str(place), "answer": answer.value}
    audit.append(unit, child_id, Event("consent:give", viewer.person_id, about=about))
    note(unit, HappeningKind.CONSENT_GIVEN, viewer, child_id, place, answer.value)


def period_of(unit: Unit, signing: Signing, choice: Choice) -> tuple[datetime, datetime]:
    """Return a choice's half-open period: at most a year from today, never from the past (L05)."""
    today = day_of(unit.now)
    longest = last_day_of_consent(today, unit.use(Catalogue).deadlines.consent_months)
    if not choice.yes:  # a no has no end, and no day stands in its way
        return unit.now, lapse_instant(longest)
    last_day = choice.last_day or signing.last_day or longest
    from_on = choice.from_on or signing.from_on
    if problem := _problem_with_end(last_day, today, longest):
        field = f"last_day_{choice.institution_id.hex}" if choice.last_day else "last_day"
        raise Invalid({field: problem})
    if from_on is None:
        return unit.now, lapse_instant(last_day)
    if problem := _problem_with_start(from_on, today, last_day):
        field = f"last_day_{choice.institution_id.hex}" if choice.from_on else "from_on"
        raise Invalid({field: problem})
    return max(unit.now, start_of_day(from_on)), lapse_instant(last_day)


def _problem_with_end(last_day: date, today: date, longest: date) -> str | None:
    if last_day > longest:
        return "A consent lasts at most one year from today."
    return "This day is in the past." if last_day < today else None


def _problem_with_start(from_on: date, today: date, last_day: date) -> str | None:
    if from_on < today:
        return "This day is in the past."
    return "The consent would end before it begins." if from_on > last_day else None


def refuse_empty(unit: Unit, signing: Signing) -> None:
    places = [choice.institution_id for choice in signing.choices]
    if not places or len(set(places)) != len(places):
        raise Invalid({"choices": "Answer yes or no for at least one place."})
    topics = unit.use(Catalogue).categories.keys()
    problems = {
        f"categories_{choice.institution_id.hex}": "Choose at least one topic, or say no."
        for choice in signing.choices
        if choice.yes and not (choice.categories and choice.categories <= topics)
    }
    if problems:
        raise Invalid(problems)
    if len(institutions(unit, places)) != len(places):
        raise Invalid({"choices": "Answer yes or no for at least one place."})


def _text_version(unit: Unit, signing: Signing) -> str:
    """Return the version signed: the one the giver saw, if it is still the one in force (L13)."""
    try:
        text = unit.use(Catalogue).consent_text(signing.language, None, day_of(unit.now))
    except LookupError:
        raise Invalid({"language": "There is no consent text in this language."}) from None
    if signing.text_version not in (None, str(text.version)):
        raise Invalid({"language": "The text is new. Read it and answer again."})
    return str(text.version)
