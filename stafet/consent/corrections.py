"""A person outside whose name was misspelt: the parents are asked anew, and that replaces it.

What somebody signed says for ever what it said. Under the corrected name he is another party,
whose id follows from the first one's: no row has to tell that they are the same person. Pure.
"""

from collections.abc import Collection, Iterator
from uuid import UUID, uuid5


def corrected_id(outsider_id: UUID) -> UUID:
    """Return the id of the same person under a corrected name."""
    return uuid5(outsider_id, "corrected")


def replaced(outsiders: Collection[UUID]) -> frozenset[UUID]:
    """Return which of a child's persons outside go by a corrected name now."""
    return frozenset(one for one in outsiders if corrected_id(one) in outsiders)


def earlier(outsider_id: UUID, outsiders: Collection[UUID]) -> Iterator[UUID]:
    """Yield the same person under the names that were corrected, the last one first."""
    corrects = {corrected_id(one): one for one in outsiders}
    while (found := corrects.get(outsider_id)) is not None:
        yield found
        outsider_id = found


def other_names(outsider_id: UUID, outsiders: Collection[UUID]) -> tuple[UUID, ...]:
    """Return the same person under every other name: the earlier ones, then the later ones."""
    later, name = [], outsider_id
    while (name := corrected_id(name)) in outsiders:
        later.append(name)
    return (*earlier(outsider_id, outsiders), *later)
