"""The forms of særlig adgang: decide, refuse, an emergency, the second person's answer."""

from uuid import UUID

from stafet.accounts.proving import ProvingForm
from stafet.consent.special.emergency import Alarm
from stafet.consent.special.models import Outcome
from stafet.consent.special.pages.deciding import DecidePage
from stafet.consent.special.rules import Wish
from stafet.consent.special.sealing import Words
from stafet.web.fields import (
    BirthDateField,
    BodyField,
    CheckboxesField,
    DayField,
    LineField,
    Needed,
    RadioField,
    SelectField,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import _l

YES, NO = "yes", "no"
TOLD = [(YES, _l("Yes, now")), (NO, _l("No, not yet"))]
REASON = 4000


class DecideForm(StafetForm):
    receiver = SelectField(_l("Who gets access?"), [Needed()])
    records = CheckboxesField(_l("Which texts?"))
    reason = BodyField(_l("Why is it needed?"), [Needed()], max_length=REASON, rows=4)
    asker = LineField(_l("Who has asked?"))
    last_day = DayField(_l("Last day"))
    tell_parents = RadioField(_l("Are the parents told?"), choices=TOLD, default=YES)
    not_told = BodyField(_l("Why are they not told yet?"), max_length=REASON, rows=3)

    def wish(self, page: DecidePage) -> Wish:
        return Wish(
            id=self.idempotency_key,
            kind=page.kind.key,
            receiver_id=UUID(self.receiver.data),
            institution_id=page.place_id,
            records=frozenset(UUID(record) for record in self.records.data or ()),
            reason=self.reason.data or "",
            last_day=self.last_day.data,
            tell_parents=self.data.get("tell_parents", YES) == YES,
            not_told=self.data.get("not_told") or "",
            asker=self.data.get("asker") or "",
        )


class RefuseForm(StafetForm):
    asker = LineField(_l("Who has asked?"), [Needed()])
    reason = BodyField(_l("Why is it refused?"), [Needed()], max_length=REASON, rows=4)

    @property
    def words(self) -> Words:
        return Words(self.reason.data or "", asker=self.asker.data or "")


class EmergencyForm(ProvingForm):
    reason = BodyField(_l("What is the danger?"), [Needed()], max_length=REASON, rows=4)
    cpr = LineField(_l("CPR number"), max_length=20)
    name = LineField(_l("Or the child's whole name"))
    born_on = BirthDateField(_l("and date of birth"))
    tell_parents = RadioField(_l("Are the parents told?"), choices=TOLD, default=YES)
    not_told = BodyField(_l("Why are they not told yet?"), max_length=REASON, rows=3)

    @property
    def alarm(self) -> Alarm:
        return Alarm(
            id=self.idempotency_key,
            reason=self.reason.data or "",
            cpr=self.cpr.data or "",
            name=self.name.data or "",
            born_on=self.born_on.data,
            tell_parents=self.tell_parents.data == YES,
            not_told=self.not_told.data or "",
        )


class ApproveForm(StafetForm):
    answer = RadioField(
        _l("Do you approve the access?"),
        [Needed()],
        choices=[
            (YES, _l("Yes, the access was needed")),
            (NO, _l("No, end it at once")),
        ],
    )


class OutcomeForm(StafetForm):
    outcome = RadioField(
        _l("What did it come to?"),
        [Needed()],
        choices=[
            (Outcome.JUSTIFIED.value, _l("The access was justified")),
            (Outcome.UNJUSTIFIED.value, _l("The access was not justified")),
        ],
    )


def decide_form(page: DecidePage) -> DecideForm:
    """Return the form for one kind and place, without the fields that the kind does not ask."""
    form = DecideForm()
    form.receiver.choices = list(page.people)
    form.records.choices = list(page.records)
    form.last_day.latest = page.longest
    if not form.is_submitted():
        form.last_day.data = page.last_day
    if not page.kind.on_behalf:
        del form.asker
    if not page.may_be_silent:
        del form.tell_parents
        del form.not_told
    return form
