"""A real SMTP server on loopback that asks for TLS and a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as POLICY
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from stafet.settings import MailTls
from tests.servers.tls import Authority

USERNAME, PASSWORD = "stafet", "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it came over the wire."""

    sender: str
    receivers: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=POLICY).parsebytes(self.raw)


@dataclass(slots=True)
class Mailbox:
    """What the server has accepted; `answer` set to an SMTP reply makes it refuse receivers.

    `dies` counts how often it still falls dead between taking a mail and saying so.
    """

    host: str
    port: int = 0
    received: list[Received] = field(default_factory=list)
    answer: str | None = None
    dies: int = 0

    @property
    def shown(self) -> list[str]:
        """Return the Message-IDs as a mail program shows them: each once."""
        return sorted({f"{mail.receivers} {mail.message['Message-ID']}" for mail in self.received})

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert envelope.mail_from is not None
        assert isinstance(envelope.content, bytes)
        mail = Received(envelope.mail_from, envelope.rcpt_tos, envelope.content)
        self.received.append(mail)
        if self.dies:
            self.dies -= 1
            server.transport.abort()
        return "250 OK"


@contextmanager
def serving(trusted: Authority, tls: MailTls) -> Iterator[Mailbox]:
    """Serve on a free loopback port until the block ends."""
    mailbox = Mailbox("127.0.0.1")
    controller = _OnFreePort(mailbox, mailbox.host, 0, **_manners(trusted, tls))
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


class _OnFreePort(Controller):
    def _trigger_server(self) -> None:
        """Learn the port the system chose before the first connection is tried."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _manners(trusted: Authority, tls: MailTls) -> dict[str, Any]:
    if tls is MailTls.IMPLICIT:
        return {"ssl_context": trusted.server}
    if tls is MailTls.NONE:
        return {}
    return {
        "tls_context": trusted.server,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": _authenticate,
    }


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, who: LoginPassword
) -> AuthResult:
    right = (USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=(who.login, who.password) == right, handled=False)
