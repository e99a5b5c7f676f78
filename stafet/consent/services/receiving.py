"""Receive an answer for somebody who does not sign in: on paper, or by word of mouth (L12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of, start_of_day
from stafet.consent.answers import asked_about
from stafet.consent.corrections import other_names
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent, Paper, Party, SignedText, Way, Withdrawal
from stafet.consent.office import holder_for
from stafet.consent.receipts.opening import seal_spoken
from stafet.consent.receipts.receipt import number_of
from stafet.consent.services.acts import JUST_BEFORE
from stafet.consent.services.giving import given_already, period_of, refuse_empty, text_for
from stafet.consent.services.signing import Act, Signing, keep_text, sign
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.people.queries import givers_of, outsiders_of
from stafet.records.files import TEXT, Accepted, attach
from stafet.records.rules import Content, RecordKind
from stafet.records.services import (
    Author,
    Writing,
    already_written,
    refuse_betraying,
    write,
)
from stafet.web.viewer import Viewer

RECEIVE, PRINT, SCAN = "consent:receive", "consent:print", "consent:scan"


@dataclass(frozen=True, slots=True)
class Received:
    """An answer as it was received: on a paper, or with the words that were said."""

    giver_id: UUID
    signing: Signing
    paper_id: UUID | None = None
    words: str = ""
    present: str = ""

    @property
    def signed_on(self) -> date:
        assert self.signing.signed_on is not None
        return self.signing.signed_on

    @property
    def is_no(self) -> bool:
        """Whether nothing is opened by it: then it goes before what was said that day."""
        return not any(choice.yes for choice in self.signing.choices)


def print_paper(
    unit: Unit,
    viewer: Viewer,
    child_id: UUID,
    language: str,
    paper_id: UUID,
    *,
    young: bool = False,
) -> UUID:
    """Make a numbered form over every place the givers were asked about; twice is once.

    It is worded for the parents, or for the `young` person (L11).
    """
    holder_for(unit, viewer, child_id, PRINT)
    if unit.session.get(Paper, paper_id) is not None:
        return paper_of(unit, child_id, paper_id).id
    places = asked_about(unit, child_id)
    if not places:
        raise Invalid({"language": "Ask about a place first."})
    worded = text_for(unit, language, day_of(unit.now), young=young)
    text = keep_text(unit, worded, young=young)
    unit.session.add(
        Paper(
            id=paper_id,
            child_id=child_id,
            text_digest=text.digest,
            places=frozenset(map(str, places)),
            made_at=unit.now,
            made_by=viewer.person_id,
        )
    )
    audit.append(unit, child_id, Event(PRINT, viewer.person_id, about={"paper": str(paper_id)}))
    return paper_id


def keep_scan(
    unit: Unit, viewer: Viewer, child_id: UUID, paper_id: UUID, file_id: UUID, file: Accepted
) -> None:
    """Seal the scan of a signed paper; it stays in the house that received it (L30)."""
    holder = holder_for(unit, viewer, child_id, SCAN)
    paper = paper_of(unit, child_id, paper_id)
    if file.media_type == TEXT:
        raise Invalid({"file": "Choose a PDF or a picture (JPEG, PNG, HEIC)."})
    writing = Writing(
        kind=RecordKind.CONSENT_PAPER,
        content=Content(title=number_of(paper_id), text=number_of(paper_id)),
        event_on=day_of(unit.now),
        categories=frozenset(unit.use(Catalogue).categories),
        record_id=file_id,
    )
    author = Author(viewer.person_id, holder.institution_id)
    if already_written(unit, viewer.person_id, child_id, writing) is None:
        write(unit, author, child_id, writing)
    paper.file_id = attach(unit, viewer.person_id, child_id, file_id, file_id, file)


def receive(unit: Unit, viewer: Viewer, child_id: UUID, received: Received) -> UUID:
    """Sign for a giver what he signed or said; return the consent's id.

    Raises `NotFound` for anybody but the office, `Invalid` at `giver`, `signed_on`, `words`,
    `present`, `choices` and the fields of `give`.
    """
    holder_for(unit, viewer, child_id, RECEIVE)
    if given_already(unit, received.signing.id, child_id, received.giver_id):
        return received.signing.id
    paper = paper_of(unit, child_id, received.paper_id) if received.paper_id else None
    if problems := _problems(unit, child_id, received, paper):
        raise Invalid(problems)
    signing = received.signing
    refuse_empty(unit, child_id, signing)
    act = Act(
        child_id=child_id,
        giver_id=received.giver_id,
        signed_at=_signed_at(unit, child_id, received),
        way=Way.PAPER if paper else Way.ORAL,
        received_by=viewer.person_id,
        file_id=paper.file_id if paper else None,
        sealed=None if paper else _spoken(unit, viewer, child_id, received),
    )
    text = _text_of(unit, paper) if paper else _text_read_aloud(unit, child_id, received)
    said = [(choice, period_of(unit, signing, choice)) for choice in signing.choices]
    return sign(unit, act, text, signing.id, said)


def _text_of(unit: Unit, paper: Paper) -> SignedText:
    return unit.session.get_one(SignedText, paper.text_digest)


def _text_read_aloud(unit: Unit, child_id: UUID, received: Received) -> SignedText:
    young, language = received.giver_id == child_id, received.signing.language
    worded = text_for(unit, language, received.signed_on, young=young)
    return keep_text(unit, worded, young=young)


def paper_of(unit: Unit, child_id: UUID, paper_id: UUID) -> Paper:
    """Return a form printed about a child; raises `NotFound` for another's and for none."""
    paper = unit.session.get(Paper, paper_id)
    if paper is None or paper.child_id != child_id:
        raise NotFound(Attempt(RECEIVE, paper_id, child_id))
    return paper


def _problems(
    unit: Unit, child_id: UUID, received: Received, paper: Paper | None
) -> dict[str, str]:
    problems = {}
    if received.giver_id not in givers_of(unit, child_id):
        problems["giver"] = "Choose somebody who has custody now, or the young person."
    elif paper and _text_of(unit, paper).young != (received.giver_id == child_id):
        problems["giver"] = "This form is worded for somebody else. Print another one."
    if problem := _problem_with_day(unit, child_id, received, paper):
        problems["signed_on"] = problem
    if paper is None and not received.words.strip():
        problems["words"] = "Write what was said."
    if paper is None and not received.present.strip():
        problems["present"] = "Write who was present."
    if paper is not None and paper.file_id is None:
        problems["choices"] = "Add the scan of the signed paper first."
    places = set(map(UUID, paper.places)) if paper else asked_about(unit, child_id).keys()
    if not {choice.institution_id for choice in received.signing.choices} <= places:
        problems["choices"] = "Answer only for places that were asked about."
    return problems


def _problem_with_day(
    unit: Unit, child_id: UUID, received: Received, paper: Paper | None
) -> str | None:
    signed_on, today = received.signed_on, day_of(unit.now)
    months = unit.use(Catalogue).deadlines.consent_paper_months
    if signed_on > today:
        return "The day has not come yet."
    if signed_on < months_after(today, -months):
        return "It is too long ago. Ask for a new answer."
    if paper is not None and signed_on < day_of(paper.made_at):
        return "The form was not printed yet on that day."
    changed = load_facts(unit, child_id).custody_changed_at
    if changed is not None and _is_before(received, paper, changed):
        return "Custody has changed since. Everybody must answer anew."
    outsiders = outsiders_of(unit, child_id)
    chosen = [choice.institution_id for choice in received.signing.choices]
    places = {one for place in chosen for one in (place, *other_names(place, outsiders))}
    since = start_of_day(signed_on + timedelta(days=1) if received.is_no else signed_on)
    if _answered_since(unit, child_id, received.giver_id, places, since):
        return "There is an answer of that day or a later one. The newest one holds."
    return None


def _is_before(received: Received, paper: Paper | None, changed: datetime) -> bool:
    """Return whether it may have been signed before an instant of the same day."""
    day = day_of(changed)
    early = paper is not None and paper.made_at < changed
    return received.signed_on < day or (early and received.signed_on == day)


def _answered_since(
    unit: Unit, child_id: UUID, giver_id: UUID, places: Collection[UUID], since: datetime
) -> bool:
    """Return whether the giver has answered or taken back for these places since then."""
    signed = (
        select(Consent.id)
        .join(Party, Party.consent_id == Consent.id)
        .where(
            Consent.child_id == child_id,
            Consent.giver_id == giver_id,
            Consent.signed_at >= since,
            Party.institution_id.in_(places),
        )
    )
    back = select(Withdrawal.id).where(
        Withdrawal.child_id == child_id,
        Withdrawal.giver_id == giver_id,
        Withdrawal.at >= since,
        Withdrawal.from_at == Withdrawal.at,
        or_(Withdrawal.institution_id.is_(None), Withdrawal.institution_id.in_(places)),
    )
    return any(unit.session.scalars(query).first() is not None for query in (signed, back))


def _signed_at(unit: Unit, child_id: UUID, received: Received) -> datetime:
    """Return the first instant of the day signed, but of custody as it has stood since that day.

    A no counts from the last: of two answers of one day the one that closes holds (L07).
    """
    begins = start_of_day(received.signed_on)
    if received.is_no:
        return min(unit.now, start_of_day(received.signed_on + timedelta(days=1)) - JUST_BEFORE)
    changed = load_facts(unit, child_id).custody_changed_at
    return max(begins, changed) if changed else begins


def _spoken(unit: Unit, viewer: Viewer, child_id: UUID, received: Received) -> bytes:
    spoken = {"words": received.words.strip(), "present": received.present.strip()}
    for field, said in spoken.items():
        refuse_betraying(unit, child_id, said, field)
    return seal_spoken(unit, child_id, received.signing.id, viewer.person_id, spoken)
