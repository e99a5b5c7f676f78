"""What must be refused, each for its own reason: the machine comes by it too seldom."""

from datetime import date, timedelta

from stafet.clock import start_of_day
from tests.oracle import wishes
from tests.oracle.events import CHILD, Give
from tests.oracle.playing import TOPICS
from tests.oracle.powers import HOLDER, No

FIRST = date(2027, 3, 1)
NEXT = FIRST + timedelta(days=1)
PIA = {"person": "pia", "record": "one"}
TROELS = {"chairs": frozenset({("troels", "school")}), "topics": frozenset(TOPICS[:1])}
MEETING = {"meeting": "never", "kind": "netvaerksmoede"}
ALL = {"kind": "redacted", "whom": None}
ALOUD = {"paper": None, "no": False}


def signed(on: date, giver: str = "bo") -> Give:
    at = start_of_day(on)
    told = {"places": frozenset({"school"}), "categories": frozenset(TOPICS)}
    return Give(at=at, giver=giver, subjects=frozenset({CHILD}), signed=at, starts=at, **told)


THE_FIRST_DAY: list[tuple[No, wishes.Wish]] = [
    # a father decides nothing about his own child, a leader nothing of another place
    (No.NOT_YOURS, wishes.KeepBack(by="carl", record="two", **ALL)),
    (No.NOT_YOURS, wishes.KeepBack(by="dan", record="two", **ALL)),
    (No.NOT_YOURS, wishes.KeepBack(by=HOLDER, record="one", **ALL)),
    (No.WRONG, wishes.KeepBack(by="lis", record="one", kind="hidden", whom="anna")),
    # not his own text; his own, and no task with the child
    (No.NOT_YOURS, wishes.AskBack(by="pia", record="one")),
    (No.NOT_YOURS, wishes.AskBack(by="signe", record="two")),
    (No.NOT_YOURS, wishes.LetGo(by="signe", record="two")),
    # the child is not where he leads; for himself; longer than the kind lasts
    (No.NOT_YOURS, wishes.OpenAccess(by="carl", kind="complaint", last=FIRST, **PIA)),
    (
        No.WRONG,
        wishes.OpenAccess(by="lis", kind="complaint", last=FIRST, **{**PIA, "person": "lis"}),
    ),
    (
        No.WRONG,
        wishes.OpenAccess(by="lis", kind="access_request", last=FIRST + timedelta(days=30), **PIA),
    ),
    # not the holder; nobody has said yes to that place
    (No.NOT_YOURS, wishes.Call(by="pia", **MEETING, **{**TROELS, "chairs": frozenset()})),
    (No.WRONG, wishes.Call(by=HOLDER, **MEETING, **TROELS)),
    (No.NOT_YOURS, wishes.Move(by="carl", place="school", first=FIRST)),
    (No.NOT_YOURS, wishes.SetLevel(by="pia", shared=False)),
    (No.NOT_YOURS, wishes.Approve(by=HOLDER)),
    (No.NOT_YOURS, wishes.Print(by="dan", paper="never", young=False)),
    # not the office; of before custody changed; not this child's; a paper without its scan
    (No.NOT_YOURS, wishes.Receive(by="pia", give=signed(FIRST), **ALOUD)),
    (No.WRONG, wishes.Receive(by=HOLDER, give=signed(FIRST - timedelta(days=1)), **ALOUD)),
    (No.WRONG, wishes.Receive(by=HOLDER, give=signed(FIRST, "anna"), **ALOUD)),
    (No.WRONG, wishes.Receive(by=HOLDER, give=signed(FIRST), paper="paper", no=False)),
]
THE_NEXT_DAY: list[tuple[No, wishes.Wish]] = [
    # the parents have it; a question waits; it is kept from everybody already
    (No.WRONG, wishes.AskBack(by=HOLDER, record="one")),
    (No.TOO_LATE, wishes.KeepBack(by="lis", record="three", **ALL)),
    (No.WRONG, wishes.KeepBack(by="lis", record="one", kind="hidden", whom="bo")),
    # printed later than it was signed
    (No.WRONG, wishes.Receive(by=HOLDER, give=signed(FIRST), paper="later", no=False)),
]
