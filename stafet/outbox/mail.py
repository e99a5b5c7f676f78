"""A mail that cannot say too much: fixed subjects, one address, no attachment (L50)."""

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

from stafet.errors import StafetError
from stafet.outbox.address import parse_address


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one receiver; `key` is the outbox key, so that a resend is the same mail.

    Subject and body are the kommune's fixed texts: none tells about whom, from where, or what.
    """

    to: str = field(repr=False)
    subject: str
    body: str = field(repr=False)
    key: str


class MailFailed(StafetError):
    """Not handed over; `code` is the server's SMTP code or `tls`, `timeout`, ...."""

    def __init__(self, code: str) -> None:
        super().__init__(f"mail not handed over ({code})")
        self.code = code


class Postbox(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand one letter over; call it outside any unit. Raises `MailFailed`, `BadAddress`."""


def build(letter: Letter, *, sender: str, at: datetime) -> EmailMessage:
    """Build the message; no header carries anything a user has typed but the address."""
    message = EmailMessage(policy=SMTP)
    message["From"] = parse_address(sender)
    message["To"] = parse_address(letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = at
    message["Message-ID"] = message_id(letter.key, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_plain(letter.body), cte="quoted-printable")
    return message


def message_id(key: str, sender: str) -> str:
    """Return the same id for the same outbox key, telling nothing about it (R2)."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{parse_address(sender).partition('@')[2]}>"


def _one_line(text: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in text):
        raise ValueError("a subject is one line of plain text")
    return text


def _plain(text: str) -> str:
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text):
        raise ValueError("a mail's text holds no control characters")
    return text
