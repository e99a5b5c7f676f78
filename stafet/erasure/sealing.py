"""Why something is kept although its time is over, sealed under the child's own key."""

from stafet import audit
from stafet.consent.reading import read_words
from stafet.db.transaction import Unit
from stafet.erasure.models import Hold, Lifting
from stafet.vault import Context, Kind, Vault
from stafet.web.viewer import Viewer


def hold_context(hold: Hold) -> Context:
    """Return what the reason of a hold is bound to."""
    table = Hold.__tablename__
    return Context(table, "sealed", hold.child_id, hold.id, author=hold.set_by)


def lifting_context(lifting: Lifting) -> Context:
    """Return what the reason of its end is bound to."""
    table = Lifting.__tablename__
    child, hold = lifting.child_id, lifting.hold_id
    return Context(table, "sealed", child, hold, author=lifting.lifted_by)


def seal_reason(unit: Unit, context: Context, text: str) -> bytes:
    return unit.use(Vault).seal(context.child, Kind.CONTENT, context, text.strip())


def reason_of(unit: Unit, viewer: Viewer, row: Hold | Lifting) -> str | None:
    """Return why it was set or lifted; None where the bytes do not open."""
    context = hold_context(row) if isinstance(row, Hold) else lifting_context(row)
    return read_words(unit, viewer, context, row.sealed, audit.APART, "erasure:why")
