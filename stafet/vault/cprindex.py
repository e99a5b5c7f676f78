"""Who has which CPR number, by keyed digest; in the key store, far from the records."""

from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from stafet.vault.store import Store, cpr_index


class CprIndex:
    def __init__(self, store: Store) -> None:
        self._store = store

    def remember(self, digest: bytes, person_id: UUID) -> UUID:
        """Note the person unless another has the number; return the person who has it."""
        try:
            with self._store.begin() as connection:
                connection.execute(insert(cpr_index).values(digest=digest, person_id=person_id))
        except IntegrityError:
            return self.find(digest) or self.remember(digest, person_id)
        return person_id

    def find(self, digest: bytes) -> UUID | None:
        with self._store.begin() as connection:
            return connection.scalar(
                select(cpr_index.c.person_id).where(cpr_index.c.digest == digest)
            )

    def forget(self, person_id: UUID) -> None:
        with self._store.begin() as connection:
            connection.execute(delete(cpr_index).where(cpr_index.c.person_id == person_id))
