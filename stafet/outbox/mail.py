"""A mail that cannot say too much: fixed subjects, one address, no attachment (L50)."""

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import Protocol

from stafet.errors import StafetError
from stafet.outbox.address import parse_address


def _(msgid: str) -> str:
    """Mark a text for translation; it is translated when the mail is built."""
    return msgid


class Subject(StrEnum):
    """Every subject there is: none tells about whom, from where, or what."""

    NEWS = _("There is news for you in Stafet")
    WAITING = _("Something is waiting for you in Stafet")
    INVITATION = _("You are invited to Stafet")
    ACCOUNT = _("Your login to Stafet")
    MEETING = _("Invitation to a meeting")
    MEETING_CANCELLED = _("A meeting is cancelled")


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Invite:
    """A calendar part; mail programs show it as an invitation when the two methods agree."""

    method: Method
    ics: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one receiver; `key` is the outbox key, so that a resend is the same mail."""

    to: str = field(repr=False)
    subject: Subject
    body: str = field(repr=False)
    key: str
    invite: Invite | None = None


class MailFailed(StafetError):
    """Not handed over; `code` is the server's SMTP code or `tls`, `timeout`, ...."""

    def __init__(self, code: str) -> None:
        super().__init__(f"mail not handed over ({code})")
        self.code = code


class Postbox(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand one letter over; call it outside any unit. Raises `MailFailed`, `BadAddress`."""


Translate = Callable[[str], str]


def build(letter: Letter, *, sender: str, at: datetime, translate: Translate) -> EmailMessage:
    """Build the message; no header carries anything a user has typed but the address."""
    message = EmailMessage(policy=SMTP)
    message["From"] = parse_address(sender)
    message["To"] = parse_address(letter.to)
    message["Subject"] = _one_line(translate(Subject(letter.subject)))
    message["Date"] = at
    message["Message-ID"] = message_id(letter.key, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_plain(letter.body), cte="quoted-printable")
    if letter.invite:
        _add_calendar(message, letter.invite)
    return message


def message_id(key: str, sender: str) -> str:
    """Return the same id for the same outbox key, telling nothing about it (R2)."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{parse_address(sender).partition('@')[2]}>"


def _add_calendar(message: EmailMessage, invite: Invite) -> None:
    """Add the invitation as another form of the same mail, never as an attachment."""
    method = Method(invite.method)
    if f"METHOD:{method}" not in invite.ics.splitlines():
        raise ValueError(f"the calendar part does not say METHOD:{method}")
    message.add_alternative(
        invite.ics.replace("\r\n", "\n"),
        subtype="calendar",
        params={"method": method.value},
        cte="quoted-printable",
    )


def _one_line(text: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in text):
        raise ValueError("a subject is one line of plain text")
    return text


def _plain(text: str) -> str:
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text):
        raise ValueError("a mail's text holds no control characters")
    return text
