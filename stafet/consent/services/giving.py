"""Sign: a yes or a no for each institution."""

from datetime import date, datetime
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import lapse_instant, last_day_of_consent
from stafet.catalogue.texts import ConsentText
from stafet.clock import day_of, start_of_day
from stafet.consent.models import Consent, Way
from stafet.consent.services.acts import acts_of, refuse_others
from stafet.consent.services.signing import Act, Choice, Signing, keep_text, sign
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Conflict, Invalid, NotFound
from stafet.people.queries import institutions
from stafet.web.viewer import Viewer

__all__ = ["Choice", "Signing", "give", "given_already", "period_of", "refuse_empty", "text_for"]


def give(unit: Unit, viewer: Viewer, child_id: UUID, signing: Signing) -> UUID:
    """Sign: yes opens what every required giver opens, no closes at once; return the consent's id.

    Raises `NotFound` for anybody but a present custody holder, `Conflict` where he acted
    elsewhere meanwhile, `Invalid` at `choices`, `language`, and at `last_day` or `from_on`
    with the institution's hexadecimal id where the day is a choice's own (L05, L07, L08).
    """
    refuse_others(unit, viewer, child_id, "consent:give")
    if given_already(unit, signing.id, child_id, viewer.person_id):
        return signing.id
    if signing.seen is not None and signing.seen != acts_of(unit, viewer.person_id, child_id):
        raise Conflict({})
    refuse_empty(unit, child_id, signing)
    said = [(choice, period_of(unit, signing, choice)) for choice in signing.choices]
    text = text_for(unit, signing.language, day_of(unit.now), young=viewer.person_id == child_id)
    if signing.text_version not in (None, str(text.version)):
        raise Invalid({"language": "The text is new. Read it and answer again."})
    act = Act(child_id, viewer.person_id, unit.now, Way.SIGNED_IN)
    kept = keep_text(unit, text, young=viewer.person_id == child_id)
    return sign(unit, act, kept, signing.id, said)


def given_already(unit: Unit, consent_id: UUID, child_id: UUID, giver_id: UUID) -> bool:
    """Return whether an earlier press signed this; raises `NotFound` for somebody else's."""
    known = unit.session.get(Consent, consent_id)
    if known is not None and (known.giver_id, known.child_id) != (giver_id, child_id):
        raise NotFound(Attempt("consent:give", consent_id, child_id))
    return known is not None


def period_of(unit: Unit, signing: Signing, choice: Choice) -> tuple[datetime, datetime]:
    """Return a choice's half-open period: at most a year from its day, never from the past (L05).

    What a paper says begins when it is received, and its year when it was signed.
    """
    today = day_of(unit.now)
    signed_on = signing.signed_on or today
    longest = last_day_of_consent(signed_on, unit.use(Catalogue).deadlines.consent_months)
    if not choice.yes:  # a no has no end, and no day stands in its way
        return unit.now, lapse_instant(last_day_of_consent(today))
    last_day = choice.last_day or signing.last_day or longest
    from_on = choice.from_on or signing.from_on
    if problem := _problem_with_end(last_day, today, longest, signed_on):
        field = f"last_day_{choice.institution_id.hex}" if choice.last_day else "last_day"
        raise Invalid({field: problem})
    if from_on is None:
        return unit.now, lapse_instant(last_day)
    if problem := _problem_with_start(from_on, today, last_day):
        field = f"last_day_{choice.institution_id.hex}" if choice.from_on else "from_on"
        raise Invalid({field: problem})
    return max(unit.now, start_of_day(from_on)), lapse_instant(last_day)


def _problem_with_end(last_day: date, today: date, longest: date, signed_on: date) -> str | None:
    if last_day > longest and signed_on != today:
        return "A consent lasts at most one year from the day it was signed."
    if last_day > longest:
        return "A consent lasts at most one year from today."
    return "This day is in the past." if last_day < today else None


def _problem_with_start(from_on: date, today: date, last_day: date) -> str | None:
    if from_on < today:
        return "This day is in the past."
    return "The consent would end before it begins." if from_on > last_day else None


def refuse_empty(unit: Unit, child_id: UUID, signing: Signing) -> None:
    """Raise `Invalid` for a signing that says nothing, or something of another child's person."""
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
    known = institutions(unit, places).values()
    if len([row for row in known if row.child_id in {None, child_id}]) != len(places):
        raise Invalid({"choices": "Answer yes or no for at least one place."})


def text_for(unit: Unit, language: str, on: date, *, young: bool = False) -> ConsentText:
    """Return the text in force on a day, to a parent or to the young person.

    Raises `Invalid` for a language there is none in.
    """
    try:
        return unit.use(Catalogue).consent_text(language, None, on, young=young)
    except LookupError:
        raise Invalid({"language": "There is no consent text in this language."}) from None
