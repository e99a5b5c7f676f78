"""The words of a request, sealed under the child's own key; opened for who answers or asked."""

from collections.abc import Sequence

from stafet.access_requests.models import AccessRequest, Decision, Omission
from stafet.consent.reading import read_words
from stafet.db.transaction import Unit
from stafet.vault import Context, Kind, Vault
from stafet.web.viewer import Viewer

Row = AccessRequest | Omission | Decision


def words_context(row: Row) -> Context:
    """Return what a row's words are bound to."""
    match row:
        case AccessRequest():
            record, author = row.id, row.registered_by
        case Omission():
            record, author = row.id, row.decided_by
        case Decision():
            record, author = row.request_id, row.decided_by
    return Context(row.__tablename__, "sealed", row.child_id, record, author=author)


def seal_words(unit: Unit, row: Row, text: str) -> None:
    """Put words into a row whose other facts are there already."""
    vault = unit.use(Vault)
    row.sealed = vault.seal(row.child_id, Kind.CONTENT, words_context(row), text)


def words_of(unit: Unit, viewer: Viewer, row: Row) -> str | None:
    """Return a row's words, None where the bytes do not open; the caller knows he may."""
    context = words_context(row)
    return read_words(unit, viewer, context, row.sealed, row.child_id, "access-request:words")


def joined(passages: Sequence[str]) -> str:
    return "\n".join(passages)


def split(text: str) -> tuple[str, ...]:
    """Return the passages of a text, one on each line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
