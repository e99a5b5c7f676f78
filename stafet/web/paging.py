"""Long lists come in pages: which one is asked for, and how many there are."""

from flask import request

HIGHEST = 10_000
"""No list is as long; a greater number might fit into no database's offset."""


def page_asked() -> int:
    """Return the number of the page that the address asks for; without one the first."""
    return min(max(1, request.args.get("side", 1, type=int)), HIGHEST)


def pages_in(total: int, size: int) -> int:
    """Return how many pages so many rows fill; an empty list is a page too."""
    return max(1, -(-total // size))
