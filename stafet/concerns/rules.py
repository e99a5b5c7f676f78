"""What a concern is made of: answers about the child, some about a parent's own life. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from stafet.logs.rules import Involvement, problems_with_involvement
from stafet.records.rules import CHILD, Content


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the kommune's tool, put once for the child or once for each parent."""

    key: str
    label: str
    hint: str
    category: str
    guardian_id: UUID | None = None

    @property
    def field(self) -> str:
        """The name of the form's field."""
        return f"q_{self.key}" + (f"_{self.guardian_id.hex}" if self.guardian_id else "")

    @property
    def subject(self) -> str:
        return str(self.guardian_id) if self.guardian_id else CHILD


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one record: all that was said about one person."""

    subject: str
    categories: frozenset[str]
    content: Content

    @property
    def is_about_child(self) -> bool:
        return self.subject == CHILD


@dataclass(frozen=True, slots=True)
class Concern:
    """What was typed: answers by field, the day, more topics, and the parents' involvement."""

    answers: Mapping[str, str] = field(default_factory=dict)
    event_on: date | None = None
    topics: frozenset[str] = frozenset()
    involvement: Involvement = field(default_factory=Involvement)

    @property
    def tells_of_parents(self) -> bool:
        told = self.involvement
        return bool(told.how.strip() or told.reason.strip())

    def to_content(self) -> Content:
        """Return everything typed, as a draft is kept."""
        told = self.involvement
        more = {
            "event_on": _written(self.event_on),
            "topics": " ".join(sorted(self.topics)),
            "how": told.how,
            "involved_on": _written(told.involved_on),
            "reason": told.reason,
        }
        return Content(answers={**self.answers, **{k: v for k, v in more.items() if v}})

    @classmethod
    def from_content(cls, content: Content) -> "Concern":
        told = dict(content.answers)
        return cls(
            event_on=_day(told.pop("event_on", "")),
            topics=frozenset(told.pop("topics", "").split()),
            involvement=Involvement(
                told.pop("how", ""), _day(told.pop("involved_on", "")), told.pop("reason", "")
            ),
            answers=told,
        )


def parts_of(concern: Concern, asked: Sequence[Asked]) -> tuple[Part, ...]:
    """Return the records a concern becomes, the child's first; a parent's own matters apart (L10).

    The categories are those of the questions answered, and for the child those chosen besides.
    """
    parts = []
    for subject in dict.fromkeys([CHILD, *(question.subject for question in asked)]):
        mine = [question for question in asked if question.subject == subject]
        told = {q: concern.answers.get(q.field, "") for q in mine}
        if any(text.strip() for text in told.values()):
            parts.append(_part(subject, told, concern.topics if subject == CHILD else frozenset()))
    return tuple(parts)


def words_of(part: Part, asked: Sequence[Asked]) -> tuple[tuple[str, str], ...]:
    """Return what a record will say, each text with its question."""
    labels = {
        question.key: question.label for question in asked if question.subject == part.subject
    }
    first = next(iter(labels.values()), "")
    told = [(first, part.content.text)]
    told += [(labels.get(key, ""), words) for key, words in part.content.answers.items()]
    return tuple((label, words) for label, words in told if words.strip())


def problems_with_concern(
    concern: Concern, asked: Sequence[Asked], parts: Sequence[Part], today: date
) -> dict[str, str]:
    """Return what stands against saving, by field; nothing must be answered, but something."""
    problems = problems_with_parents_part(concern.involvement, today)
    if not parts:
        problems[asked[0].field] = "Write something before you save."
    if concern.event_on is not None and concern.event_on > today:
        problems["event_on"] = "The day has not come yet."
    return problems


def problems_with_parents_part(involvement: Involvement, today: date) -> dict[str, str]:
    """Return what stands against the involvement, where any is told (L31)."""
    told = involvement.how.strip() or involvement.reason.strip() or involvement.involved_on
    return problems_with_involvement(involvement, today) if told else {}


def _part(subject: str, told: Mapping[Asked, str], topics: frozenset[str]) -> Part:
    """The first question's answer is the record's text, the others stay with their questions."""
    (_, text), *rest = told.items()
    answers = {question.key: words for question, words in rest if words.strip()}
    answered = {q.category for q, words in told.items() if words.strip()}
    return Part(subject, frozenset(answered) | topics, Content(text=text, answers=answers))


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
