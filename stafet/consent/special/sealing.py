"""What a decider says of a særlig adgang, sealed under the child's own key."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from stafet.consent.special.models import Access, RefusedRequest
from stafet.db.transaction import Unit
from stafet.vault import Context, Kind, Vault


@dataclass(frozen=True, slots=True)
class Words:
    """Why it was decided so; why the parents are not told; who asked from outside."""

    reason: str
    not_told: str = ""
    asker: str = ""

    @classmethod
    def from_json(cls, text: str) -> "Words":
        told: Mapping[str, str] = json.loads(text)
        return cls(**told)


def access_context(child_id: UUID, access_id: UUID, decided_by: UUID, place: UUID) -> Context:
    """Return what an access's words are bound to."""
    table = Access.__tablename__
    return Context(table, "sealed", child_id, access_id, author=decided_by, institution=place)


def refusal_context(child_id: UUID, request_id: UUID, refused_by: UUID, place: UUID) -> Context:
    """Return what a refusal's words are bound to."""
    table = RefusedRequest.__tablename__
    return Context(table, "sealed", child_id, request_id, author=refused_by, institution=place)


def sealed(unit: Unit, context: Context, words: Words) -> bytes:
    text = json.dumps(asdict(words), ensure_ascii=False, sort_keys=True)
    return unit.use(Vault).seal(context.child, Kind.CONTENT, context, text)
