"""The holder's verbs: call a meeting, move or cancel it, keep its minutes, finish them."""

from stafet.meetings.services.calling import call_meeting
from stafet.meetings.services.changing import cancel_meeting, move_meeting
from stafet.meetings.services.minutes import draft_of, finish_minutes, keep_minutes

__all__ = [
    "call_meeting",
    "cancel_meeting",
    "draft_of",
    "finish_minutes",
    "keep_minutes",
    "move_meeting",
]
