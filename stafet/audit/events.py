"""What a block says: ids, reasons and instants, never names, text or addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from stafet.audit.verifier import spelt

Object = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """Objects of one kind that were opened on one basis, with every consent used (L02)."""

    kind: str
    basis: str
    objects: tuple[Object, ...]
    consents: tuple[UUID, ...] = ()

    def body(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "basis": self.basis,
            "objects": [[str(name), version] for name, version in self.objects],
            "consents": [str(consent) for consent in self.consents],
        }


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what, in which institution's name, for what purpose (L44).

    `action` is spelled `consent:withdraw`; `actor` is a person, or None for the system.
    """

    action: str
    actor: UUID | None
    actor_kind: str = "person"
    institution: UUID | None = None
    purpose: str = ""
    opened: tuple[Sight, ...] = ()
    refused: tuple[tuple[UUID, str], ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    def body(self, chain: UUID, sequence: int, at: datetime) -> str:
        """Return the canonical JSON of this link: sorted keys, no spaces, UTC microseconds."""
        told: dict[str, Any] = {
            "chain": str(chain),
            "sequence": sequence,
            "at": at.isoformat(timespec="microseconds"),
            "action": self.action,
            "actor": str(self.actor) if self.actor else None,
            "actor_kind": self.actor_kind,
            "institution": str(self.institution) if self.institution else None,
            "purpose": self.purpose,
            "opened": [sight.body() for sight in self.opened],
            "refused": [[str(name), reason] for name, reason in self.refused],
            "about": dict(self.about),
        }
        return spelt(told)
