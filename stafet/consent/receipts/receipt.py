"""A receipt: what was said, with a short number and a digest; the same for ever. Pure.

Its facts hold ids and keys, never a name; for other systems they are put into the terms of ISO/IEC
TS 27560 (`exchange`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from stafet.consent.models import Answer, Consent, Party, Proof, SignedText, Way, Withdrawal
from stafet.consent.terms import CHILD

SCHEMA = "ISO/IEC TS 27560:2023"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not taken for one another."""
GROUP, GROUPS = 5, 2


class Deed(StrEnum):
    """What a receipt is given for."""

    ANSWER = "answer"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one institution; of none named: of all."""

    institution_id: UUID | None
    state: str
    categories: tuple[str, ...] = ()
    own_matters: bool = False
    since_on: date | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None

    @property
    def is_yes(self) -> bool:
        return self.state == GIVEN


GIVEN, REFUSED, WITHDRAWN = "consent_given", "consent_refused", "consent_withdrawn"


@dataclass(frozen=True, slots=True)
class Signed:
    """The exact text that was signed, in its language."""

    language: str
    version: str
    digest: str
    body: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The facts of one giving or taking back."""

    id: UUID
    deed: Deed
    child_id: UUID
    giver_id: UUID
    at: datetime
    recorded_at: datetime
    way: Way
    purpose: str
    said: tuple[Said, ...]
    text: Signed | None = None
    received_by: UUID | None = None
    file_id: UUID | None = None

    @property
    def number(self) -> str:
        return number_of(self.id)

    @property
    def digest(self) -> str:
        """Return the digest over the facts' one spelling: anybody can count it again."""
        told = json.dumps(self.facts(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return sha256(told.encode("ascii")).hexdigest()

    @property
    def is_spoilt(self) -> bool:
        """Whether there was a text, which is not shown: it is not the one that was signed."""
        return self.text is not None and not self.text.body

    def without_text(self) -> "Receipt":
        """Return it without a text that somebody has changed since."""
        text = self.text and replace(self.text, body="")
        return replace(self, text=text)

    def facts(self) -> dict[str, Any]:
        """Return what the digest is counted over: it never changes, whatever else is told."""
        return {
            "schema_version": SCHEMA,
            "record_id": str(self.id),
            "pii_principal_id": str(self.child_id),
            "pii_processing": {
                "privacy_notice": self._notice(),
                "lawful_basis": "consent",
                "purposes": [self.purpose],
                "collection_method": self.way.value,
                "jurisdiction": "DK",
                "recipient_third_parties": [_recipient(said) for said in self.said],
            },
            "party_identification": self._parties(),
            "events": [self._event(said) for said in self.said],
        }

    def _notice(self) -> dict[str, str] | None:
        if self.text is None:
            return None
        return {
            "language": self.text.language,
            "version": self.text.version,
            "sha256": self.text.digest,
        }

    def _parties(self) -> list[dict[str, str]]:
        parties = [{"party_id": str(self.giver_id), "party_role": "consent_giver"}]
        if self.received_by:
            parties.append({"party_id": str(self.received_by), "party_role": "consent_receiver"})
        return parties

    def _event(self, said: Said) -> dict[str, Any]:
        return {
            "event_time": _spelled(self.at),
            "recorded_time": _spelled(self.recorded_at),
            "event_type": "explicit_consent",
            "event_state": said.state,
            "entity_id": str(self.giver_id),
            "recipient_id": str(said.institution_id) if said.institution_id else None,
            "valid_from": _spelled(said.from_at),
            "valid_until": _spelled(said.until_at),
        }


def number_of(act_id: UUID) -> str:
    """Return an act's number as it is said on the phone, such as 4K7QM-T2NXB; it tells nothing."""
    value = int.from_bytes(sha256(act_id.bytes).digest())
    signs = [LETTERS[value >> 5 * place & 31] for place in range(GROUP * GROUPS)]
    return "-".join("".join(signs[at : at + GROUP]) for at in range(0, len(signs), GROUP))


def of_signing(
    consent: Consent, parties: Sequence[Party], proof: Proof, text: SignedText
) -> Receipt:
    """Return the receipt of a signing."""
    return Receipt(
        id=consent.id,
        deed=Deed.ANSWER,
        child_id=consent.child_id,
        giver_id=consent.giver_id,
        at=consent.signed_at,
        recorded_at=consent.recorded_at,
        way=consent.way,
        purpose=consent.purpose,
        said=tuple(_said(party) for party in sorted(parties, key=lambda p: p.institution_id)),
        text=Signed(consent.language, consent.text_version, text.digest.hex(), text.body),
        received_by=proof.received_by,
        file_id=proof.file_id,
    )


def of_withdrawal(row: Withdrawal, purpose: str) -> Receipt:
    """Return the receipt of a taking back; it needs no row of its own, nor any key (R18)."""
    categories = (row.category,) if row.category else ()
    said = Said(row.institution_id, WITHDRAWN, categories, from_at=row.from_at)
    return Receipt(
        id=row.id,
        deed=Deed.WITHDRAWAL,
        child_id=row.child_id,
        giver_id=row.giver_id,
        at=row.at,
        recorded_at=row.at,
        way=Way.SIGNED_IN,
        purpose=purpose,
        said=(said,),
    )


def _said(party: Party) -> Said:
    if party.answer is Answer.NO:
        return Said(party.institution_id, REFUSED, from_at=party.from_at)
    return Said(
        institution_id=party.institution_id,
        state=GIVEN,
        categories=tuple(sorted(party.categories)),
        own_matters=party.subjects != {CHILD},
        since_on=party.since_on,
        from_at=party.from_at,
        until_at=party.until_at,
    )


def _recipient(said: Said) -> dict[str, Any]:
    return {
        "party_id": str(said.institution_id) if said.institution_id else None,
        "consent": said.state,
        "pii_types": list(said.categories),
        "pii_principals": ["child", "consent_giver"] if said.own_matters else ["child"],
        "from_day": said.since_on.isoformat() if said.since_on else None,
    }


def _spelled(at: datetime | None) -> str | None:
    return at.isoformat(timespec="microseconds") if at else None
