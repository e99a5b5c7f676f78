"""Load receipts for those who may have them: the giver, and the office for what it received."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from stafet import audit
from stafet.audit import Event, Sight
from stafet.audit.models import Block
from stafet.catalogue import Catalogue
from stafet.consent.models import Consent, Party, Proof, SignedText, Way, Withdrawal
from stafet.consent.office import is_office, receipts_for
from stafet.consent.receipts.opening import Spoken, open_spoken
from stafet.consent.receipts.receipt import Receipt, of_signing, of_withdrawal
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for
from stafet.people.telling import places_for
from stafet.records.queries import telling_places
from stafet.vault import Kind, genuine_rows
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer

READ = "consent:receipt-read"


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """One receipt with the names its reader may know."""

    receipt: Receipt
    names: Mapping[UUID, str]
    spoken: Spoken = field(default_factory=dict)
    damaged: bool = False
    """Whether the words that were said do not open any more."""

    @property
    def child(self) -> str:
        return self.names.get(self.receipt.child_id, "")

    @property
    def giver(self) -> str:
        return self.names.get(self.receipt.giver_id, "")


@dataclass(frozen=True, slots=True)
class ReceiptsPage:
    """All receipts of one child that are the viewer's to see, the newest first."""

    receipts: tuple[Receipt, ...]
    names: Mapping[UUID, str]
    child_id: UUID


def receipt_page(unit: Unit, viewer: Viewer, log_id: UUID, receipt_id: UUID) -> ReceiptPage:
    """Return one receipt; another's and none raise `NotFound` alike (L01)."""
    child_id = receipts_for(unit, viewer, log_id, READ)
    mine = _signings(unit, viewer, child_id, receipt_id)
    mine |= {one.id: (one, None) for one in _withdrawals(unit, viewer, child_id, receipt_id)}
    if receipt_id not in mine:
        raise NotFound(Attempt(READ, receipt_id, child_id))
    receipt, proof = mine[receipt_id]
    if proof is not None and not _is_as_signed(unit, receipt):
        receipt = receipt.without_text()
    sealed = proof if proof is not None and proof.sealed is not None else None
    sights = (Sight(Kind.CONTENT, "receipt", ((receipt_id, 1),)),) if sealed else ()
    about = {"receipt": str(receipt_id)}
    audit.append(unit, child_id, Event(READ, viewer.person_id, opened=sights, about=about))
    spoken = open_spoken(unit, child_id, sealed) if sealed else {}
    names = _names(unit, viewer, child_id, [receipt])
    return ReceiptPage(receipt, names, spoken or {}, damaged=spoken is None)


def receipts_page(unit: Unit, viewer: Viewer, log_id: UUID) -> ReceiptsPage:
    """Return the receipts of the viewer's own acts; to the office, of what was received."""
    child_id = receipts_for(unit, viewer, log_id, READ)
    audit.append(unit, child_id, Event(READ, viewer.person_id))
    found = [receipt for receipt, _ in _signings(unit, viewer, child_id).values()]
    found += _withdrawals(unit, viewer, child_id)
    found.sort(key=lambda one: (one.recorded_at, one.id), reverse=True)
    return ReceiptsPage(tuple(found), _names(unit, viewer, child_id, found), child_id)


def _signings(
    unit: Unit, viewer: Viewer, child_id: UUID, only: UUID | None = None
) -> dict[UUID, tuple[Receipt, Proof | None]]:
    query = (
        select(Consent, Proof, SignedText)
        .join(Proof, Proof.consent_id == Consent.id)
        .join(SignedText, SignedText.digest == Proof.text_digest)
        .where(Consent.child_id == child_id)
    )
    if not is_office(unit, viewer, child_id):
        query = query.where(Consent.giver_id == viewer.person_id)
    else:
        query = query.where(Consent.way.in_((Way.PAPER, Way.ORAL)))
    if only is not None:
        query = query.where(Consent.id == only)
    rows = unit.session.execute(query).all()
    parties = _parties(unit, [consent.id for consent, _, _ in rows])
    true = set(genuine_rows(unit, [consent for consent, _, _ in rows])[0])
    return {
        consent.id: (of_signing(consent, parties.get(consent.id, []), proof, text), proof)
        for consent, proof, text in rows
        if consent in true
    }


def _is_as_signed(unit: Unit, receipt: Receipt) -> bool:
    """Return whether the text and all of the receipt are as they were signed (L13).

    The text has to match its digest, and the receipt what the witness was told, as long as the
    witness remembers it (L47).
    """
    query = select(Block.body).where(
        Block.chain == receipt.child_id,
        Block.body.contains('"consent:receipt"', autoescape=True),
        Block.body.contains(str(receipt.id), autoescape=True),
    )
    text, told = receipt.text, unit.session.scalars(query).first()
    whole = text is not None and sha256(text.body.encode()).hexdigest() == text.digest
    return whole and (told is None or receipt.digest in told)


def _parties(unit: Unit, consents: list[UUID]) -> dict[UUID, list[Party]]:
    rows = unit.session.scalars(select(Party).where(Party.consent_id.in_(consents))).all()
    found: dict[UUID, list[Party]] = {}
    for party in genuine_rows(unit, rows)[0]:
        found.setdefault(party.consent_id, []).append(party)
    return found


def _withdrawals(
    unit: Unit, viewer: Viewer, child_id: UUID, only: UUID | None = None
) -> list[Receipt]:
    """Return the viewer's own takings back; what a new signing replaced is on that one's."""
    query = select(Withdrawal).where(
        Withdrawal.child_id == child_id,
        Withdrawal.giver_id == viewer.person_id,
        Withdrawal.from_at == Withdrawal.at,
    )
    if only is not None:
        query = query.where(Withdrawal.id == only)
    purpose = unit.use(Catalogue).default_purpose.key
    return [of_withdrawal(row, purpose) for row in unit.session.scalars(query)]


def _names(unit: Unit, viewer: Viewer, child_id: UUID, found: Iterable[Receipt]) -> dict[UUID, str]:
    """Return the names of the people and places on these receipts, as the viewer may know them.

    The office may hand a receipt on: a place that betrays a protected home has no name on it.
    """
    told = list(found)
    people = {child_id} | {who for one in told for who in (one.giver_id, one.received_by) if who}
    ids = {said.institution_id for one in told for said in one.said if said.institution_id}
    kinds, language = unit.use(Catalogue).institution_kinds, current_language()
    places = places_for(unit, viewer, child_id, ids, generic="")
    telling = telling_places(unit, child_id) if viewer.is_staff else {}
    return names_for(unit, viewer, people) | {
        place.id: kinds[place.kind].withheld.in_(language)
        if place.id in telling or not place.name
        else place.name
        for place in places.values()
    }
