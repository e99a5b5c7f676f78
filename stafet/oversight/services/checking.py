"""Draw readings for a spot check, give each to somebody uninvolved, keep what came of it (L48)."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random, SystemRandom
from uuid import UUID

from sqlalchemy import func, select

from stafet import audit
from stafet.accounts.queries import holders_of
from stafet.audit import Event
from stafet.catalogue import Catalogue
from stafet.catalogue.calendar import months_after
from stafet.clock import day_of, start_of_day
from stafet.consent.special.notices import tell_staff
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.ids import new_id
from stafet.oversight.models import SpotCheck
from stafet.oversight.queries import all_leaders, checked_keys
from stafet.oversight.reads import opened_at, reads_between
from stafet.oversight.rules import Draw, Involved, Read, draw, reviewers, stage_of
from stafet.oversight.sealing import remark_context, sealed
from stafet.people.models import Custody, Employment, Placement, Task
from stafet.web.viewer import Role, Viewer

DICE: Random = SystemRandom()
"""Nobody can foresee what it throws."""
DRAW, PICK, CONCLUDE = "check:draw", "check:pick", "check:conclude"
MOST_WORDS = 2000
HIGHEST = 2**31 - 1
"""No chain is longer."""


def draw_month(unit: Unit, month: date, dice: Random = DICE) -> int:
    """Draw the month's number of readings from the month before; what is drawn is not again."""
    first = month.replace(day=1)
    told = unit.use(Catalogue).oversight
    since, until = start_of_day(months_after(first, -1)), start_of_day(first)
    left = told.checks_per_month - drawn_in(unit, first)
    return _draw(unit, reads_between(unit, since, until), left, None, dice)


def draw_one(unit: Unit, viewer: Viewer, dice: Random = DICE) -> int:
    """Draw one more reading now, of the last days; return how many were there to draw: 0 or 1."""
    _refuse_others(viewer, DRAW)
    since = unit.now - timedelta(days=unit.use(Catalogue).oversight.thresholds.days)
    return _draw(unit, reads_between(unit, since, unit.now), 1, viewer, dice)


def pick(unit: Unit, viewer: Viewer, chain: UUID, sequence: int, dice: Random = DICE) -> UUID:
    """Have one reading checked that looked unusual; picked twice is once.

    Raises `NotFound` for others than the data-protection officer, for his own readings, and for
    what is no reading.
    """
    _refuse_others(viewer, PICK)
    opened = opened_at(unit, chain, sequence)
    if opened is None or opened.read.reader_id == viewer.person_id:
        raise NotFound(Attempt(PICK, chain))
    query = select(SpotCheck.id).where(SpotCheck.chain == chain, SpotCheck.sequence == sequence)
    if found := unit.session.scalars(query).one_or_none():
        return found
    return _add(unit, opened.read, Draw.PICKED, viewer, dice).id


def conclude(unit: Unit, viewer: Viewer, check_id: UUID, outcome: str, remark: str) -> None:
    """Keep what a check came to, sealed to its remark; once, whatever is pressed later.

    Raises `NotFound` for who is not its reviewer or has become involved, `Invalid` at `outcome` and
    `remark`.
    """
    row = check_for(unit, viewer, check_id)
    if not reviews(unit, viewer, row):
        raise NotFound(Attempt(CONCLUDE, check_id, row.child_id))
    if row.concluded_at is not None:
        return
    known = unit.use(Catalogue).oversight.outcomes.get(outcome)
    if known is None:
        raise Invalid({"outcome": "Choose what it came to."})
    if known.needs_remark and not remark.strip():
        raise Invalid({"remark": "Write why."})
    if len(remark) > MOST_WORDS:
        raise Invalid({"remark": "The text is too long."})
    row.outcome, row.concluded_at, row.concluded_by = outcome, unit.now, viewer.person_id
    row.sealed = sealed(unit, row.child_id, remark_context(row), remark.strip())
    _note(unit, CONCLUDE, row, viewer.person_id, {"outcome": outcome})


def check_for(unit: Unit, viewer: Viewer, check_id: UUID) -> SpotCheck:
    """Return a check to its reviewer and to the officer, its child's head locked; else `NotFound`.

    Nobody sees a check of his own readings.
    """
    row = unit.session.get(SpotCheck, check_id)
    if row is None or not audit.lock(unit, row.child_id):
        raise NotFound(Attempt("check:read", check_id))
    mine = row.reviewer_id == viewer.person_id or Role.DPO in viewer.roles
    if not mine or row.reader_id == viewer.person_id:
        raise NotFound(Attempt("check:read", check_id, row.child_id))
    unit.session.refresh(row)
    return row


def reviews(unit: Unit, viewer: Viewer, row: SpotCheck) -> bool:
    """Return whether the viewer is a check's reviewer, and still uninvolved."""
    mine = row.reviewer_id == viewer.person_id
    return mine and viewer.person_id not in involved_in(unit, row.reader_id, row.child_id)


def see_to_checks(unit: Unit) -> None:
    """Give open checks a reviewer who can be one, and remind who is late."""
    today, days = day_of(unit.now), unit.use(Catalogue).oversight.reminder_days
    for row in unit.session.scalars(select(SpotCheck).where(SpotCheck.concluded_at.is_(None))):
        fit = _fit(unit, row.reader_id, row.child_id)
        if row.reviewer_id not in fit:
            row.reviewer_id = DICE.choice(fit) if fit else None
            _tell_reviewer(unit, row, "check")
        elif stage := stage_of(row.due_on, today, days):
            _tell_reviewer(unit, row, f"check:{stage}")


def involved_in(unit: Unit, reader_id: UUID, child_id: UUID) -> Involved:
    """Return who has to do with a reading, now or ever (L48)."""
    places = select(Employment.institution_id).where(Employment.person_id == reader_id)
    colleagues = select(Employment.person_id).where(Employment.institution_id.in_(places))
    tasks = select(Task.person_id).where(Task.child_id == child_id)
    family = select(Custody.guardian_id).where(Custody.child_id == child_id)
    homes = select(Placement.institution_id).where(Placement.child_id == child_id)
    staff = select(Employment.person_id).where(Employment.institution_id.in_(homes))
    near = frozenset(unit.session.scalars(tasks.union(family, staff)))
    return Involved(reader_id, frozenset(unit.session.scalars(colleagues)), near)


def drawn_in(unit: Unit, month: date) -> int:
    """Return how many readings were drawn by lot in a month."""
    since, until = start_of_day(month), start_of_day(months_after(month, 1))
    query = select(func.count()).where(
        SpotCheck.how == Draw.LOT, SpotCheck.drawn_at >= since, SpotCheck.drawn_at < until
    )
    return unit.session.scalar(query) or 0


def _refuse_others(viewer: Viewer, action: str) -> None:
    if Role.DPO not in viewer.roles:
        raise NotFound(Attempt(action))


def _draw(
    unit: Unit, reads: Iterable[Read], count: int, viewer: Viewer | None, dice: Random
) -> int:
    read = list(reads)
    checked = checked_keys(unit, {one.chain for one in read})
    by = viewer.person_id if viewer else None
    pot = [one for one in read if one.key not in checked and one.reader_id != by]
    drawn = draw(pot, count, unit.use(Catalogue).oversight.weights, dice)
    for one in drawn:
        _add(unit, one, Draw.LOT, viewer, dice)
    return len(drawn)


def _add(unit: Unit, read: Read, how: Draw, viewer: Viewer | None, dice: Random) -> SpotCheck:
    fit = _fit(unit, read.reader_id, read.child_id)
    row = SpotCheck(
        id=new_id(),
        chain=read.chain,
        sequence=read.sequence,
        child_id=read.child_id,
        reader_id=read.reader_id,
        read_at=read.at,
        common=read.common,
        by_statute=read.by_statute,
        how=how,
        drawn_at=unit.now,
        drawn_by=viewer.person_id if viewer else None,
        due_on=day_of(unit.now) + timedelta(days=unit.use(Catalogue).oversight.check_days),
        reviewer_id=dice.choice(fit) if fit else None,
    )
    unit.session.add(row)
    unit.session.flush()
    _note(unit, DRAW if how is Draw.LOT else PICK, row, viewer.person_id if viewer else None, {})
    _tell_reviewer(unit, row, "check")
    return row


def _fit(unit: Unit, reader_id: UUID, child_id: UUID) -> tuple[UUID, ...]:
    """Return who may check: a data-protection officer, else a leader, none of them involved."""
    groups = (holders_of(unit, Role.DPO), all_leaders(unit))
    return reviewers(groups, involved_in(unit, reader_id, child_id))


def _tell_reviewer(unit: Unit, row: SpotCheck, about: str) -> None:
    if row.reviewer_id is not None:
        tell_staff(unit, [row.reviewer_id], about, row.id)


def _note(unit: Unit, action: str, row: SpotCheck, by: UUID | None, more: dict[str, str]) -> None:
    """Tell the chain apart: a check may be of what guardians must not notice."""
    about = {
        "check": str(row.id),
        "child": str(row.child_id),
        "chain": str(row.chain),
        "sequence": str(row.sequence),
        "reviewer": str(row.reviewer_id or ""),
        **more,
    }
    kind = "person" if by else "system"
    audit.append(unit, audit.APART, Event(action, by, actor_kind=kind, about=about))
