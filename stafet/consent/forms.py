"""The parents' form, made from what is asked; the holder's question."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import wtforms
from wtforms.validators import ValidationError

from stafet.catalogue import Catalogue
from stafet.consent.pages.guardian import GuardianPage, Mine
from stafet.consent.pages.staff import Askable
from stafet.consent.services import Choice, Signing
from stafet.people.rules import Outsider
from stafet.web.fields import (
    CheckboxesField,
    DayField,
    Drawn,
    LineField,
    Needed,
    RadioField,
    RowVersionField,
    TickField,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import _, _l

EVERYTHING, FROM_TODAY = "everything", "from_today"


class UnseenField(Drawn, wtforms.HiddenField):
    look = "hidden"


class AnswerForm(StafetForm):
    """A yes or no for each place; the fields of a place carry its id in their names."""

    row_version = RowVersionField()
    language = UnseenField()
    text_version = UnseenField()
    places: tuple[UUID, ...] = ()

    def of(self, part: str, place: UUID) -> Any:
        return self[f"{part}_{place.hex}"]

    def blocks(self) -> Iterable[dict[str, Any]]:
        """Return each place's fields, for the page."""
        parts = ("answer", "categories", "last_day", "reach", "own")
        for place in self.places:
            fields = {part: self.of(part, place) for part in parts}
            folded = not any(fields[part].errors for part in parts[1:])
            yield {"place": place, "folded": folded, **fields}

    def signing(self, page: GuardianPage) -> Signing:
        """Return what is typed in: the answered places, each as a choice."""
        answered = [
            place for place in self.places if self.of("answer", place).data in ("yes", "no")
        ]
        return Signing(
            id=self.idempotency_key,
            choices=tuple(self._choice(place, page) for place in answered),
            language=self.language.data or "",
            text_version=self.text_version.data,
            seen=self.row_version.data,
        )

    def _choice(self, place: UUID, page: GuardianPage) -> Choice:
        row = page.row(place)
        return Choice(
            institution_id=place,
            yes=self.of("answer", place).data == "yes",
            categories=frozenset(self.of("categories", place).data or ()),
            own_matters=self.of("own", place).data,
            everything=self.of("reach", place).data != FROM_TODAY,
            from_on=row.row.from_on if row else None,
            last_day=self.of("last_day", place).data,
        )


class WithdrawForm(StafetForm):
    what = RadioField(_l("What do you take back?"), [Needed()])


class _QuestionForm(StafetForm):
    """What every question to the parents may say of a person outside the kommune."""

    outside_name = LineField(_l("Name"), max_length=120)
    outside_role = LineField(
        _l("What the person is to the child"),
        description=_l("For example private speech therapist, or grandmother."),
        max_length=80,
    )
    why = LineField(
        _l("Why? One sentence to the parents (may be left empty)"),
        description=_l("Short and plain: what the help is for. Both parents read it."),
    )
    from_on = DayField(
        _l("From which day? (may be left empty)"),
        description=_l("Only when the child starts there later, for example at a new school."),
    )

    @property
    def outsider(self) -> Outsider | None:
        """Return the person outside the kommune that is written, if one is."""
        name, role = self.outside_name.data, self.outside_role.data
        return Outsider(name, role) if name and role else None

    def validate_outside_name(self, field: LineField) -> None:
        if self.outside_role.data and not field.data:
            raise ValidationError(_("Write the name."))

    def validate_outside_role(self, field: LineField) -> None:
        if self.outside_name.data and not field.data:
            raise ValidationError(_("Write what the person is to the child."))


class CorrectForm(_QuestionForm):
    """The question as it was asked, for its name to be put right."""

    def validate_outside_name(self, field: LineField) -> None:
        if not field.data:
            raise ValidationError(_("Write the name."))


class AskForm(_QuestionForm):
    places = CheckboxesField(_l("Which places?"))

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(place) for place in self.places.data or ()]

    @property
    def names_outsider(self) -> bool:
        """Whether something is written of him, or wrong there."""
        fields = (self.outside_name, self.outside_role)
        return any(field.data or field.errors for field in fields)

    def validate_places(self, field: CheckboxesField) -> None:
        if not (field.data or self.names_outsider):
            raise ValidationError(_("Choose at least one place, or write who it is."))


def answer_form(page: GuardianPage, rows: Sequence[Mine], catalogue: Catalogue) -> AnswerForm:
    """Return the form for these places: no yes is ticked, what it would cover is proposed (L06)."""
    fields: dict[str, Any] = {"places": tuple(row.id for row in rows)}
    for row in rows:
        fields |= _fields(page, row, catalogue)
    made: type[AnswerForm] = type("AnswerForm", (AnswerForm,), fields)
    return made(
        row_version=page.acts, language=page.text.language, text_version=str(page.text.version)
    )


def ask_form(places: Sequence[Askable], catalogue: Catalogue, language: str) -> AskForm:
    """Return the holder's question, over the places not asked about yet."""
    form = AskForm()
    form.places.choices = [(str(place.institution_id), place.name) for place in places]
    form.places.hints = {
        str(place.institution_id): catalogue.institution_kinds[place.kind].label.in_(language)
        for place in places
    }
    return form


def _asked(page: GuardianPage, row: Mine) -> str:
    if page.viewer_id == page.child_id:
        return _("May %(place)s read about you?", place=row.name)
    return _("May %(place)s read about %(child)s?", place=row.name, child=page.child)


def _fields(page: GuardianPage, row: Mine, catalogue: Catalogue) -> dict[str, Any]:
    language, at = page.text.language, row.id.hex
    topics = catalogue.categories
    return {
        f"answer_{at}": RadioField(
            _asked(page, row),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            validate_choice=False,
        ),
        f"categories_{at}": CheckboxesField(
            _("What may they read about?"),
            choices=[(key, topic.label.in_(language)) for key, topic in topics.items()],
            hints={key: topic.explanation.in_(language) for key, topic in topics.items()},
            default=list(row.said.topics if row.said else topics),
        ),
        f"last_day_{at}": DayField(
            _("Until which day?"),
            default=page.longest,
            latest=page.longest,
            description=_("At most one year, also when left empty. You can choose an earlier day."),
        ),
        f"reach_{at}": RadioField(
            _("How far back?"),
            choices=[
                (EVERYTHING, _("Everything in the log")),
                (FROM_TODAY, _("Only what happens and is written from today")),
            ],
            default=FROM_TODAY if row.said and row.said.since_on else EVERYTHING,
        ),
        f"own_{at}": TickField(
            _("They may also read what is written about my own private matters"), default=False
        ),
    }
