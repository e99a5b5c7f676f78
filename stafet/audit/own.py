"""Rows that say what somebody may do here; they stand in a list of his own."""

from uuid import UUID

from sqlalchemy.orm import Session

from stafet.audit.chain import work_of
from stafet.db.base import Witnessed


class Own(Witnessed):
    """Somebody's work, account, role or group; the list is begun with the first of them."""

    def child_of(self, session: Session) -> UUID:  # noqa: ARG002 - other rows ask it
        """Return the head that lists it: nobody takes it for a child's."""
        return work_of(self.person())

    def person(self) -> UUID:
        """Return whose it is."""
        person: UUID = self.person_id  # type: ignore[attr-defined]
        return person
