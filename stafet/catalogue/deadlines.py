"""The kommune's numbers; a bound is where law or safety ends the kommune's choice."""

from dataclasses import dataclass, field, fields

from stafet.catalogue.source import Source


def _within(low: int, high: int) -> int:
    """A whole number from `deadlines.toml`, from `low` to `high`."""
    number: int = field(metadata={"low": low, "high": high})
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    release_hour: int = _within(0, 23)
    release_at_once: frozenset[str]

    consent_months: int = _within(1, 12)
    consent_reminder_days: tuple[int, ...]
    consent_paper_months: int = _within(1, 12)
    consent_silence_days: int = _within(14, 365)
    silent_giver_days: int = _within(1, 30)
    youth_age: int = _within(0, 15)
    youth_pause_days: int = _within(1, 30)
    emergency_hours: int = _within(1, 24)
    withholding_review_months: int = _within(1, 12)

    ssd_seat_months: int = _within(1, 12)
    ssd_new_concern_months: int = _within(1, 24)
    dialogmoede_days: int = _within(1, 60)

    opening_approval_days: int = _within(1, 10)
    agreement_days: int = _within(1, 365)
    first_follow_up_weeks: int = _within(1, 52)
    next_follow_up_months: int = _within(1, 12)
    no_record_weeks: int = _within(1, 52)
    concern_months: int = _within(1, 12)

    assessment_hours: int = _within(1, 24)
    assessment_alert_hours: tuple[int, ...]
    receipt_days: int = _within(1, 6)

    access_request_months: int = _within(1, 1)
    access_request_reminder_days: tuple[int, ...]
    role_review_months: int = _within(1, 6)
    role_reminder_days: tuple[int, ...]
    audit_retention_months: int = _within(6, 120)
    statistics_threshold: int = _within(5, 100)


def read_deadlines(source: Source) -> Deadlines:
    told = source.root
    numbers = {
        entry.name: told.whole(entry.name, entry.metadata["low"], entry.metadata["high"])
        for entry in fields(Deadlines)
        if entry.metadata
    }
    return Deadlines(
        **numbers,
        release_at_once=frozenset(told.many("release_at_once", str)),
        consent_reminder_days=told.many("consent_reminder_days", int),
        role_reminder_days=told.many("role_reminder_days", int),
        access_request_reminder_days=told.many("access_request_reminder_days", int),
        assessment_alert_hours=told.many("assessment_alert_hours", int),
    )
