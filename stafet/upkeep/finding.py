"""What a check has to tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, in plain words."""

    what: str
    detail: str
