"""What records, their topics and their questions are called on screen."""

from collections.abc import Iterable

from stafet.catalogue import Catalogue
from stafet.db.transaction import Unit
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
    RecordKind.CONSENT_PAPER: _l("Signed paper"),
}
MEETING_WORDS = {
    "place": _l("Where"),
    "tried": _l("What has been tried"),
    "others": _l("Others who come"),
    "child_perspective": _l("How the child's view is brought"),
    "parents_how": _l("How the parents were involved"),
    "parents": _l("How the parents see it"),
    "parents_reason": _l("Why the parents' view is missing"),
    "child": _l("How the child sees it"),
    "child_reason": _l("Why the child's view is missing"),
}
"""What is told of a meeting besides the items of its agenda, or in their place."""


def category_labels(unit: Unit, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the categories' names in the catalogue's order; an unknown key as it is."""
    categories, wanted, language = unit.use(Catalogue).categories, set(keys), current_language()
    known = [c.label.in_(language) for key, c in categories.items() if key in wanted]
    return (*known, *sorted(wanted - categories.keys()))


def question_labels(unit: Unit, kind: RecordKind) -> dict[str, str]:
    """Return what each question of the agendas, for minutes, or of the tools is called."""
    catalogue, language = unit.use(Catalogue), current_language()
    if kind in {RecordKind.MINUTES, RecordKind.MEETING}:
        groups = [agenda.items.items() for agenda in catalogue.agendas.values()]
        items = {key: asked.label.in_(language) for group in groups for key, asked in group}
        return items | {key: str(label) for key, label in MEETING_WORDS.items()}
    tools = [tool.questions.items() for tool in catalogue.tools.values()]
    return {key: asked.label.in_(language) for group in tools for key, asked in group}
