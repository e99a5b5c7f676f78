"""A permit: who decided that these records may be opened lets them be opened, once."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from uuid import UUID

from stafet.db.transaction import is_open
from stafet.vault.keys import Kind


@dataclass(slots=True)
class Permit:
    """Leave to open these (record, version) of one holder and kind, once, within one unit."""

    unit_id: UUID
    holder: UUID
    kind: Kind
    objects: frozenset[tuple[UUID, int]]
    used: bool = field(default=False, init=False)

    def spend(self, wanted: AbstractSet[tuple[UUID, int]]) -> None:
        """Use the permit up; `RuntimeError` if it does not cover what is wanted, here and now."""
        if self.used:
            raise RuntimeError("a permit is used once")
        self.used = True
        if not is_open(self.unit_id):
            raise RuntimeError("a permit ends with its unit of work")
        if not wanted <= self.objects:
            raise RuntimeError("a permit covers the records it names and no others")
