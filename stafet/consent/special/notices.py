"""Who is told of a særlig adgang: mails that say only that there is news, a line for parents."""

from collections.abc import Iterable
from uuid import UUID

from stafet import outbox
from stafet.accounts.queries import holders_of
from stafet.consent.special.deciding import leaders_to_tell
from stafet.consent.special.models import Access
from stafet.db.transaction import Unit
from stafet.records import happenings
from stafet.records.queries import log_of
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Role

TELL = "access.tell"
"""The message to a professional: there is news for you."""
EXPIRE = "access.expire"
"""The message to ourselves: see whether somebody has approved."""


def tell_staff(unit: Unit, people: Iterable[UUID], about: str, access_id: UUID) -> None:
    """Queue a mail without any content to each of these people, once per occasion."""
    for person in people:
        key = f"{TELL}:{about}:{access_id}:{person}"
        outbox.enqueue(unit, TELL, {"person": str(person)}, key=key)


def tell_overseers(unit: Unit, access: Access, about: str) -> None:
    """Tell the leaders who could be the second person, and the data-protection officers (L16)."""
    people = leaders_to_tell(unit, access) | holders_of(unit, Role.DPO)
    tell_staff(unit, people, about, access.id)


def tell_parents(unit: Unit, access: Access, kind: HappeningKind, by: UUID | None) -> None:
    """Put a line into the log and the parents' inboxes, where there is a log.

    Where there is none they see it among the accesses of their child.
    """
    log_id = log_of(unit, access.child_id)
    if access.parents_told and log_id:
        happenings.note(
            unit,
            kind,
            child_id=access.child_id,
            log_id=log_id,
            actor_id=by,
            institution_id=access.institution_id,
            value=access.kind,
        )
