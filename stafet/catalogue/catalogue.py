"""Everything a kommune decides without code, as one frozen object; a tool of every unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stafet.catalogue.agendas import Agenda
from stafet.catalogue.calendar import Calendar
from stafet.catalogue.deadlines import Deadlines
from stafet.catalogue.law import Law
from stafet.catalogue.model import (
    AccessKind,
    Category,
    Ending,
    InstitutionKind,
    Level,
    Named,
    Purpose,
    Subject,
    TaskReason,
    Title,
    WithholdingReason,
)
from stafet.catalogue.oversight import Oversight
from stafet.catalogue.retention import Retention
from stafet.catalogue.road import Contact, RoadMap
from stafet.catalogue.texts import ConsentText, MailText
from stafet.catalogue.tools import Tool


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Mappings keep the files' order, which is the order on screen."""

    kommune: str
    """The kommune's name, as citizens read it."""
    categories: Mapping[str, Category]
    subjects: Mapping[str, Subject]
    purposes: Mapping[str, Purpose]
    task_reasons: Mapping[str, TaskReason]
    titles: Mapping[str, Title]
    institution_kinds: Mapping[str, InstitutionKind]
    levels: Mapping[int, Level]
    access_kinds: Mapping[str, AccessKind]
    withholding_reasons: Mapping[str, WithholdingReason]
    endings: Mapping[str, Ending]
    ending_mistakes: Mapping[str, Named]
    deadlines: Deadlines
    retention: Retention
    calendar: Calendar
    law: Law
    tools: Mapping[str, Tool]
    agendas: Mapping[str, Agenda]
    road_map: RoadMap
    contacts: Mapping[str, Contact]
    oversight: Oversight
    consent_texts: Mapping[str, tuple[ConsentText, ...]]
    young_texts: Mapping[str, tuple[ConsentText, ...]]
    mails: Mapping[str, Mapping[str, MailText]]

    @property
    def default_purpose(self) -> Purpose:
        return next(purpose for purpose in self.purposes.values() if purpose.default)

    @property
    def outside_kind(self) -> InstitutionKind:
        """Return the kind of a named person outside the kommune."""
        return next(kind for kind in self.institution_kinds.values() if kind.outside)

    @property
    def enabled_tools(self) -> Mapping[str, Tool]:
        return {key: tool for key, tool in self.tools.items() if tool.enabled}

    def consent_text(
        self, language: str, version: int | None, on: date, *, young: bool = False
    ) -> ConsentText:
        """Return a version, or with None the one to sign on that day (L13).

        To the `young` person itself it is said otherwise than to a parent (L11). Raises
        `LookupError` where no such text was ever valid: nobody signs another language.
        """
        texts = (self.young_texts if young else self.consent_texts)[language]
        wanted = [
            text
            for text in texts
            if text.version == version or (version is None and text.valid_from <= on)
        ]
        if not wanted:
            raise LookupError(f"no consent text {version or ''} in {language} on {on}")
        return wanted[-1]

    def mail(self, key: str, language: str) -> MailText:
        """Return a message in `language`, in Danish where there is none."""
        return self.mails.get(language, self.mails["da"])[key]
