"""The hinge for what was said aloud: opened on its receipt, after the audit has been told (L12)."""

import json
import unicodedata
from collections.abc import Mapping
from uuid import UUID

from stafet.consent.models import Proof
from stafet.db.transaction import Unit
from stafet.errors import Sealed
from stafet.vault import Context, Kind, Permit, Vault

Spoken = Mapping[str, str]
"""`words` and `present`."""


def seal_spoken(
    unit: Unit, child_id: UUID, consent_id: UUID, receiver_id: UUID, spoken: Spoken
) -> bytes:
    """Seal what was said and who was present under the child's key."""
    text = unicodedata.normalize("NFC", json.dumps(dict(spoken), ensure_ascii=False))
    context = spoken_context(child_id, consent_id, receiver_id)
    return unit.use(Vault).seal(child_id, Kind.CONTENT, context, text)


def open_spoken(unit: Unit, child_id: UUID, proof: Proof) -> Spoken | None:
    """Return what was said, None where the bytes do not open."""
    assert proof.sealed is not None
    permit = Permit(unit.id, child_id, Kind.CONTENT, frozenset({(proof.consent_id, 1)}))
    context = spoken_context(child_id, proof.consent_id, proof.received_by)
    (text,) = unit.use(Vault).open(permit, [(context, proof.sealed)])
    return None if isinstance(text, Sealed) else dict(json.loads(text))


def spoken_context(child_id: UUID, consent_id: UUID, receiver_id: UUID | None) -> Context:
    """Return what the words are bound to."""
    return Context(
        table="consent_proof",
        column="sealed",
        child=child_id,
        record=consent_id,
        author=receiver_id,
    )
