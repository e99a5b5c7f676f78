"""What happened, in a few plain words without any name."""

from collections.abc import Iterable, Mapping

from stafet.logs.pages.words import KINDS
from stafet.records.rules import HappeningKind, RecordKind
from stafet.web.i18n import _, _l

WRITTEN = frozenset({HappeningKind.RECORD})
HAPPENED: Mapping[HappeningKind, object] = {
    HappeningKind.OPENED: _l("The stafetlog is opened"),
    HappeningKind.CLOSED: _l("The stafetlog is closed"),
    HappeningKind.CORRECTION: _l("A text is corrected"),
    HappeningKind.LEVEL: _l("The level has changed"),
    HappeningKind.OFFERED: _l("The relay is offered to a new stafetholder"),
    HappeningKind.HOLDER: _l("There is a new stafetholder"),
    HappeningKind.HOLDER_LEFT: _l("There is a new stafetholder"),
    HappeningKind.PARTICIPANT: _l("One more takes part"),
    HappeningKind.MEETING_CALLED: _l("A meeting is called"),
    HappeningKind.MEETING_MOVED: _l("A meeting is moved"),
    HappeningKind.MEETING_CANCELLED: _l("A meeting is cancelled"),
    HappeningKind.MEETING_HELD: _l("A meeting is held"),
    HappeningKind.CONSENT_ASKED: _l("You are asked for consent"),
    HappeningKind.CONSENT_GIVEN: _l("A consent is answered"),
    HappeningKind.CONSENT_WITHDRAWN: _l("A consent is withdrawn"),
    HappeningKind.CUSTODY: _l("Who holds custody has changed: say again who may read"),
    HappeningKind.YOUNG_ASKED: _l("The young person is asked too"),
    HappeningKind.YOUNG_SILENT: _l("An answer is missing: sharing pauses"),
    HappeningKind.OF_AGE: _l("You are 18: you alone decide who may read"),
    HappeningKind.ACCESS: _l("Somebody got a special access"),
    HappeningKind.ACCESS_INCIDENT: _l("Nobody approved an emergency access"),
    HappeningKind.WHY_ANSWERED: _l("Your question about a reading is answered"),
}


def headlines(kinds: Iterable[tuple[HappeningKind, str | None]]) -> str:
    """Return what an inbox line says of a change: what is written first, then what happened."""
    told = list(kinds)
    texts = [str(KINDS[RecordKind(v or RecordKind.NOTE)]) for k, v in told if k in WRITTEN]
    happened = [str(HAPPENED[kind]) for kind, _value in told if kind in HAPPENED]
    new = [_("New: %(what)s", what=", ".join(dict.fromkeys(texts)))] if texts else []
    return " · ".join((*new, *dict.fromkeys(happened)))


def with_reason(told: str, reason: str, law: str) -> str:
    """Return a sentence about what is kept back, and why where that may be told."""
    why = " ".join(part for part in (reason, law and f"({law})") if part)
    return f"{told} {_('Reason: %(reason)s.', reason=why)}" if why else told
