"""What a kommune decides in words: frozen, in both languages, known by its key."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from stafet.catalogue.label import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Anything with a key in the database and a name on screen."""

    key: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Named):
    """A kind of information a consent can cover."""

    explanation: Label
    examples: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject(Named):
    """Whose private matters a record tells of: the child's or a guardian's own (L10)."""

    explanation: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose(Named):
    """What information is shared for."""

    explanation: Label
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReason(Named):
    """Why somebody has a task with a child; the purpose of a read follows from it."""

    explanation: Label
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Title(Named):
    """An employee's title; one that carries authority says so to the parents (L64)."""

    authority: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionKind(Named):
    """A kind of party; `withheld` is said where even the kind must not be told.

    `outside` is the one kind of a named person outside the kommune, who is no institution.
    """

    plural: Label
    withheld: Label
    shortcut: Label
    authority: bool
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of the kommune's ladder of concern."""

    number: int
    label: Label
    explanation: Label

    @property
    def needs_consent(self) -> bool:
        """Whether others than the own institution may join, which takes a consent (L30)."""
        return self.number > 0


class Decider(StrEnum):
    """Who may decide about a child without the parents: a særlig adgang, the end of all access."""

    CHILD_PLACE = "child_place"
    HOLDER_PLACE = "holder_place"
    RECEIVER = "receiver"


class ParentsTold(StrEnum):
    """Whether the parents are told of a særlig adgang."""

    ALWAYS = "always"
    UNLESS_REASON = "unless_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKind(Named):
    """A kind of særlig adgang and what it demands; `law` is the key of its legal reference."""

    explanation: Label
    law: str
    decided_by: frozenset[Decider]
    default: timedelta
    longest: timedelta
    parents_told: ParentsTold
    second_person: bool
    on_behalf: bool
    """Asked for by somebody outside: who asked is written, and it may be refused (L17)."""

    @property
    def is_emergency(self) -> bool:
        """Whether its receiver opens it alone, and a second person approves (L16)."""
        return Decider.RECEIVER in self.decided_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Named):
    """Why everybody's access to a child ends at once, and who may say so (L60)."""

    explanation: Label
    decided_by: frozenset[Decider]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithholdingReason(Named):
    """Why something is withheld from a guardian; `law` as for `AccessKind`."""

    law: str
