"""Find a child to write about; another institution's child reveals nothing (L61)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, or_, select

from stafet import audit
from stafet.audit import Event
from stafet.catalogue.cpr import InvalidCpr, parse_cpr
from stafet.clock import day_of
from stafet.concerns.models import Inquiry
from stafet.concerns.standing import writer
from stafet.db.transaction import Unit
from stafet.errors import Attempt, Invalid, NotFound
from stafet.logs.models import HolderSpell, Stafetlog
from stafet.people.queries import children_in, employments_of
from stafet.people.services import find_child, name_and_birth
from stafet.vault import Vault
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Search:
    """By CPR number, or by name and date of birth."""

    cpr: str = ""
    name: str = ""
    born_on: date | None = None

    @property
    def criterion(self) -> str:
        if self.cpr:
            return "".join(sign for sign in self.cpr if sign.isdigit())
        return name_and_birth(self.name, self.born_on) if self.born_on else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits to be called; the child is named to those who follow it."""

    id: UUID
    asker_id: UUID
    institution_id: UUID
    child_id: UUID | None
    asked_at: datetime


def search(unit: Unit, viewer: Viewer, told: Search) -> UUID | None:
    """Return the child if the viewer may write about it; else note that somebody shall call.

    Raises `Invalid` at the fields. The search is recorded, its words only as a keyed digest (L44).
    """
    if problems := _problems(told, day_of(unit.now)):
        raise Invalid(problems)
    child_id = find_child(unit, cpr=told.cpr, name=told.name, born_on=told.born_on)
    if child_id is not None:
        audit.lock(unit, child_id)
    digest = unit.use(Vault).blind_index("search", told.criterion)
    about = {"criterion": digest.hex()}
    audit.append(unit, audit.KOMMUNE, Event("child:search", viewer.person_id, about=about))
    if child_id is not None and writer(unit, viewer, child_id) is not None:
        return child_id
    _ask_for_a_call(unit, viewer, child_id, digest)
    return None


def waiting_for(unit: Unit, viewer: Viewer) -> tuple[Waiting, ...]:
    """Return who waits for the viewer's call: the viewer leads them, or follows the child."""
    rows = unit.session.scalars(_for(unit, viewer).where(Inquiry.called_at.is_(None)))
    return tuple(
        Waiting(row.id, row.asker_id, row.institution_id, row.child_id, row.asked_at)
        for row in rows
    )


def called(unit: Unit, viewer: Viewer, inquiry_id: UUID) -> None:
    """Note that the viewer has been in touch; a second press changes nothing."""
    row = unit.session.scalars(_for(unit, viewer).where(Inquiry.id == inquiry_id)).first()
    if row is None:
        raise NotFound(Attempt("inquiry:called", inquiry_id))
    if row.called_at is None:
        row.called_at, row.called_by = unit.now, viewer.person_id


def _for(unit: Unit, viewer: Viewer) -> Select[Inquiry]:
    """Choose the rows a viewer answers for: the holder's, else those of the place's leader."""
    running = select(Stafetlog.child_id).where(Stafetlog.closed_at.is_(None))
    held = running.join(HolderSpell, HolderSpell.log_id == Stafetlog.id).where(
        HolderSpell.person_id == viewer.person_id, HolderSpell.to_at.is_(None)
    )
    led = [child for place in viewer.led for child in children_in(unit, place)]
    return (
        select(Inquiry)
        .where(
            or_(
                Inquiry.child_id.is_(None) & Inquiry.institution_id.in_(viewer.led),
                Inquiry.child_id.in_(held),
                Inquiry.child_id.in_(led) & Inquiry.child_id.not_in(running),
            )
        )
        .order_by(Inquiry.asked_at)
    )


def _problems(told: Search, today: date) -> dict[str, str]:
    if told.cpr:
        return _problems_with_cpr(told.cpr)
    if not told.name and told.born_on is None:
        return {"cpr": "Write a CPR number, or a name and a date of birth."}
    if not told.name:
        return {"name": "Write the child's whole name."}
    if told.born_on is None:
        return {"born_on": "Write the child's date of birth."}
    return {"born_on": "The day has not come yet."} if told.born_on > today else {}


def _problems_with_cpr(text: str) -> dict[str, str]:
    try:
        parse_cpr(text)
    except InvalidCpr as error:
        if error.reason == "date":
            return {"cpr": "The first six digits are no date. Look at the number again."}
        return {"cpr": "A CPR number has ten digits, for example 010120-4321."}
    return {}


def _ask_for_a_call(unit: Unit, viewer: Viewer, child_id: UUID | None, digest: bytes) -> None:
    work = employments_of(unit, viewer.person_id)
    if not work:
        raise NotFound(Attempt("child:search"))
    place = work[0].institution_id
    for whom in {None, child_id} - _asked_before(unit, viewer, digest):
        row = Inquiry(
            asker_id=viewer.person_id,
            institution_id=place,
            child_id=whom,
            criterion=digest,
            asked_at=unit.now,
        )
        unit.session.add(row)
        if whom is not None:
            audit.append(unit, whom, Event("child:inquiry", viewer.person_id, institution=place))


def _asked_before(unit: Unit, viewer: Viewer, digest: bytes) -> set[UUID | None]:
    query = select(Inquiry.child_id).where(
        Inquiry.asker_id == viewer.person_id,
        Inquiry.criterion == digest,
        Inquiry.called_at.is_(None),
    )
    return set(unit.session.scalars(query))
