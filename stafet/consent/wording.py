"""Why a reader sees a record ("derfor kan du se det"), said in one plain sentence."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from stafet.consent.decision import Basis
from stafet.consent.models import Consent
from stafet.consent.reading import Shown
from stafet.consent.scope import last_day
from stafet.db.transaction import Unit
from stafet.people.identity import names_for
from stafet.web.i18n import _, short_day
from stafet.web.viewer import Viewer


def giver_names(unit: Unit, viewer: Viewer, records: Iterable[Shown]) -> dict[UUID, str]:
    """Return who gave each consent that a reading used, by consent."""
    used = {consent for shown in records for consent in shown.consents}
    if not used:
        return {}
    query = select(Consent.id, Consent.giver_id).where(Consent.id.in_(used))
    givers = {consent: giver for consent, giver in unit.session.execute(query)}  # noqa: C416
    names = names_for(unit, viewer, givers.values())
    return {consent: names[giver] for consent, giver in givers.items() if giver in names}


def why(shown: Shown, givers: Mapping[UUID, str]) -> str:
    """Return why the reader sees a record: the basis, who said yes, until when."""
    if shown.basis is Basis.OWN_RECORD:
        return _own(shown)
    if shown.basis is Basis.CUSTODY:
        return _("You have custody of the child.")
    until = last_day(shown.until_at) if shown.until_at else None
    if shown.basis is Basis.MEETING_SEAT:
        return _seat(until)
    return _consent(sorted({givers[one] for one in shown.consents if one in givers}), until)


def listed(words: Iterable[str]) -> str:
    """Return "A, B and C"."""
    *most, last = words
    return _("%(most)s and %(last)s", most=", ".join(most), last=last) if most else last


def _own(shown: Shown) -> str:
    if shown.institution_id is None:
        return _("You wrote it yourself.")
    return _("It was written where you work, and you have a task with the child.")


def _seat(until: date | None) -> str:
    if until is None:
        return _("You sat at the meeting.")
    return _("You sat at the meeting. You can read it until %(day)s.", day=short_day(until))


def _consent(names: list[str], until: date | None) -> str:
    who = listed(names) if names else _("Those with custody")
    if until is None:
        return _("%(who)s said yes to it.", who=who)
    return _("%(who)s said yes to it. It holds until %(day)s.", who=who, day=short_day(until))
