"""What follows if somebody does something at the desk, or why it is refused."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.oracle import wishes
from tests.oracle.events import World
from tests.oracle.onward import approve, move, print_form, receive, scan, set_level
from tests.oracle.opened import call, close_access, finish, open_access
from tests.oracle.powers import Outcome
from tests.oracle.urgent import alarm, attempt, second
from tests.oracle.withheld import answer, ask_back, keep_back, let_go, lift

LAW: dict[type[wishes.Wish], Callable[[Any, World, datetime], Outcome]] = {
    wishes.AskBack: ask_back,
    wishes.LetGo: let_go,
    wishes.Answer: answer,
    wishes.KeepBack: keep_back,
    wishes.Lift: lift,
    wishes.OpenAccess: open_access,
    wishes.CloseAccess: close_access,
    wishes.Alarm: alarm,
    wishes.Second: second,
    wishes.Try: attempt,
    wishes.Call: call,
    wishes.Finish: finish,
    wishes.Move: move,
    wishes.SetLevel: set_level,
    wishes.Approve: approve,
    wishes.Print: print_form,
    wishes.Scan: scan,
    wishes.Receive: receive,
}


def outcome(wish: wishes.Wish, world: World, at: datetime) -> Outcome:
    return LAW[type(wish)](wish, world, at)
