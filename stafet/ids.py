"""Random identifiers: they carry no order, no count and no personal data."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    return uuid4()
