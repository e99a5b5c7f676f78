"""Inboxes, mails and reads, for tests."""

from sqlalchemy import func, select

from stafet.consent.reading import read
from stafet.copies.models import InboxItem
from stafet.copies.queries import inbox
from stafet.outbox.demo import demo_mail


def rows(world, viewer):
    with world.unit() as unit:
        mine = InboxItem.guardian_id == viewer.person_id
        return unit.session.scalar(select(func.count()).select_from(InboxItem).where(mine))


def news(world, viewer):
    with world.unit() as unit:
        return [line.kinds for line in inbox(unit, viewer)]


def mails(world):
    with world.unit() as unit:
        return [mail.to for mail in demo_mail(unit)]


def read_by(world, viewer):
    with world.unit() as unit:
        read(unit, viewer, world.child)
