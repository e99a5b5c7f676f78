"""Which road? Four questions about a child, and where the answers lead; nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from stafet.catalogue import Catalogue
from stafet.catalogue.road import NOTIFY, VIOLENCE, Contact, RoadMap, RoadRule
from stafet.clock import day_of
from stafet.concerns.queries import Head, enter, head_of
from stafet.db.transaction import Unit
from stafet.web.i18n import _, current_language
from stafet.web.viewer import Viewer

Option = Mapping[str, object]
"""A value, its label, and whether it is checked: as the macro of radio buttons wants it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put; its name and values are numbers, for they stand in the address."""

    name: str
    label: str
    options: tuple[Option, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Way:
    """Where the answers lead: what to do, why, by which rule, and whom to ring."""

    key: str
    label: str
    text: str
    reason: str
    law: str
    law_says: str
    law_url: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class RoadPage:
    head: Head
    questions: tuple[Question, ...]
    way: Way | None


def road_page(unit: Unit, viewer: Viewer, child_id: UUID, typed: Mapping[str, str]) -> RoadPage:
    """Return the questions, and where what was answered leads; `typed` holds numbers."""
    author = enter(unit, viewer, child_id, "concern:road")
    road_map = unit.use(Catalogue).road_map
    answers = _answers(road_map, typed)
    rule = _rule(road_map, answers)
    asked = bool(typed) and rule is None
    return RoadPage(
        head=head_of(unit, viewer, child_id, author),
        questions=_questions(road_map, answers, asked=asked),
        way=_way(unit, rule) if rule else None,
    )


def _answers(road_map: RoadMap, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was answered, by key; what is no answer counts as none."""
    found = {}
    for number, question in enumerate(road_map.questions.values()):
        at = typed.get(f"q{number}", "")
        keys = dict(zip(map(str, range(len(question.answers))), question.answers, strict=True))
        if at in keys:
            found[question.key] = keys[at]
    return found


def _rule(road_map: RoadMap, answers: Mapping[str, str]) -> RoadRule | None:
    """Return where it leads once all is answered; signs of violence wait for nothing (L23)."""
    rule = road_map.lead(answers)
    at_once = rule.road == NOTIFY and VIOLENCE in rule.when
    return rule if at_once or len(answers) == len(road_map.questions) else None


def _questions(
    road_map: RoadMap, answers: Mapping[str, str], *, asked: bool
) -> tuple[Question, ...]:
    language = current_language()
    return tuple(
        Question(
            name=f"q{number}",
            label=question.label.in_(language),
            options=tuple(
                {
                    "value": str(at),
                    "label": answer.label.in_(language),
                    "checked": answers.get(question.key) == answer.key,
                }
                for at, answer in enumerate(question.answers.values())
            ),
            missing=_("Choose an answer.") if asked and question.key not in answers else "",
        )
        for number, question in enumerate(road_map.questions.values())
    )


def _way(unit: Unit, rule: RoadRule) -> Way:
    catalogue, language = unit.use(Catalogue), current_language()
    road = catalogue.road_map.roads[rule.road]
    law = catalogue.law.reference(road.law, day_of(unit.now))
    keys = [road.contact, *(["duty"] if road.key == NOTIFY else [])]
    return Way(
        key=road.key,
        label=road.label.in_(language),
        text=road.text.in_(language),
        reason=rule.reason.in_(language),
        law=law.printed_in(language),
        law_says=law.text.in_(language),
        law_url=law.url or "",
        contacts=tuple(catalogue.contacts[key] for key in keys),
    )
