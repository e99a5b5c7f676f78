"""The meeting for a calendar: an hour and a link, nothing that tells what it is about (L50)."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from stafet.clock import COPENHAGEN
from stafet.meetings.queries import MeetingFacts
from stafet.meetings.rules import MeetingState

USUAL_LENGTH = timedelta(hours=1)


def calendar_file(meeting: MeetingFacts, now: datetime, summary: str, link: str) -> bytes:
    """Return an iCalendar file; a changed meeting has the same UID and a higher SEQUENCE."""
    cancelled = meeting.state is MeetingState.CANCELLED
    event = Event()
    event.add("uid", f"{meeting.id}@stafet")
    event.add("sequence", meeting.row_version)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.at.astimezone(COPENHAGEN))
    event.add("dtend", (meeting.at + USUAL_LENGTH).astimezone(COPENHAGEN))
    event.add("summary", summary)
    event.add("url", link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Stafet//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
