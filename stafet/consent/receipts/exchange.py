"""A receipt for other systems, in the terms of ISO/IEC TS 27560:2023, first edition. Pure.

docs/receipt-format.md names each field, and those that are left out and why.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from stafet.consent.receipts.receipt import SCHEMA, Receipt, Said

CONTROLLER = "controller"
"""The party that answers for the processing: the kommune."""
WITHDRAWAL = "signed_in, by_phone, in_person; at any time, no reason asked"


def exported(
    receipt: Receipt, names: Mapping[UUID, str], spoken: Mapping[str, str], kommune: str
) -> dict[str, Any]:
    """Return the receipt for machines: the consent record, the facts and their digest, the text."""
    told: dict[str, Any] = {
        "receipt_metadata": {"schema_version": SCHEMA, "receipt_id": receipt.number},
        "consent_record": consent_record(receipt, names, kommune),
        "facts": receipt.facts(),
        "digest": {"algorithm": "sha256", "over": "facts", "value": receipt.digest},
    }
    if receipt.text and receipt.text.body:
        told["signed_text"] = receipt.text.body
    return told | ({"spoken": dict(spoken)} if spoken else {})


def consent_record(receipt: Receipt, names: Mapping[UUID, str], kommune: str) -> dict[str, Any]:
    """Return the four parts of a consent record: header, processing, parties, events."""
    return {
        "record_header": {
            "schema_version": SCHEMA,
            "record_id": str(receipt.id),
            "pii_principal_id": str(receipt.child_id),
        },
        "pii_processing": {
            "privacy_notice": f"urn:sha256:{receipt.text.digest}" if receipt.text else None,
            "language": receipt.text.language if receipt.text else None,
            "purposes": [_purpose(receipt, said) for said in receipt.said],
        },
        "party_identification": _parties(receipt, names, kommune),
        "events": [_event(receipt, said) for said in receipt.said],
    }


def _purpose(receipt: Receipt, said: Said) -> dict[str, Any]:
    """Return the purpose as far as one place is concerned: each has a scope of its own."""
    return {
        "purpose": receipt.purpose,
        "lawful_basis": "consent",
        "pii_information": [{"pii_type": topic} for topic in said.categories],
        "pii_controllers": [CONTROLLER],
        "collection_method": receipt.way.value,
        "jurisdiction": "DK",
        "recipient_third_parties": [_place(said)],
        "withdrawal_method": WITHDRAWAL,
        "x_pii_principals": ["child", "consent_giver"] if said.own_matters else ["child"],
        "x_from_day": said.since_on.isoformat() if said.since_on else None,
    }


def _parties(receipt: Receipt, names: Mapping[UUID, str], kommune: str) -> list[dict[str, str]]:
    """Return everybody the record speaks of, with the names its reader may know."""
    told = [(str(receipt.child_id), receipt.child_id, "pii_principal", "person")]
    told.append((str(receipt.giver_id), receipt.giver_id, "consent_giver", "person"))
    if receipt.received_by:
        who = receipt.received_by
        told.append((str(who), who, "consent_receiver", "person"))
    places = (said.institution_id for said in receipt.said if said.institution_id)
    told += [(str(place), place, "recipient", "organisation") for place in places]
    controller = {
        "party_id": CONTROLLER,
        "party_name": f"{kommune} Kommune",
        "party_role": "pii_controller",
        "party_type": "public_authority",
    }
    return [controller] + [
        {"party_id": key, "party_name": names.get(who, ""), "party_role": role, "party_type": kind}
        for key, who, role, kind in told
    ]


def _event(receipt: Receipt, said: Said) -> dict[str, Any]:
    return {
        "event_time": _spelled(receipt.at),
        "validity_duration": _validity(said),
        "entity_id": str(receipt.giver_id),
        "event_type": "explicit_consent",
        "event_state": said.state,
        "x_recipient_id": _place(said),
        "x_recorded_time": _spelled(receipt.recorded_at),
    }


def _place(said: Said) -> str:
    """Return whom it is about; what names no place is about every one of them."""
    return str(said.institution_id) if said.institution_id else "all"


def _validity(said: Said) -> str:
    """Return an interval after ISO 8601; what has no end is left open."""
    begins = _spelled(said.from_at) if said.from_at else ".."
    return f"{begins}/{_spelled(said.until_at) if said.until_at else '..'}"


def _spelled(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
