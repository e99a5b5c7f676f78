"""Who is asking: what every query and the decision are told about a person."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ViewerKind(StrEnum):
    PROFESSIONAL = "professional"
    GUARDIAN = "guardian"
    YOUNG = "young"
    SYSTEM = "system"


class Role(StrEnum):
    """What somebody may do in the house; no role is a basis to read (law.md, Terms)."""

    LEADER = "leader"
    CHIEF = "chief"
    """The next level: what a leader should have answered comes to him (L31)."""
    ADMIN = "admin"
    DPO = "dpo"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person; rights are looked up anew at each request, never kept in a session."""

    account_id: UUID
    person_id: UUID
    kind: ViewerKind
    roles: frozenset[Role] = frozenset()
    led: frozenset[UUID] = frozenset()
    """The institutions whose leader the viewer is."""
    title: str = ""
    """A key of the catalogue's titles; with the place it is what the page's head says."""
    place: str = ""

    @property
    def is_staff(self) -> bool:
        return self.kind is ViewerKind.PROFESSIONAL

    @property
    def is_guardian(self) -> bool:
        return self.kind is ViewerKind.GUARDIAN

    @property
    def is_young(self) -> bool:
        return self.kind is ViewerKind.YOUNG

    @property
    def is_family(self) -> bool:
        """Whether he comes as who holds custody, or as the child itself."""
        return self.is_guardian or self.is_young
