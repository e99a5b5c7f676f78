"""The office's forms: print, add the scan, type in what was signed or said."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from stafet.accounts.proving import ProvingForm
from stafet.catalogue import Catalogue
from stafet.consent.forms import EVERYTHING, FROM_TODAY
from stafet.consent.pages.receiving import ReceivingPage, Sheet
from stafet.consent.services import Choice, Signing
from stafet.consent.services.receiving import Received
from stafet.web.fields import (
    BodyField,
    CheckboxesField,
    DayField,
    LineField,
    Needed,
    RadioField,
    SelectField,
    TickField,
    UploadField,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import LANGUAGES, _, _l

PARENTS, YOUNG = "parents", "young"
PARTS = ("answer", "categories", "last_day", "reach", "own")


class PrintForm(StafetForm):
    language = SelectField(_l("Language of the form"))
    reader = SelectField(_l("Who is to sign?"), default=PARENTS, validate_choice=False)

    @property
    def is_young(self) -> bool:
        return bool(self.reader.data == YOUNG)


class ScanForm(StafetForm):
    file = UploadField(
        _l("The signed paper"),
        [Needed(_l("Choose a file."))],
        several=False,
        accept=".pdf,.jpg,.jpeg,.png,.heic",
        description=_l("A scan or a photo: PDF, JPEG, PNG or HEIC, at most 10 MB."),
    )


class ReceiveForm(ProvingForm):
    """Who answered, when, and what for each place."""

    giver = RadioField(_l("Who answered?"), [Needed(_l("Choose who answered."))])
    signed_on = DayField(_l("Which day?"), [Needed(_l("Write the day."))])
    places: tuple[UUID, ...] = ()

    def of(self, part: str, place: UUID) -> Any:
        return self[f"{part}_{place.hex}"]

    def blocks(self) -> Iterable[dict[str, Any]]:
        """Return each place's fields, for the page."""
        for place in self.places:
            fields = {part: self.of(part, place) for part in PARTS}
            yield {"folded": not any(fields[part].errors for part in PARTS[1:]), **fields}

    def received(self, paper_id: UUID | None, language: str) -> Received:
        """Return what is typed in; of the places those that were answered."""
        answered = [p for p in self.places if self.of("answer", p).data in ("yes", "no")]
        signing = Signing(
            id=self.idempotency_key,
            choices=tuple(self._choice(place) for place in answered),
            language=language,
            signed_on=self.signed_on.data,
        )
        words = (self[name].data or "" if name in self else "" for name in ("words", "present"))
        return Received(UUID(self.giver.data), signing, paper_id, *words)

    def _choice(self, place: UUID) -> Choice:
        return Choice(
            institution_id=place,
            yes=self.of("answer", place).data == "yes",
            categories=frozenset(self.of("categories", place).data or ()),
            own_matters=self.of("own", place).data,
            everything=self.of("reach", place).data != FROM_TODAY,
            last_day=self.of("last_day", place).data,
        )


class OralForm(ReceiveForm):
    """What was said, and who heard it (L12)."""

    language = SelectField(_l("In which language was the text read aloud?"))
    words = BodyField(
        _l("What was said?"),
        [Needed(_l("Write what was said."))],
        max_length=2000,
        description=_l("Write it as it was said, as near as you can."),
    )
    present = LineField(
        _l("Who was present?"),
        [Needed(_l("Write who was present."))],
        description=_l("For example: the mother, the interpreter and I, on the phone."),
    )


def print_form(page: ReceivingPage) -> PrintForm:
    form = PrintForm()
    form.language.choices = _languages(page)
    young = [(YOUNG, _("The young person"))] if page.asks_young else []
    form.reader.choices = [(PARENTS, _("The parents")), *young]
    return form


def receive_form(
    page: ReceivingPage,
    sheet: Sheet | None,
    today: date,
    catalogue: Catalogue,
    language: str,
) -> ReceiveForm:
    """Return the form over a sheet's places, or all asked about; nothing is answered beforehand."""
    places = sheet.places if sheet else page.places
    fields: dict[str, Any] = {"places": tuple(place for place, _name in places)}
    for place, name in places:
        fields |= _fields(place.hex, name, catalogue, language)
    kind = ReceiveForm if sheet else OralForm
    form: ReceiveForm = type(kind.__name__, (kind,), fields)()
    form.giver.choices = [(str(giver), name) for giver, name in page.givers_on(sheet)]
    form.signed_on.latest = today
    if isinstance(form, OralForm):
        form.language.choices = _languages(page)
    return form


def _languages(page: ReceivingPage) -> list[tuple[str, str]]:
    return [(language, LANGUAGES.get(language, language)) for language in page.languages]


def _fields(at: str, name: str, catalogue: Catalogue, language: str) -> dict[str, Any]:
    topics = catalogue.categories
    return {
        f"answer_{at}": RadioField(
            _("May %(place)s read?", place=name),
            choices=[("yes", _("Yes")), ("no", _("No")), ("", _("Not answered"))],
            default="",
            validate_choice=False,
        ),
        f"categories_{at}": CheckboxesField(
            _("What may they read about?"),
            choices=[(key, topic.label.in_(language)) for key, topic in topics.items()],
            default=[],
        ),
        f"last_day_{at}": DayField(
            _("Until which day? (may be left empty)"),
            description=_("At most one year from the day it was signed."),
        ),
        f"reach_{at}": RadioField(
            _("How far back?"),
            choices=[
                (EVERYTHING, _("Everything in the log")),
                (FROM_TODAY, _("Only what happens and is written from the day it was signed")),
            ],
            default=EVERYTHING,
        ),
        f"own_{at}": TickField(
            _("They may also read what is written about the giver's own private matters"),
            default=False,
        ),
    }
