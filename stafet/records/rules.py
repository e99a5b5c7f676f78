"""What a record is, and what may be written in one."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

CHILD = "child"
"""The subject of a record about the child itself; other subjects are guardians' ids."""
MAX_TITLE = 200
MAX_BODY = 20_000


class RecordKind(StrEnum):
    CONCERN = "concern"
    NOTE = "note"
    EFFORT = "effort"
    AGREEMENT = "agreement"
    FOLLOW_UP = "follow_up"
    CHILD_VOICE = "child_voice"
    COMMENT = "comment"
    MEETING = "meeting"
    MINUTES = "minutes"
    ANSWER = "answer"
    PHOTO = "photo"
    INVOLVEMENT = "involvement"
    CONSENT_PAPER = "consent_paper"
    """The scan of a signed paper: it never goes into a log."""


class HappeningKind(StrEnum):
    """What a line of the log's timeline tells."""

    OPENED = "opened"
    CLOSED = "closed"
    RECORD = "record"
    CORRECTION = "correction"
    LEVEL = "level"
    OFFERED = "offered"
    HOLDER = "holder"
    HOLDER_LEFT = "holder_left"
    """The holder has left the place: a leader there holds the relay for the time being (L29)."""
    PARTICIPANT = "participant"
    MEETING_CALLED = "meeting_called"
    MEETING_MOVED = "meeting_moved"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_HELD = "meeting_held"
    CONSENT_ASKED = "consent_asked"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CUSTODY = "custody"
    """Who holds custody has changed: what was signed waits until it is confirmed (L18)."""
    YOUNG_ASKED = "young_asked"
    """The child has come to the age at which it is asked itself (L11)."""
    YOUNG_SILENT = "young_silent"
    """The young person has not answered: what it has not answered about pauses (L11)."""
    OF_AGE = "of_age"
    """The child is 18: it alone decides (L60)."""
    ACCESS = "access"
    """A særlig adgang was opened of which the parents are told."""
    ACCESS_INCIDENT = "access_incident"
    """Nobody approved an emergency access."""
    WHY_ANSWERED = "why_answered"
    """A leader has answered why somebody read: told to who asked, and to nobody else."""

    @property
    def mailed_at_once(self) -> bool:
        """Whether guardians get a mail now rather than one for the whole day (L35)."""
        return self not in {HappeningKind.RECORD, HappeningKind.CORRECTION}


@dataclass(frozen=True, slots=True)
class Content:
    """A record's words: a title, a text and answers to named questions."""

    title: str = ""
    text: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the one spelling that is sealed."""
        told: dict[str, object] = {"title": self.title, "text": self.text}
        if self.answers:
            told["answers"] = dict(self.answers)
        return unicodedata.normalize("NFC", json.dumps(told, ensure_ascii=False))

    @classmethod
    def from_json(cls, text: str) -> "Content":
        return cls(**json.loads(text))

    @property
    def words(self) -> str:
        """Everything said, for checks on the text."""
        return "\n".join((self.title, self.text, *self.answers.values()))


def problems_with(
    kind: RecordKind, content: Content, categories: frozenset[str], subjects: frozenset[str]
) -> dict[str, str]:
    """Return what stands against saving, by field; a follow-up may be a state without words."""
    problems: dict[str, str] = {}
    if kind is not RecordKind.FOLLOW_UP and not content.words.strip():
        problems["text"] = "Write something before you save."
    if len(content.title) > MAX_TITLE:
        problems["title"] = "The heading is too long."
    if any(len(text) > MAX_BODY for text in (content.text, *content.answers.values())):
        problems["text"] = "The text is too long."
    if not categories:
        problems["categories"] = "Choose what the text is about."
    if not subjects:
        problems["subjects"] = "Choose whom the text is about."
    return problems
