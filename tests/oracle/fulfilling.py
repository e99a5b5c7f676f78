"""Wishes in the running application: the services do them, or refuse as the law says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import singledispatch
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import select

from stafet import audit
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.models import AttemptWay, Limit
from stafet.consent.services import Choice, Signing
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.services.receiving import Received, keep_scan, print_paper, receive
from stafet.consent.special.emergency import Alarm, approve, open_emergency, refuse
from stafet.consent.special.rules import Wish as AccessWish
from stafet.consent.special.services import end_access, open_access
from stafet.consent.verdicts import Answer, Decision
from stafet.consent.withholding import ask_back, decide_back, keep_back, lift, release_now
from stafet.db.transaction import Unit
from stafet.errors import Conflict, Invalid, NotFound
from stafet.logs.models import Stafetlog
from stafet.logs.services import approve_opening, set_level
from stafet.meetings.models import Meeting
from stafet.meetings.rules import Call, Minutes
from stafet.meetings.services import call_meeting, finish_minutes
from stafet.people.queries import custodians
from stafet.people.rules import Move
from stafet.people.services.leading import move_child
from stafet.records.files import PDF, Accepted
from tests.oracle import events, wishes
from tests.oracle.events import CHILD, Event, World
from tests.oracle.house import House
from tests.oracle.outcomes import outcome
from tests.oracle.powers import No
from tests.oracle.signing import choices_of

SCAN = Accepted(PDF, b"%PDF-1.7 signed by hand %%EOF")
ORDINARY = "netvaerksmoede"
E = TypeVar("E", bound=Event)
LOOK_AGAIN = timedelta(days=30)
"""After how long a leader looks again at what he keeps back."""


@dataclass(frozen=True)
class Doing:
    """A wish being done: in which unit, about which child, and what follows by law."""

    unit: Unit
    house: House
    number: int
    follows: list[Event]

    @property
    def child(self) -> UUID:
        return self.house.children[self.number]

    @property
    def log(self) -> UUID:
        return self.house.logs[self.number]

    def record(self, name: str) -> UUID:
        return self.house.records[self.number, name]

    def row(self, name: str) -> UUID:
        return self.house.rows[self.number, name]

    def person(self, name: str | None) -> UUID | None:
        if name is None:
            return None
        return self.child if name == CHILD else self.house.ids[name]

    def new(self, sort: type[E]) -> E | None:
        """Return what comes into being of this sort by law, if anything does."""
        return next((one for one in self.follows if isinstance(one, sort)), None)

    def name_limit(self) -> None:
        """Keep under which id the application knows what is kept back from now on."""
        named = [e for e in self.follows if isinstance(e, events.Limit) and e.stands]
        for event in named:
            self.unit.session.flush()
            query = select(Limit.id).where(
                Limit.record_id == self.record(event.record),
                Limit.kind == event.kind,
                Limit.set_at == self.unit.now,
            )
            found = self.unit.session.scalars(query).all()
            self.house.rows[self.number, event.row] = found[-1]


def fulfil(
    house: House, number: int, world: World, wish: wishes.Wish
) -> tuple[list[Event], datetime]:
    """Do it in the application; return what follows, and when it was.

    The law says beforehand what follows, or how it is refused.
    """
    child, refusal = house.children[number], None
    try:
        with house.database.unit() as unit:
            audit.lock_after(unit, child)
            at = unit.now
            told = outcome(wish, world, at)
            follows = [] if isinstance(told, No) else told
            do(wish, Doing(unit, house, number, follows))
            assert unit.now == at
    except (NotFound, Invalid, Conflict) as error:
        refusal = error
    refused = "" if refusal is None else type(refusal).__name__
    assert refused == (told if isinstance(told, No) else ""), (wish, refusal, told)
    return follows, at


@singledispatch
def do(wish: wishes.Wish, at: Doing) -> None:
    raise TypeError(f"no service is known for this: {wish}")


@do.register
def _(wish: wishes.AskBack, at: Doing) -> None:
    ask_back(at.unit, at.house.desk(wish.by), at.child, at.record(wish.record), "Det er nyt.")
    at.name_limit()


@do.register
def _(wish: wishes.LetGo, at: Doing) -> None:
    release_now(at.unit, at.house.desk(wish.by), at.child, at.record(wish.record))


@do.register
def _(wish: wishes.Answer, at: Doing) -> None:
    said = decision(wish.kind, at.person(wish.whom), at)
    decide_back(at.unit, at.house.desk(wish.by), at.row(wish.row), said)
    at.name_limit()


@do.register
def _(wish: wishes.KeepBack, at: Doing) -> None:
    said = decision(wish.kind, at.person(wish.whom), at)
    keep_back(at.unit, at.house.desk(wish.by), at.child, at.record(wish.record), said)
    at.name_limit()


def decision(kind: str | None, whom: UUID | None, at: Doing) -> Decision:
    if kind is None:
        return Decision(Answer.REFUSE)
    answer = {"hidden": Answer.HIDE, "redacted": Answer.REDACT}[kind]
    legal = next(iter(at.unit.use(Catalogue).withholding_reasons))
    return Decision(answer, whom, legal, day_of(at.unit.now) + LOOK_AGAIN)


@do.register
def _(wish: wishes.Lift, at: Doing) -> None:
    lift(at.unit, at.house.desk(wish.by), at.row(wish.row))


@do.register
def _(wish: wishes.OpenAccess, at: Doing) -> None:
    asked = AccessWish(
        id=uuid4(),
        kind=wish.kind,
        receiver_id=at.house.ids[wish.person],
        institution_id=at.house.ids[wish.place],
        records=frozenset({at.record(wish.record)}),
        reason="Det er nødvendigt.",
        last_day=wish.last,
        asker="Ankestyrelsen",
    )
    row = open_access(at.unit, at.house.desk(wish.by), at.child, asked)
    if access := at.new(events.Access):
        at.house.rows[at.number, access.name] = row


@do.register
def _(wish: wishes.CloseAccess, at: Doing) -> None:
    end_access(at.unit, at.house.desk(wish.by), at.row(wish.access))


@do.register
def _(wish: wishes.Alarm, at: Doing) -> None:
    alarm = Alarm(uuid4(), "Barnet er i fare.", at.house.cprs[at.number])
    row = open_emergency(at.unit, at.house.desk(wish.by), alarm)
    if (access := at.new(events.Access)) and row:
        at.house.rows[at.number, access.name] = row


@do.register
def _(wish: wishes.Second, at: Doing) -> None:
    answer = approve if wish.yes else refuse
    answer(at.unit, at.house.desk(wish.by), at.row(wish.access))


@do.register
def _(wish: wishes.Try, at: Doing) -> None:
    giver, way = at.person(wish.giver), AttemptWay.PHONE if wish.phone else AttemptWay.LETTER
    assert giver is not None
    tried = Tried(uuid4(), giver, way, interpreter=False, on_day=day_of(at.unit.now))
    note_attempt(at.unit, at.house.desk(wish.by), at.child, tried)


@do.register
def _(wish: wishes.Call, at: Doing) -> None:
    key, ids = uuid4(), at.house.ids
    call = Call(
        kind=ORDINARY,
        on=day_of(at.unit.now),
        at=at.unit.now,
        place="Rådhuset",
        purpose="Hvad hjælper?",
        categories=wish.topics,
        people=frozenset((ids[person], ids[place]) for person, place in wish.chairs),
        guardians=frozenset(custodians(at.unit, at.child)),
        child_perspective="Hanne taler med barnet.",
        parents_how="Talt sammen.",
        parents_reason="Ingen af dem kan.",
    )
    call_meeting(at.unit, at.house.desk(wish.by), at.log, call, key=key)
    at.house.records[at.number, wish.meeting] = key
    # no button calls a meeting without consent yet: its minutes follow by their own rules
    at.unit.session.get_one(Meeting, key).kind = wish.kind


@do.register
def _(wish: wishes.Finish, at: Doing) -> None:
    key = uuid4()
    minutes = Minutes(
        answers={"known": "Barnet leger bedst med én ad gangen."},
        categories=wish.topics,
        parents_reason="Ingen af dem kan.",
        child_reason="Barnet sov.",
        came=frozenset(at.house.ids[person] for person in wish.came),
    )
    meeting = at.record(wish.meeting)
    finish_minutes(at.unit, at.house.desk(wish.by), at.log, meeting, minutes, 0, key=key)
    at.house.records[at.number, f"minutes of {wish.meeting}"] = key


@do.register
def _(wish: wishes.Move, at: Doing) -> None:
    move = Move(at.house.ids[wish.place], at.house.groups[wish.place].id, wish.first)
    move_child(at.unit, at.house.desk(wish.by), at.child, move)


@do.register
def _(wish: wishes.SetLevel, at: Doing) -> None:
    seen = at.unit.session.get_one(Stafetlog, at.log).row_version
    set_level(at.unit, at.house.desk(wish.by), at.log, int(wish.shared), seen)


@do.register
def _(wish: wishes.Approve, at: Doing) -> None:
    approve_opening(at.unit, at.house.desk(wish.by), at.log)


@do.register
def _(wish: wishes.Print, at: Doing) -> None:
    key = uuid4()
    print_paper(at.unit, at.house.desk(wish.by), at.child, "da", key, young=wish.young)
    at.house.rows[at.number, wish.paper] = key


@do.register
def _(wish: wishes.Scan, at: Doing) -> None:
    key, office = uuid4(), at.house.desk(wish.by)
    keep_scan(at.unit, office, at.child, at.row(wish.paper), key, SCAN)
    if kept := at.new(events.Written):
        at.house.records[at.number, kept.record] = key


@do.register
def _(wish: wishes.Receive, at: Doing) -> None:
    office, paper = at.house.desk(wish.by), at.row(wish.paper) if wish.paper else None
    given, spoken = wish.give, {"words": "Det var hendes ord.", "present": "Alle"}
    said = choices_of(given, at.house)
    if wish.no:
        said = tuple(Choice(choice.institution_id, yes=False) for choice in said)
    signing = Signing(uuid4(), said, signed_on=day_of(given.signed))
    giver = at.person(given.giver)
    assert giver is not None
    received = Received(giver, signing, paper, **({} if paper else spoken))
    receive(at.unit, office, at.child, received)
