"""Which road? Questions, and rules that lead every combination of answers somewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stafet.catalogue.label import Label
from stafet.catalogue.model import Named
from stafet.catalogue.source import Source, Table

VIOLENCE, NOTIFY = "violence", "underretning"
ROADS = (NOTIFY, "consent", "anonymous", "ssd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Named):
    """Whom to ring, when and where."""

    hours: Label
    phone: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadQuestion(Named):
    answers: Mapping[str, Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Road(Named):
    """A way on; `law` and `contact` are keys."""

    text: Label
    law: str
    contact: str


@dataclass(frozen=True, slots=True)
class RoadRule:
    """Leads to a road when each question named has one of these answers."""

    road: str
    when: Mapping[str, tuple[str, ...]]
    reason: Label

    def fits(self, answers: Mapping[str, str]) -> bool:
        return all(answers.get(key) in wanted for key, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class RoadMap:
    """What is asked, and where the answers lead; the last rule fits whatever is answered."""

    questions: Mapping[str, RoadQuestion]
    roads: Mapping[str, Road]
    rules: Sequence[RoadRule]

    def lead(self, answers: Mapping[str, str]) -> RoadRule:
        """Return the first rule that fits."""
        return next(rule for rule in self.rules if rule.fits(answers))


def read_contacts(source: Source) -> Mapping[str, Contact]:
    def contact(entry: Table, key: str) -> Contact:
        return Contact(
            key=key,
            label=entry.label("label"),
            hours=entry.label("hours"),
            phone=entry.text("phone"),
            address=entry.text("address"),
        )

    return source.root.keyed("contact", contact, ("intake", "duty", "adviser"))


def read_road_map(
    source: Source, laws: Mapping[str, object], contacts: Mapping[str, object]
) -> RoadMap:
    """Read the questions, the roads and the rules; what could end nowhere is a problem."""

    def road(entry: Table, key: str) -> Road:
        return Road(
            key=key,
            label=entry.label("label"),
            text=entry.label("text"),
            law=entry.one_of("law", laws, "legal reference"),
            contact=entry.one_of("contact", contacts, "contact"),
        )

    questions = source.root.keyed("question", _question, [VIOLENCE])
    roads = source.root.keyed("road", road, ROADS)
    rules = [_rule(entry, questions, roads) for entry in source.root.entries("rule")]
    _refuse_dead_ends(source, questions, rules)
    return RoadMap(questions, roads, tuple(rules))


def _question(entry: Table, key: str) -> RoadQuestion:
    answers = entry.keyed("answer", _answer)
    return RoadQuestion(key=key, label=entry.label("label"), answers=answers)


def _answer(entry: Table, key: str) -> Named:
    return Named(key=key, label=entry.label("label"))


def _rule(
    entry: Table, questions: Mapping[str, RoadQuestion], roads: Mapping[str, Road]
) -> RoadRule:
    told = entry.table("when") if "when" in entry else None
    wanted = {key: told.many(key, str) for key in told.data} if told else {}
    for key, answers in wanted.items():
        known = questions[key].answers if key in questions else {}
        if not answers or not set(answers) <= set(known):
            entry.report("when", f"names a question or an answer that is not there: {key}")
    return RoadRule(entry.one_of("road", roads, "road"), wanted, entry.label("reason"))


def _refuse_dead_ends(
    source: Source, questions: Mapping[str, RoadQuestion], rules: Sequence[RoadRule]
) -> None:
    """Every answer leads on, and what suggests violence or abuse to the kommune first (L23)."""
    if not rules or any(not rule.when for rule in rules[:-1]) or rules[-1].when:
        source.root.report("rule", "must end with one without when, and only the last has none")
    elif VIOLENCE in questions and _leads(rules, "yes") != NOTIFY:
        source.root.report("rule", "must lead to underretning first where there is violence (L23)")


def _leads(rules: Sequence[RoadRule], violence: str) -> str:
    """Return where a sign of violence leads whatever else is answered: by that answer alone."""
    alone = (rule for rule in rules if rule.fits({VIOLENCE: violence}))
    first = next(alone)
    return first.road if first is rules[0] else ""
