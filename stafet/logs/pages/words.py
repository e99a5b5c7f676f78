"""What kinds, states and reasons are called on screen."""

from stafet.logs.rules import AgreementState
from stafet.records.rules import RecordKind
from stafet.records.words import KINDS, MEETING_WORDS, category_labels, question_labels
from stafet.web.i18n import _l

__all__ = [
    "KINDS",
    "MEETING_WORDS",
    "STATES",
    "STATE_TONES",
    "TONES",
    "category_labels",
    "question_labels",
]

TONES = {
    RecordKind.CONCERN: "concern",
    RecordKind.EFFORT: "effort",
    RecordKind.AGREEMENT: "agreement",
    RecordKind.FOLLOW_UP: "agreement",
    RecordKind.CHILD_VOICE: "voice",
    RecordKind.COMMENT: "voice",
}
STATES = {
    AgreementState.OPEN: _l("Under way"),
    AgreementState.KEPT: _l("Done"),
    AgreementState.PARTLY: _l("Partly done"),
    AgreementState.DROPPED: _l("Dropped"),
}
STATE_TONES = {
    AgreementState.OPEN: "info",
    AgreementState.KEPT: "success",
    AgreementState.PARTLY: "warning",
    AgreementState.DROPPED: "",
}
