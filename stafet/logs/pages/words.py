"""What kinds, states and reasons are called on screen."""

from collections.abc import Iterable

from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
from stafet.logs.rules import AgreementState
from stafet.records.rules import RecordKind
from stafet.web.i18n import _l, current_language

KINDS = {
    RecordKind.CONCERN: _l("Concern"),
    RecordKind.NOTE: _l("Note"),
    RecordKind.EFFORT: _l("Effort"),
    RecordKind.AGREEMENT: _l("Agreement"),
    RecordKind.FOLLOW_UP: _l("Follow-up"),
    RecordKind.CHILD_VOICE: _l("The child's own words"),
    RecordKind.COMMENT: _l("Comment"),
    RecordKind.MEETING: _l("Meeting"),
    RecordKind.MINUTES: _l("Minutes of a meeting"),
    RecordKind.ANSWER: _l("Answer"),
    RecordKind.PHOTO: _l("Photo"),
    RecordKind.INVOLVEMENT: _l("How the parents were involved"),
}
TONES = {
    RecordKind.CONCERN: "concern",
    RecordKind.EFFORT: "effort",
    RecordKind.AGREEMENT: "agreement",
    RecordKind.FOLLOW_UP: "agreement",
    RecordKind.CHILD_VOICE: "voice",
    RecordKind.COMMENT: "voice",
}
STATES = {
    AgreementState.OPEN: _l("Under way"),
    AgreementState.KEPT: _l("Done"),
    AgreementState.PARTLY: _l("Partly done"),
    AgreementState.DROPPED: _l("Dropped"),
}
STATE_TONES = {
    AgreementState.OPEN: "info",
    AgreementState.KEPT: "success",
    AgreementState.PARTLY: "warning",
    AgreementState.DROPPED: "",
}


def category_labels(unit: Unit, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the categories' names in the catalogue's order; an unknown key as it is."""
    categories, wanted, language = unit.use(Catalogue).categories, set(keys), current_language()
    known = [c.label.in_(language) for key, c in categories.items() if key in wanted]
    return (*known, *sorted(wanted - categories.keys()))


def question_labels(unit: Unit) -> dict[str, str]:
    """Return what every question of a tool or an agenda is called, by its key."""
    catalogue, language = unit.use(Catalogue), current_language()
    tools = (tool.questions for tool in catalogue.tools.values())
    agendas = (agenda.items for agenda in catalogue.agendas.values())
    return {
        key: asked.label.in_(language)
        for group in (*tools, *agendas)
        for key, asked in group.items()
    }
