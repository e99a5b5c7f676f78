"""Ask for, give and take back consent: the parents' verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import lapse_instant, last_day_of_consent
from stafet.clock import day_of, start_of_day
from stafet.consent.models import Answer, Consent, Party, Request, Way, Withdrawal
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.queries import custodians
from stafet.records import happenings
from stafet.records.queries import log_of
from stafet.records.rules import CHILD, HappeningKind
from stafet.web.viewer import Viewer

JUST_BEFORE = timedelta(microseconds=1)
"""A new signing replaces what its giver signed before it, and never itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A giver's answer for one institution."""

    institution_id: UUID
    yes: bool
    categories: frozenset[str] = frozenset()
    own_matters: bool = False
    everything: bool = True


@dataclass(frozen=True, slots=True)
class Signing:
    """What a giver signs; `id` is made with the form, so that a second press changes nothing."""

    id: UUID
    choices: tuple[Choice, ...]
    language: str = "da"
    from_on: date | None = None
    last_day: date | None = None


def ask(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_ids: Sequence[UUID],
    from_on: date | None = None,
) -> None:
    """Ask the custody holders whether institutions may take part; asking twice is asking once."""
    known = select(Request.institution_id).where(Request.child_id == child_id)
    asked = set(unit.session.scalars(known))
    for institution in institution_ids:
        if institution not in asked:
            unit.session.add(
                Request(
                    child_id=child_id,
                    institution_id=institution,
                    asked_by=viewer.person_id,
                    asked_at=unit.now,
                    from_on=from_on,
                )
            )
            about = {"institution": str(institution)}
            audit.append(unit, child_id, Event("consent:ask", viewer.person_id, about=about))
            _note(unit, HappeningKind.CONSENT_ASKED, viewer, child_id, institution)


def give(unit: Unit, viewer: Viewer, child_id: UUID, signing: Signing) -> UUID:
    """Sign: yes opens what every required giver opens, no closes at once; return the consent's id.

    Raises `NotFound` for anybody but a present custody holder, `Invalid` at `last_day`,
    `from_on` or `choices` (L05, L07, L08).
    """
    _refuse_others(unit, viewer, child_id, "consent:give")
    if unit.session.get(Consent, signing.id) is not None:
        return signing.id
    last_day = _last_day(unit, signing)
    _refuse_empty(signing)
    from_at = unit.now if signing.from_on is None else max(unit.now, start_of_day(signing.from_on))
    unit.session.add(
        Consent(
            id=signing.id,
            child_id=child_id,
            giver_id=viewer.person_id,
            signed_at=unit.now,
            confirmed_at=unit.now,
            from_at=from_at,
            until_at=lapse_instant(last_day),
            purpose=unit.use(Catalogue).default_purpose.key,
            way=Way.SIGNED_IN,
            text_version=_text_version(unit, signing.language),
            language=signing.language,
        )
    )
    unit.session.flush()
    for choice in signing.choices:
        replaces = not choice.yes or from_at <= unit.now
        _add_party(unit, viewer, child_id, signing, choice, replaces=replaces)
    return signing.id


def withdraw(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_id: UUID | None = None,
    category: str | None = None,
) -> None:
    """Take back everything, an institution or one category of it: the next request is refused.

    It needs no key, no mail and nobody's leave (L07, R18).
    """
    _refuse_others(unit, viewer, child_id, "consent:withdraw")
    _take_back(unit, viewer, child_id, institution_id, category)
    about = {"institution": str(institution_id or ""), "category": category or ""}
    audit.append(unit, child_id, Event("consent:withdraw", viewer.person_id, about=about))
    _note(unit, HappeningKind.CONSENT_WITHDRAWN, viewer, child_id, institution_id, category)


def _add_party(
    unit: Unit, viewer: Viewer, child_id: UUID, signing: Signing, choice: Choice, *, replaces: bool
) -> None:
    if replaces:
        _take_back(unit, viewer, child_id, choice.institution_id, None, before=True)
    subjects = {CHILD} | ({str(viewer.person_id)} if choice.own_matters else set())
    unit.session.add(
        Party(
            consent_id=signing.id,
            institution_id=choice.institution_id,
            answer=Answer.YES if choice.yes else Answer.NO,
            categories=choice.categories if choice.yes else frozenset(),
            subjects=frozenset(subjects) if choice.yes else frozenset(),
            since_on=None if choice.everything else day_of(unit.now),
        )
    )
    answer = "yes" if choice.yes else "no"
    about = {
        "consent": str(signing.id),
        "institution": str(choice.institution_id),
        "answer": answer,
    }
    audit.append(unit, child_id, Event("consent:give", viewer.person_id, about=about))
    _note(unit, HappeningKind.CONSENT_GIVEN, viewer, child_id, choice.institution_id, answer)


def _take_back(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    institution_id: UUID | None,
    category: str | None,
    *,
    before: bool = False,
) -> None:
    unit.session.add(
        Withdrawal(
            child_id=child_id,
            giver_id=viewer.person_id,
            at=unit.now - JUST_BEFORE if before else unit.now,
            institution_id=institution_id,
            category=category,
        )
    )


def _refuse_others(unit: Unit, viewer: Viewer, child_id: UUID, action: str) -> None:
    locked = audit.lock(unit, child_id)
    if not locked or viewer.person_id not in custodians(unit, child_id):
        raise NotFound(Attempt(action, child_id=child_id))


def _last_day(unit: Unit, signing: Signing) -> date:
    today = day_of(unit.now)
    longest = last_day_of_consent(today, unit.use(Catalogue).deadlines.consent_months)
    last_day = signing.last_day or longest
    if last_day > longest:
        raise Invalid({"last_day": "A consent lasts at most one year from today."})
    if last_day < today:
        raise Invalid({"last_day": "This day is in the past."})
    if signing.from_on is not None and signing.from_on < today:
        raise Invalid({"from_on": "This day is in the past."})
    if signing.from_on is not None and signing.from_on > last_day:
        raise Invalid({"from_on": "The consent would end before it begins."})
    return last_day


def _refuse_empty(signing: Signing) -> None:
    if not signing.choices:
        raise Invalid({"choices": "Answer yes or no for at least one place."})
    if any(choice.yes and not choice.categories for choice in signing.choices):
        raise Invalid({"choices": "Choose at least one topic for each place you say yes to."})


def _text_version(unit: Unit, language: str) -> str:
    try:
        text = unit.use(Catalogue).consent_text(language, None, day_of(unit.now))
    except LookupError:
        raise Invalid({"language": "There is no consent text in this language."}) from None
    return str(text.version)


def _note(
    unit: Unit,
    kind: HappeningKind,
    viewer: Viewer,
    child_id: UUID,
    institution_id: UUID | None,
    value: str | None = None,
) -> None:
    if log_id := log_of(unit, child_id):
        happenings.note(
            unit,
            kind,
            child_id=child_id,
            log_id=log_id,
            actor_id=viewer.person_id,
            institution_id=institution_id,
            value=value,
        )
