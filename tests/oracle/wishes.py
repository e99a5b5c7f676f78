"""What somebody wants to do at the desk: by which button, and with what in the fields."""

from dataclasses import dataclass
from datetime import date

from tests.oracle.events import Give


@dataclass(frozen=True, kw_only=True)
class Wish:
    by: str


@dataclass(frozen=True, kw_only=True)
class AskBack(Wish):
    """An author asks his leader to keep his own text back."""

    record: str


@dataclass(frozen=True, kw_only=True)
class LetGo(Wish):
    """An author lets the parents read his own text at once."""

    record: str


@dataclass(frozen=True, kw_only=True)
class Answer(Wish):
    """A leader answers who asked: kept back as `kind` from `whom`, or (None) not at all."""

    row: str
    kind: str | None
    whom: str | None


@dataclass(frozen=True, kw_only=True)
class KeepBack(Wish):
    """A leader keeps back unasked."""

    record: str
    kind: str
    whom: str | None


@dataclass(frozen=True, kw_only=True)
class Lift(Wish):
    row: str


@dataclass(frozen=True, kw_only=True)
class OpenAccess(Wish):
    kind: str
    person: str
    record: str
    last: date
    place: str = "ppr"
    """Where the receiver works."""


@dataclass(frozen=True, kw_only=True)
class CloseAccess(Wish):
    access: str


@dataclass(frozen=True, kw_only=True)
class Alarm(Wish):
    """Somebody must see everything about a child at once."""


@dataclass(frozen=True, kw_only=True)
class Second(Wish):
    """A second person says yes or no to an emergency."""

    access: str
    yes: bool


@dataclass(frozen=True, kw_only=True)
class Try(Wish):
    """The holder notes that he has tried to reach a giver today."""

    giver: str
    phone: bool


@dataclass(frozen=True, kw_only=True)
class Call(Wish):
    meeting: str
    kind: str
    chairs: frozenset[tuple[str, str]]
    topics: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Finish(Wish):
    """The minutes are finished: who came gets a seat."""

    meeting: str
    came: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Move(Wish):
    """A leader lets the child go on to another place."""

    place: str
    first: date


@dataclass(frozen=True, kw_only=True)
class SetLevel(Wish):
    shared: bool


@dataclass(frozen=True, kw_only=True)
class Approve(Wish):
    """A leader approves that a log was opened without the parents."""


@dataclass(frozen=True, kw_only=True)
class Print(Wish):
    paper: str
    young: bool


@dataclass(frozen=True, kw_only=True)
class Scan(Wish):
    paper: str


@dataclass(frozen=True, kw_only=True)
class Receive(Wish):
    """The office types in what was signed on a paper, or (None) said, on the day of `give`.

    It may also be a no to the same places.
    """

    give: Give
    paper: str | None
    no: bool
