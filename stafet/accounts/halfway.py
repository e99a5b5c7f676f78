"""Between password and code: who has shown the first factor, for ten minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import session

HALFWAY = "halfway"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Halfway:
    """`token_hash` and `part` are there for somebody who comes by an invitation."""

    account_id: UUID
    token_hash: bytes = b""
    part: bytes = b""

    @property
    def is_new(self) -> bool:
        return bool(self.token_hash)


def remember(halfway: Halfway, now: datetime) -> None:
    """Note in the session, which is witnessed, who may show the second factor."""
    session[HALFWAY] = [
        str(halfway.account_id),
        halfway.token_hash.hex(),
        halfway.part.hex(),
        (now + LASTS).isoformat(),
    ]


def recall(now: datetime) -> Halfway | None:
    """Return who may show the second factor, or None."""
    if HALFWAY not in session:
        return None
    account, token_hash, part, until = session[HALFWAY]
    if now >= datetime.fromisoformat(until):
        return None
    return Halfway(UUID(account), bytes.fromhex(token_hash), bytes.fromhex(part))
