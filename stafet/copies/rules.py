"""When the mail about a change goes, and what a copy's check sum covers. Pure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from stafet.clock import day_of, start_of_day
from stafet.records.rules import HappeningKind

Key = tuple[UUID, int]
"""A record and a version."""
DAILY_HOUR = 16
"""When the one mail of a day goes, Copenhagen time: after the working day, before the evening."""


def mailed_at_once(kind: HappeningKind, value: str | None, at_once: frozenset[str]) -> bool:
    """Return whether a guardian gets a mail now rather than one for the whole day (L35)."""
    return kind.mailed_at_once or value in at_once


def next_round(now: datetime) -> datetime:
    """Return the instant of the next daily mail."""
    today = day_of(now)
    coming = start_of_day(today, DAILY_HOUR)
    return coming if now < coming else start_of_day(today + timedelta(days=1), DAILY_HOUR)


def round_of(day: date) -> tuple[datetime, datetime]:
    """Return since when and until when the mail of a day gathers what has come."""
    before = start_of_day(day - timedelta(days=1), DAILY_HOUR)
    return before, start_of_day(day, DAILY_HOUR)


def spelled(records: Iterable[Key]) -> list[list[str | int]]:
    """Return the one spelling of a manifest: sorted, each record once."""
    return [[str(record), version] for record, version in sorted(set(records))]


def digest(child_id: UUID, change_id: UUID, at: datetime, manifest: list[list[str | int]]) -> bytes:
    """Return SHA-256 over what a copy is made of: ids, never text."""
    told = [str(child_id), str(change_id), at.isoformat(timespec="microseconds"), manifest]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode("ascii")).digest()
