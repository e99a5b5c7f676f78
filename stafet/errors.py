"""The errors that cross floors; `web.errors` turns each into an honest page."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


class StafetError(Exception):
    """Something the product knows how to say."""


class ConfigurationError(StafetError):
    """The product refuses to start; the message says which file, line and what to do."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody without a basis asked for; recorded, never answered (L01)."""

    action: str
    object_id: UUID | None = None
    child_id: UUID | None = None
    person_id: UUID | None = None


class NotFound(StafetError):
    """Not there, or not theirs: both answer 404 and leave the same trace (L01)."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.action)
        self.attempt = attempt


class Invalid(StafetError):
    """Input that breaks a rule, told at the field.

    `problems` maps a field's name (or "" for the whole form) to a message id.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in problems.items()))
        self.problems = dict(problems)


class Conflict(StafetError):
    """Somebody saved first: 409, with both texts kept (R11)."""

    def __init__(self, theirs: Mapping[str, str]) -> None:
        super().__init__("saved by somebody else meanwhile")
        self.theirs = dict(theirs)


class Unavailable(StafetError):
    """A part the product needs is gone or locked: 503, and nothing was saved."""


class Sealed(StafetError):
    """Bytes that do not open: one error to every caller, the reason code goes to the audit."""

    def __init__(self, reason: str) -> None:
        super().__init__("these bytes do not open")
        self.reason = reason
