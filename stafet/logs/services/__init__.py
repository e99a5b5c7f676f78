"""The log's verbs."""

from stafet.logs.services.agreements import agree, follow_up
from stafet.logs.services.approving import approve_opening
from stafet.logs.services.closing import close_log
from stafet.logs.services.entries import correct_entry, write_entry
from stafet.logs.services.opening import open_log, set_level
from stafet.logs.services.participants import invite
from stafet.logs.services.relay import accept_relay, offer_relay, refuse_relay, take_back_offer

__all__ = [
    "accept_relay",
    "agree",
    "approve_opening",
    "close_log",
    "correct_entry",
    "follow_up",
    "invite",
    "offer_relay",
    "open_log",
    "refuse_relay",
    "set_level",
    "take_back_offer",
    "write_entry",
]
