"""What happened, in a few plain words without any name."""

from collections.abc import Mapping

from stafet.logs.pages.words import KINDS
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


def headline(kind: HappeningKind, value: str | None) -> str:
    """Return what an inbox line says of one happening."""
    if kind is HappeningKind.RECORD:
        return _("New: %(what)s", what=KINDS[RecordKind(value or RecordKind.NOTE)])
    return str(HAPPENED[kind])
