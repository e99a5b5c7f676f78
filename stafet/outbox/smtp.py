"""Hand mail to the kommune's server: Flask-Mail's connection, but TLS is verified."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage

from flask_mail import Connection, Mail

from stafet.clock import Clock
from stafet.errors import ConfigurationError
from stafet.outbox.address import parse_address
from stafet.outbox.mail import Letter, MailFailed, build
from stafet.settings import MailSettings, MailTls

PATIENCE = 30.0  # seconds per answer of the server, well inside the outbox's lease
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SmtpPostbox:
    """Sends each letter over a connection of its own."""

    def __init__(self, settings: MailSettings, clock: Clock) -> None:
        if settings.tls is MailTls.NONE and settings.host not in LOOPBACK:
            raise ConfigurationError("mail: tls = 'none' is for a server on this machine only")
        self.settings = settings
        self.clock = clock

    def greet(self) -> None:
        """Say hello and log in, as for a letter. Raises what the connection raises."""
        with VerifiedConnection(self.settings):
            pass

    def send(self, letter: Letter) -> None:
        """Hand the letter over. Raises `MailFailed` or `BadAddress`, neither with the address."""
        message = build(letter, sender=self.settings.sender, at=self.clock.now())
        try:
            with VerifiedConnection(self.settings) as connection:
                connection.hand_over(message)
        except (smtplib.SMTPException, OSError) as error:
            raise MailFailed(_code(error)) from None


class VerifiedConnection(Connection):
    """Flask-Mail's connection with the server's certificate and name checked."""

    host: smtplib.SMTP | None

    def __init__(self, settings: MailSettings) -> None:
        mail = Mail()
        mail.state = mail.init_mail({})
        super().__init__(mail)
        self.settings = settings

    def configure_host(self) -> smtplib.SMTP:
        host = self._connect()
        try:
            if self.settings.tls is MailTls.STARTTLS:
                host.starttls(context=self._context())
            if self.settings.username:
                host.login(self.settings.username, self.settings.password or "")
        except BaseException:
            host.close()
            raise
        return host

    def hand_over(self, message: EmailMessage) -> None:
        assert self.host is not None
        self.host.sendmail(message["From"], [message["To"]], message.as_bytes())

    def __exit__(self, *_: object) -> None:
        """Part politely: a failing goodbye must not turn a mail handed over into a failure."""
        if self.host is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.host.quit()
            self.host.close()

    def _connect(self) -> smtplib.SMTP:
        told = self.settings
        name = parse_address(told.sender).partition("@")[2]
        if told.tls is MailTls.IMPLICIT:
            return smtplib.SMTP_SSL(
                told.host, told.port, name, timeout=PATIENCE, context=self._context()
            )
        return smtplib.SMTP(told.host, told.port, name, timeout=PATIENCE)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.settings.ca_file)


def _code(error: smtplib.SMTPException | OSError) -> str:
    match error:
        case smtplib.SMTPResponseException():
            return str(error.smtp_code)
        case smtplib.SMTPRecipientsRefused():
            return str(next(iter(error.recipients.values()))[0])
        case smtplib.SMTPNotSupportedError():
            return "unsupported"
        case ssl.SSLError():
            return "tls"
        case TimeoutError():
            return "timeout"
        case _:
            return "unreachable"
