"""What every signing writes, whoever holds the pen: answers, the text signed, the receipt (L13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.texts import ConsentText
from stafet.clock import day_of
from stafet.consent.corrections import earlier, other_names
from stafet.consent.models import Answer, Consent, Party, Proof, SignedText, Way, Withdrawal
from stafet.consent.receipts.receipt import number_of, of_signing
from stafet.consent.services.acts import JUST_BEFORE
from stafet.db.transaction import Unit
from stafet.failpoints import failpoint
from stafet.people.queries import outsiders_of
from stafet.records import happenings
from stafet.records.queries import log_of
from stafet.records.rules import CHILD, HappeningKind

Period = tuple[datetime, datetime]


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
    since_on: date | None = None
    """The day the reach begins, where it is not this signing's own: a yes said over again."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What a giver signs; `id` is made with the form, so that a second press changes nothing.

    `text_version` is the text the giver saw and `seen` how many acts of his own: where either
    has changed meanwhile, he is asked again instead. `signed_on` is the day of a paper or of a
    talk: the year counts from it.
    """

    id: UUID
    choices: tuple[Choice, ...]
    language: str = "da"
    from_on: date | None = None
    last_day: date | None = None
    text_version: str | None = None
    seen: int | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A signing as it is kept: whose, when, in which way, and who received it for him."""

    child_id: UUID
    giver_id: UUID
    signed_at: datetime
    way: Way
    received_by: UUID | None = None
    file_id: UUID | None = None
    sealed: bytes | None = None

    @property
    def actor_id(self) -> UUID:
        return self.received_by or self.giver_id


def sign(
    unit: Unit, act: Act, text: SignedText, consent_id: UUID, said: list[tuple[Choice, Period]]
) -> UUID:
    """Write a signing down; each answer replaces what its giver said of that place before.

    Of a person outside whose name was corrected one answer stands: the newest under any name, and
    of those of one signing that about the last name.
    """
    consent = Consent(
        id=consent_id,
        child_id=act.child_id,
        giver_id=act.giver_id,
        signed_at=act.signed_at,
        recorded_at=unit.now,
        purpose=unit.use(Catalogue).default_purpose.key,
        way=act.way,
        text_version=text.version,
        language=text.language,
    )
    unit.session.add(consent)
    unit.session.flush()
    chosen = {choice.institution_id for choice, _ in said}
    outsiders = outsiders_of(unit, act.child_id)
    gone = {one for place in chosen for one in earlier(place, outsiders)}
    parties = [
        _add_party(
            unit, act, consent_id, choice, period, other_names(choice.institution_id, outsiders)
        )
        for choice, period in said
        if choice.institution_id not in gone
    ]
    failpoint("give.answered")
    _keep_proof(unit, act, consent, parties, text)
    return consent_id


def keep_text(unit: Unit, text: ConsentText, *, young: bool = False) -> SignedText:
    """Return the whole text as it is signed, kept once and for ever."""
    body = text.whole(unit.use(Catalogue).kommune)
    digest = sha256(body.encode("utf-8")).digest()
    if (kept := unit.session.get(SignedText, digest)) is not None:
        return kept
    audit.lock(unit, audit.KOMMUNE)  # two first signings at once would both make the row
    kept = unit.session.get(SignedText, digest)
    if kept is not None:  # pragma: no cover - another process was first: tests/faults
        return kept
    kept = SignedText(
        digest=digest,
        language=text.language,
        version=str(text.version),
        young=young,
        body=body,
    )
    unit.session.add(kept)
    unit.session.flush()
    return kept


def _add_party(
    unit: Unit,
    act: Act,
    consent_id: UUID,
    choice: Choice,
    period: Period,
    others: Iterable[UUID],
) -> Party:
    from_at = period[0] if choice.yes else unit.now
    _replace(unit, act, choice.institution_id, act.signed_at - JUST_BEFORE, from_at)
    for name in others:
        _replace(unit, act, name, unit.now - JUST_BEFORE, from_at)
    subjects = {CHILD} | ({str(act.giver_id)} if choice.own_matters else set())
    answer = Answer.YES if choice.yes else Answer.NO
    party = Party(
        consent_id=consent_id,
        institution_id=choice.institution_id,
        answer=answer,
        categories=choice.categories if choice.yes else frozenset(),
        subjects=frozenset(subjects) if choice.yes else frozenset(),
        since_on=_since(act, choice),
        from_at=from_at,
        until_at=period[1],
    )
    unit.session.add(party)
    place = choice.institution_id
    about = {"consent": str(consent_id), "institution": str(place), "answer": answer.value}
    audit.append(unit, act.child_id, Event("consent:give", act.actor_id, about=about))
    _tell(unit, act, place, answer)
    return party


def _replace(unit: Unit, act: Act, place: UUID, at: datetime, from_at: datetime) -> None:
    """Let what a giver has said of a place up to an instant hold no longer than to another."""
    unit.session.add(
        Withdrawal(
            child_id=act.child_id,
            giver_id=act.giver_id,
            at=at,
            from_at=from_at,
            institution_id=place,
            category=None,
        )
    )


def _since(act: Act, choice: Choice) -> date | None:
    if choice.everything or not choice.yes:
        return None
    return choice.since_on or day_of(act.signed_at)


def _tell(unit: Unit, act: Act, place: UUID, answer: Answer) -> None:
    """Note it on the timeline: the custody holders get the news (L35)."""
    if log_id := log_of(unit, act.child_id):
        happenings.note(
            unit,
            HappeningKind.CONSENT_GIVEN,
            child_id=act.child_id,
            log_id=log_id,
            actor_id=act.giver_id,
            institution_id=place,
            value=answer.value,
        )


def _keep_proof(
    unit: Unit, act: Act, consent: Consent, parties: list[Party], text: SignedText
) -> None:
    proof = Proof(
        consent_id=consent.id,
        text_digest=text.digest,
        number=number_of(consent.id),
        received_by=act.received_by,
        file_id=act.file_id,
        sealed=act.sealed,
    )
    unit.session.add(proof)
    unit.session.flush()
    receipt = of_signing(consent, parties, proof, text)
    about = {"consent": str(consent.id), "number": proof.number, "digest": receipt.digest}
    audit.append(unit, act.child_id, Event("consent:receipt", act.actor_id, about=about))
