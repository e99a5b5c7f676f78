"""What happened, in a few plain words without any name."""

from collections.abc import Mapping

from stafet.records.rules import HappeningKind, RecordKind
from stafet.web.i18n import _, _l

HAPPENED: Mapping[HappeningKind, object] = {
    HappeningKind.OPENED: _l("The stafetlog is opened"),
    HappeningKind.CLOSED: _l("The stafetlog is closed"),
    HappeningKind.CORRECTION: _l("A text is corrected"),
    HappeningKind.LEVEL: _l("The level has changed"),
    HappeningKind.OFFERED: _l("The relay is offered to a new stafetholder"),
    HappeningKind.HOLDER: _l("There is a new stafetholder"),
    HappeningKind.PARTICIPANT: _l("One more takes part"),
    HappeningKind.MEETING_CALLED: _l("You are invited to a meeting"),
    HappeningKind.MEETING_HELD: _l("A meeting is held"),
    HappeningKind.CONSENT_ASKED: _l("You are asked for consent"),
    HappeningKind.CONSENT_GIVEN: _l("A consent is answered"),
    HappeningKind.CONSENT_WITHDRAWN: _l("A consent is withdrawn"),
}
WRITTEN: Mapping[str, object] = {
    RecordKind.CONCERN: _l("A concern"),
    RecordKind.NOTE: _l("A note"),
    RecordKind.EFFORT: _l("An effort"),
    RecordKind.AGREEMENT: _l("An agreement"),
    RecordKind.FOLLOW_UP: _l("A follow-up"),
    RecordKind.CHILD_VOICE: _l("The child's own words"),
    RecordKind.COMMENT: _l("A comment"),
    RecordKind.MEETING: _l("About a meeting"),
    RecordKind.MINUTES: _l("Minutes of a meeting"),
    RecordKind.ANSWER: _l("An answer"),
    RecordKind.PHOTO: _l("A picture"),
    RecordKind.INVOLVEMENT: _l("How the parents were involved"),
}


def headline(kind: HappeningKind, value: str | None) -> str:
    """Return what an inbox line says of one happening."""
    if kind is HappeningKind.RECORD:
        return _("New: %(what)s", what=written(value or RecordKind.NOTE))
    return str(HAPPENED[kind])


def written(kind: str) -> str:
    """Return what a kind of record is called."""
    return str(WRITTEN[kind])
