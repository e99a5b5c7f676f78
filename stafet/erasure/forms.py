"""What is filled in before something is deleted."""

from uuid import UUID

from stafet.web.fields import BodyField, CheckboxesField, DayField, Needed, RadioField
from stafet.web.form import StafetForm
from stafet.web.i18n import _l

REASON = 4000
SAID_BY_RULES = (
    _l("The day has not come yet."),
    _l("That is before it was closed."),
    _l("Choose why it must be kept."),
    _l("The deletion has begun. It cannot be stopped."),
)
"""What services say at a field, so that the catalogue carries it."""


class ApproveForm(StafetForm):
    """Approve a page of the list, or some of it; what others approved meanwhile is left alone."""

    things = CheckboxesField(
        _l("What is deleted?"),
        [Needed(_l("Choose what is to be deleted."))],
        coerce=UUID,
        validate_choice=False,
    )


class ArchiveForm(StafetForm):
    """Note that something was handed over to the archive."""

    on_day = DayField(_l("On which day?"), [Needed(_l("Write which day it was."))])


class HoldForm(StafetForm):
    """Keep everything about a child for a time."""

    reason = RadioField(_l("What is the reason?"), [Needed(_l("Choose why it must be kept."))])
    why = BodyField(
        _l("Why must it be kept?"),
        [Needed(_l("Write why it must be kept."))],
        max_length=REASON,
        rows=4,
    )


class LiftForm(StafetForm):
    """Keep it no longer."""

    why = BodyField(
        _l("Why need it not be kept any more?"),
        [Needed(_l("Write why it need not be kept any more."))],
        max_length=REASON,
        rows=4,
    )
