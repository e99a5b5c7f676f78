"""The forms for calling a meeting and for its minutes; the minutes' fields follow the agenda."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final, cast
from uuid import UUID

from stafet.catalogue.agendas import Agenda
from stafet.clock import COPENHAGEN
from stafet.meetings.pages.calling import CallPage
from stafet.meetings.pages.minutes import MinutesPage
from stafet.meetings.rules import Call, Line, Minutes
from stafet.records.rules import Content
from stafet.web.fields import (
    BodyField,
    CheckboxesField,
    DayField,
    HourField,
    LineField,
    Needed,
    RadioField,
    RowVersionField,
    SelectField,
    TickField,
)
from stafet.web.form import StafetForm
from stafet.web.i18n import _, _l, current_language

FEWEST_LINES: Final = 3
MOST_LINES: Final = 20
USUAL_KIND: Final = "netvaerksmoede"
FAMILY_VIEWS: Final = ("parents", "parents_reason", "child", "child_reason")


class CallForm(StafetForm):
    """Who meets, when, where and why."""

    kind = RadioField(_l("What kind of meeting?"))
    on = DayField(_l("Which day?"), [Needed(_l("Choose a day."))])
    hour = HourField(_l("What time?"), [Needed(_l("Choose an hour."))])
    place = LineField(_l("Where?"), [Needed(_l("Tell where the meeting is."))])
    purpose = BodyField(
        _l("What is the meeting for?"),
        [Needed(_l("Tell what the meeting is for."))],
        description=_l("Everybody who is invited reads this. Write facts, not judgement."),
        rows=4,
    )
    tried = BodyField(_l("What has been tried?"), rows=3)
    people = CheckboxesField(_l("Which professionals?"))
    guardians = CheckboxesField(_l("Which parents?"))
    child_comes = RadioField(
        _l("Does the child take part?"),
        choices=[("yes", _l("Yes")), ("no", _l("No"))],
        default="no",
    )
    child_perspective = BodyField(
        _l("How is the child's view brought to the meeting?"),
        description=_l("Needed when the child does not take part."),
        rows=2,
    )
    parents_how = BodyField(
        _l("How did the parents take part in calling the meeting?"),
        description=_l("For example: talked together on Monday, and both want it."),
        rows=2,
    )
    parents_reason = BodyField(
        _l("Why the parents did not take part"),
        description=_l("Also needed when no parent is invited."),
        rows=2,
    )
    others = BodyField(
        _l("Does the family bring somebody?"),
        description=_l("Relatives, friends, an interpreter. One on each line."),
        rows=2,
    )
    others_agreed = TickField(_l("The parents have said yes to them"))
    categories = CheckboxesField(_l("What is the meeting about?"))

    def offer(self, page: CallPage) -> None:
        """Offer what the page found."""
        self.kind.choices, self.kind.hints = list(page.kinds), page.kind_hints
        self.people.choices = list(page.people)
        self.guardians.choices = list(page.guardians)
        self.categories.choices = list(page.choices.categories)

    def call(self) -> Call:
        """Return the meeting as it is told."""
        return Call(
            kind=self.kind.data or "",
            on=self.on.data,
            at=hour_on(self.on.data, self.hour.data),
            place=self.place.data or "",
            purpose=self.purpose.data or "",
            categories=frozenset(self.categories.data or ()),
            people=frozenset(_chair(text) for text in self.people.data or ()),
            guardians=frozenset(UUID(text) for text in self.guardians.data or ()),
            child_comes=self.child_comes.data == "yes",
            child_perspective=self.child_perspective.data or "",
            parents_how=self.parents_how.data or "",
            parents_reason=self.parents_reason.data or "",
            tried=self.tried.data or "",
            others=self.others.data or "",
            others_agreed=bool(self.others_agreed.data),
        )


class MoveForm(StafetForm):
    """Another day or hour of a meeting."""

    row_version = RowVersionField(default=0)
    on = DayField(_l("Which day?"), [Needed(_l("Choose a day."))])
    hour = HourField(_l("What time?"), [Needed(_l("Choose an hour."))])

    @property
    def at(self) -> datetime | None:
        return hour_on(self.on.data, self.hour.data)


class CancelForm(StafetForm):
    """A press that cancels a meeting, and minutes of it that its page told of."""

    row_version = RowVersionField(default=0)
    begun = RowVersionField(default=0)


def hour_on(day: date | None, hour: time | None) -> datetime | None:
    """Return the instant of an hour in Copenhagen on a day, once both are told."""
    return datetime.combine(day, hour, COPENHAGEN) if day and hour else None


def proposal(page: CallPage) -> dict[str, Any]:
    """Return what the empty form proposes: the usual kind, and who can come."""
    return {
        "kind": USUAL_KIND,
        "people": list(page.invited),
        "guardians": [key for key, _name in page.guardians],
        "categories": list(page.topics),
    }


class MinutesForm(StafetForm):
    """What every meeting's minutes hold; the agenda's items are added by `minutes_form`."""

    row_version = RowVersionField(default=0)
    came = CheckboxesField(_l("Who is here?"))
    child = BodyField(_l("How the child sees it"), rows=3)
    child_reason = BodyField(_l("Why the child's view is missing"), rows=2)
    parents = BodyField(_l("How the parents see it"), rows=3)
    parents_reason = BodyField(_l("Why the parents' view is missing"), rows=2)
    categories = CheckboxesField(_l("What was the meeting about?"))

    agenda: Agenda
    line_count: int
    most_lines = MOST_LINES

    def offer(self, page: MinutesPage) -> None:
        """Offer who can be ticked, who can promise something, and the topics."""
        self.came.choices = list(page.guests)
        self.categories.choices = list(page.choices.categories)
        for row in range(1, self.line_count + 1):
            self[f"who_{row}"].choices = [("", _("Choose")), *page.near]

    @property
    def items(self) -> list[str]:
        return written_items(self.agenda)

    def of_phase(self, *phases: str) -> list[str]:
        """Return the items of some phases, in the agenda's order."""
        return [key for key in self.items if self.agenda.items[key].phase in phases]

    def filled(self, name: str) -> bool:
        """Return whether a field must not be folded away."""
        return bool(self[name].data or self[name].errors)

    def minutes(self) -> Minutes:
        """Return the minutes as they are typed."""
        return Minutes(
            answers={key: self[f"item_{key}"].data or "" for key in self.items},
            categories=frozenset(self.categories.data or ()),
            lines=tuple(self._line(row) for row in range(1, self.line_count + 1)),
            came=frozenset(UUID(text) for text in self.came.data or ()),
            **{name: self[name].data or "" for name in FAMILY_VIEWS},
        )

    def draft(self) -> Content:
        """Return what is typed, to be kept sealed."""
        return Content(answers={name: _kept(self[name].data) for name in self._drafted()})

    def _drafted(self) -> list[str]:
        items = [f"item_{key}" for key in self.items]
        rows = range(1, self.line_count + 1)
        lines = [f"{part}_{row}" for row in rows for part in ("what", "who", "on")]
        return ["came", "categories", *FAMILY_VIEWS, *items, *lines]

    def _line(self, row: int) -> Line:
        who = self[f"who_{row}"].data
        on = cast("date | None", self[f"on_{row}"].data)
        return Line(row, self[f"what_{row}"].data or "", UUID(who) if who else None, on)


def written_items(agenda: Agenda) -> list[str]:
    """Return the items that have a box: not the agreements, nor the views every meeting has."""
    return [
        key for key, item in agenda.items.items() if not item.agreements and key not in FAMILY_VIEWS
    ]


def minutes_form(agenda: Agenda, line_count: int) -> type[MinutesForm]:
    """Return the form for one kind of meeting, with so many lines for agreements."""
    language, fields = current_language(), dict[str, Any]()
    for key in written_items(agenda):
        item = agenda.items[key]
        fields[f"item_{key}"] = BodyField(
            item.label.in_(language), description=item.prompt.in_(language), rows=4
        )
    for row in range(1, line_count + 1):
        fields[f"what_{row}"] = LineField(_("%(row)d. What do we do?", row=row), max_length=1000)
        fields[f"who_{row}"] = SelectField(_("%(row)d. Who?", row=row), default="")
        fields[f"on_{row}"] = DayField(_("%(row)d. By when?", row=row))
    return type(
        "MinutesForm", (MinutesForm,), {"agenda": agenda, "line_count": line_count, **fields}
    )


def lines_in(answers: Mapping[str, str]) -> int:
    """Return how many lines a draft has."""
    whats = {f"what_{row}": row for row in range(1, MOST_LINES + 1)}
    rows = [whats[name] for name, text in answers.items() if name in whats and text]
    return min(max([FEWEST_LINES, *rows]), MOST_LINES)


def kept_data(page: MinutesPage) -> dict[str, Any]:
    """Return a draft as the form's data; without one everybody came, about the call's topics."""
    answers = page.kept.content.answers
    data: dict[str, Any] = {name: _typed(name, text) for name, text in answers.items()}
    data.setdefault("came", [key for key, _name in page.guests])
    data.setdefault("categories", sorted(page.topics))
    return {**data, "row_version": page.kept.version}


def _kept(value: object) -> str:
    if isinstance(value, list):
        return " ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _typed(name: str, text: str) -> object:
    if name in {"came", "categories"}:
        return text.split()
    if name.startswith("on_"):
        return date.fromisoformat(text) if text else None
    return text


def _chair(text: str) -> tuple[UUID, UUID]:
    person, place = text.split("|")
    return UUID(person), UUID(place)
