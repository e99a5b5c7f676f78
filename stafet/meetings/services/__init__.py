"""The holder's verbs: call a meeting, keep its minutes while it lasts, finish them."""

from stafet.meetings.services.calling import call_meeting
from stafet.meetings.services.minutes import draft_of, finish_minutes, keep_minutes

__all__ = ["call_meeting", "draft_of", "finish_minutes", "keep_minutes"]
