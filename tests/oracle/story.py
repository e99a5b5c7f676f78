"""One life in which everything happens: each rule of the machine once, and each is granted."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.oracle import wishes
from tests.oracle.events import CHILD
from tests.oracle.life import Life
from tests.oracle.playing import TOPICS
from tests.oracle.powers import HOLDER

TURNS_15, TURNS_18 = date(2012, 3, 9), date(2009, 3, 12)
SCHOOL, EVERYTHING = frozenset({"school"}), frozenset(TOPICS)
ANSWER = {"number": 0, "which": 0, "places": SCHOOL, "topics": EVERYTHING, "everything": True}
LATER = {"ahead": 0, "lasts": 100, "purpose": "early_support"}
TO_PIA = {"number": 0, "kind": "complaint", "person": "pia"}
SILENT = {"number": 1, "which": 0, "place": "school"}
TEXT = {"number": 0, "record": "two", "place": "daycare", "topics": frozenset(TOPICS[:1])}

STORY: list[tuple[str, dict[str, Any]]] = [
    ("share", {"number": 0, "wish": wishes.Approve(by="lis")}),
    ("share", {"number": 0, "wish": wishes.SetLevel(by=HOLDER, shared=True)}),
    ("task", {"number": 0, "person": "signe", "place": "school", "begins": True}),
    ("task", {"number": 0, "person": "troels", "place": "daycare", "begins": True}),
    ("write", {**TEXT, "days": 1, "whom": (CHILD,)}),
    ("author", {"number": 0, "which": 1, "wish": wishes.AskBack, "by": None}),
    ("answer", {"number": 0, "which": 0, "kind": "redacted", "whom": "anna", "by": "dan"}),
    ("author", {"number": 0, "which": 1, "wish": wishes.LetGo, "by": None}),
    ("lift", {"number": 0, "which": 0, "by": "dan"}),
    ("keep_back", {"number": 0, "which": 0, "kind": "redacted", "whom": "bo", "by": "lis"}),
    ("keep_back", {"number": 0, "which": 0, "kind": "hidden", "whom": "bo", "by": "lis"}),
    ("lift", {"number": 0, "which": 0, "by": "lis"}),
    ("write_aside", {"number": 0, "which": 0, "what": "by"}),
    ("write_aside", {"number": 0, "which": 0, "what": "in"}),
    ("open_access", {**TO_PIA, "which": 0, "days": 1, "by": "lis"}),
    ("alarm", {"number": 0, "by": "troels"}),
    ("second", {"number": 0, "which": 0, "yes": True, "by": "lis"}),
    ("meet", {"number": 0, "place": "daycare", "kind": "netvaerksmoede", "leaves": True}),
    ("custody", {"number": 0, "person": "carl", "state": "unknown"}),
    ("all_give", {"number": 0, "place": "school", "own": True}),
    ("custody", {"number": 0, "person": "carl", "state": "none"}),
    ("all_give", {"number": 0, "place": "school", "own": True}),
    ("share", {"number": 0, "wish": wishes.SetLevel(by=HOLDER, shared=False)}),
    ("share", {"number": 0, "wish": wishes.SetLevel(by=HOLDER, shared=True)}),
    ("call", {"number": 0, "kind": "ssd", "everybody": True, "topics": EVERYTHING, "by": HOLDER}),
    ("finish", {"number": 0, "which": 0, "also": None, "absent": True, "by": HOLDER}),
    ("take", {"number": 0, "which": 1, "place": "school", "topic": "health"}),
    ("say_no", {"number": 0, "which": 1, "place": "daycare"}),
    ("wait", {"step": timedelta(days=1)}),
    ("give", {**ANSWER, **LATER, "everything": False, "own": True}),
    ("write", {**TEXT, "days": 0, "whom": (CHILD,)}),
    ("write", {**TEXT, "record": "three", "place": "ppr", "days": 0, "whom": (CHILD,)}),
    ("close_access", {"number": 0, "which": 1, "by": None}),
    ("wait_for_an_edge", {"which": 3, "short": False}),
    ("say_no", {"number": 0, "which": 0, "place": "school"}),
    ("wait", {"step": timedelta(days=1)}),
    ("receive", {**ANSWER, "which": 0, "back": 0, "way": "form", "no": False, "by": HOLDER}),
    ("receive", {**ANSWER, "which": 1, "back": 0, "way": "said", "no": True, "by": HOLDER}),
    ("move", {"number": 0, "place": "school", "days": 0, "by": "dan"}),
    ("custody", {"number": 0, "person": "anna", "state": "none"}),
    ("wait", {"step": timedelta(days=29)}),
    ("silence", {**SILENT, "days": 14, "phone": True, "by": "lis"}),
    ("end", {"number": 0, "really": True}),
]


def tell(life: Life) -> Iterator[str]:
    """Let one thing after the other happen to a life, each for certain; yield when it has."""
    life.begin(born=(TURNS_15, TURNS_18), held=True)
    for name, told in STORY:
        before = [len(world.events) for world in life.worlds], life.now
        getattr(life, name)(**told)
        assert ([len(world.events) for world in life.worlds], life.now) != before, name
        yield name


def rules_of(machine: type[Life]) -> set[str]:
    return {
        name for name in dir(machine) if hasattr(getattr(machine, name), "hypothesis_stateful_rule")
    }
