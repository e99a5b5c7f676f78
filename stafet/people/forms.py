"""The forms of administrators and leaders."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import Locale
from wtforms.validators import ValidationError

from stafet.catalogue import Catalogue
from stafet.catalogue.model import Ending, Named
from stafet.outbox.address import BadAddress, parse_address
from stafet.people.models import EmploymentRole
from stafet.people.rules import (
    EndingSource,
    EndingTold,
    Ownership,
)
from stafet.people.words import CUSTODIES, CUSTODY_SOURCES, ENDING_SOURCES
from stafet.web.fields import (
    DayField,
    EmailField,
    LineField,
    Needed,
    PhoneField,
    RadioField,
    SelectField,
    TickField,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import _, _l, current_language

SPOKEN = "da en ar so tr ku fa ur uk pl ro de lt bg vi ti sv no kl fo is"
OWNERSHIPS = {
    Ownership.MUNICIPAL: _l("The kommune"),
    Ownership.PRIVATE: _l("Somebody else: private or self-owned"),
    Ownership.REGIONAL: _l("The region"),
}
EMPLOYMENT_ROLES = {
    EmploymentRole.EMPLOYEE: _l("Employee"),
    EmploymentRole.LEADER: _l("Leader"),
}


def valid_mail(_form: Any, field: Any) -> None:
    """Refuse what is no single mail address."""
    if field.data:
        try:
            field.data = parse_address(field.data)
        except BadAddress as error:
            raise ValidationError(
                _("Write one mail address, for example anna@example.dk.")
            ) from error


class InstitutionForm(StafetForm):
    name = LineField(_l("Name"), [Needed(_l("Write the name."))], max_length=120)
    kind = SelectField(_l("Kind"))
    ownership = RadioField(
        _l("Who runs it?"),
        choices=[(key.value, label) for key, label in OWNERSHIPS.items()],
        default=Ownership.MUNICIPAL.value,
    )
    controller = LineField(
        _l("Data controller"),
        [Needed(_l("Write who answers for the data."))],
        description=_l("Who answers for the data at the place."),
        max_length=120,
    )
    agreement_on = DayField(
        _l("Agreement in force from"),
        description=_l("Needed where somebody else than the kommune runs the place."),
    )
    performs_public_task = TickField(
        _l("The place solves tasks for the kommune"),
        default=True,
        description=_l("Only then may it take part in an SSD meeting."),
    )

    def offer(self, catalogue: Catalogue) -> None:
        kinds = catalogue.institution_kinds
        self.kind.choices = _labels({key: one for key, one in kinds.items() if not one.outside})


class EmployForm(StafetForm):
    """Where somebody works, as what."""

    institution = SelectField(_l("Place"))
    title = SelectField(_l("Title"))
    role = RadioField(
        _l("Role"),
        choices=[(key.value, label) for key, label in EMPLOYMENT_ROLES.items()],
        default=EmploymentRole.EMPLOYEE.value,
        hints={
            EmploymentRole.LEADER.value: _l("Registers children, gives tasks, approves openings.")
        },
    )

    def offer(self, catalogue: Catalogue, places: list[tuple[str, str]]) -> None:
        self.title.choices = _labels(catalogue.titles)
        self.institution.choices = places


class ProfessionalForm(EmployForm):
    """Somebody new, and where the person works."""

    name = LineField(_l("Name"), [Needed(_l("Write the name."))])
    email = EmailField(
        _l("Work mail"), [valid_mail], description=_l("Where news are told, without any content.")
    )
    phone = PhoneField(_l("Work phone"))


class GroupForm(StafetForm):
    name = LineField(_l("Name"), [Needed(_l("Write the name."))], max_length=80)


class ContactForm(StafetForm):
    person = SelectField(_l("Contact person"))


class ChildForm(StafetForm):
    name = LineField(_l("The child's name"), [Needed(_l("Write the name."))])
    cpr = LineField(_l("CPR number"), [Needed(_l("Write the CPR number."))], max_length=16)
    address = LineField(_l("Address"))
    place = SelectField(_l("Group"))
    from_on = DayField(_l("From"), [Needed(_l("Write from which day."))])


class GuardianForm(StafetForm):
    """A parent or another guardian, and the custody that makes one."""

    name = LineField(_l("Name"), [Needed(_l("Write the name."))])
    cpr = LineField(
        _l("CPR number"),
        description=_l("Write it where the parent has more children here: then it is one person."),
        max_length=16,
    )
    address = LineField(_l("Address"))
    protected_address = TickField(
        _l("The name and address are protected"),
        description=_l("Then nobody else sees the address, and no text may tell it."),
    )
    email = EmailField(
        _l("Mail"), [valid_mail], description=_l("Where news are told, without any content.")
    )
    phone = PhoneField(_l("Phone"))
    language = SelectField(_l("Language"), default="da")
    interpreter = TickField(_l("Needs an interpreter"))
    kind = SelectField(
        _l("Custody"), choices=[(key.value, label) for key, label in CUSTODIES.items()]
    )
    source = SelectField(
        _l("How do you know it?"),
        description=_l("What is only told counts as not known: it opens nothing."),
        choices=[(key.value, label) for key, label in CUSTODY_SOURCES.items()],
    )
    checked_on = DayField(_l("Checked on"), [Needed(_l("Write when it was checked."))])
    from_on = DayField(_l("Custody since"), [Needed(_l("Write from which day."))])

    def offer(self, today: date) -> None:
        self.language.choices = _languages()
        self.checked_on.latest = self.from_on.latest = today


class NeedsForm(StafetForm):
    """What a guardian needs, when it changes."""

    language = SelectField(_l("Language"))
    interpreter = TickField(_l("Needs an interpreter"))
    protected_address = TickField(
        _l("The name and address are protected"),
        description=_l("Then nobody else sees the address, and no text may tell it."),
    )

    def offer(self) -> None:
        self.language.choices = _languages()


class EndCustodyForm(StafetForm):
    sure = TickField(
        _l("I have checked it: the custody has ended"), [Needed(_l("Tick that you have checked."))]
    )


class EndAccessForm(StafetForm):
    """What ends all access to a child."""

    why = RadioField(_l("What has happened?"), [Needed(_l("Choose what has happened."))])
    happened_on = DayField(_l("On which day?"), [Needed(_l("Write on which day."))])
    source = RadioField(
        _l("How do you know it?"),
        [Needed(_l("Choose how you know it."))],
        choices=[(key.value, label) for key, label in ENDING_SOURCES.items()],
    )
    sure = TickField(
        _l("I am sure that it is this child"), [Needed(_l("Tick that you have checked."))]
    )

    def offer(self, kinds: Mapping[str, Ending], today: date) -> None:
        """Let the leader choose among what he may say of this child."""
        language = current_language()
        self.why.choices = _labels(kinds)
        self.why.hints = {key: kind.explanation.in_(language) for key, kind in kinds.items()}
        self.happened_on.latest = today

    @property
    def told(self) -> EndingTold:
        assert self.happened_on.data
        return EndingTold(self.why.data, self.happened_on.data, EndingSource(self.source.data))


class UndoEndingForm(StafetForm):
    mistake = RadioField(_l("What was the mistake?"), [Needed(_l("Choose what the mistake was."))])

    def offer(self, mistakes: Mapping[str, Named]) -> None:
        self.mistake.choices = _labels(mistakes)


class PlaceForm(StafetForm):
    """Where a child comes next."""

    place = SelectField(_l("Group or place"))
    from_on = DayField(_l("From"), [Needed(_l("Write from which day."))])
    ends_former = TickField(
        _l("The child leaves the place it is at now"),
        default=True,
        description=_l("Do not tick it for a club or after-school care beside the school."),
    )
    protects = SelectField(
        _l("Does the name of the place give a protected address away?"),
        description=_l("Then the other parent is told that there is a place, but not which."),
    )


class TaskForm(StafetForm):
    person = SelectField(_l("Who?"))
    until_on = DayField(_l("Last day"), [Needed(_l("Write the last day."))])


def _labels(found: Any) -> list[tuple[str, str]]:
    language = current_language()
    return [(key, named.label.in_(language)) for key, named in found.items()]


def _languages() -> list[tuple[str, str]]:
    mine = current_language()
    return [(code, Locale.parse(code).get_display_name(mine) or code) for code in SPOKEN.split()]
