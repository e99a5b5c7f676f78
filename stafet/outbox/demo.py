"""The demo's postbox: keeps every mail as sent, so that /demo/post can show it."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy import select

from stafet.db.transaction import Database, Unit
from stafet.outbox.mail import Letter, build
from stafet.outbox.models import DemoMailRow


@dataclass(frozen=True, slots=True)
class DemoMail:
    at: datetime
    to: str
    subject: str
    body: str


class DemoPostbox:
    """Builds the very mail an installation would send and stores it instead of sending it."""

    def __init__(self, database: Database, sender: str) -> None:
        self.database = database
        self.sender = sender

    def send(self, letter: Letter) -> None:
        at = self.database.clock.now()
        message = build(letter, sender=self.sender, at=at)
        with self.database.unit() as unit:
            seen = select(DemoMailRow.id).filter_by(message_id=str(message["Message-ID"]))
            if unit.session.scalar(seen) is None:
                unit.session.add(_row(message, at))


def demo_mail(unit: Unit, limit: int = 30) -> list[DemoMail]:
    """Return the demo's mail, the newest first."""
    rows = unit.session.scalars(
        select(DemoMailRow).order_by(DemoMailRow.at.desc(), DemoMailRow.id).limit(limit)
    )
    return [DemoMail(row.at, row.to, row.subject, row.body) for row in rows]


def _row(message: EmailMessage, at: datetime) -> DemoMailRow:
    return DemoMailRow(
        message_id=str(message["Message-ID"]),
        at=at,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=str(message.get_content()),
    )
