"""What who answers a request for access is shown, and who asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from stafet.access_requests.lists import Line, lines_of
from stafet.access_requests.models import AccessRequest, Omission
from stafet.access_requests.queries import (
    answered_to,
    decision_of,
    handled,
    keys_for,
    omissions_of,
    opened_to_handler,
    request_for,
)
from stafet.access_requests.registering import KIND
from stafet.access_requests.rules import Outcome
from stafet.access_requests.sealing import split, words_of
from stafet.catalogue import Catalogue
from stafet.consent.reading import PAGE, Shown, Wanted, read
from stafet.consent.special.deciding import decides
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_for
from stafet.records.rules import Content
from stafet.records.words import KINDS
from stafet.web.i18n import _
from stafet.web.paging import pages_in
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request, as who sees to it knows it."""

    line: Line
    child_id: UUID
    known_by: str | None
    handler: str
    may_name: bool
    waiting: int
    """Texts the handler cannot read yet."""
    cuts: int
    outcome: Outcome | None
    decided_at: datetime | None
    decision: str | None
    fetched_at: datetime | None
    handed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wording:
    version: int
    on: date
    title: str
    text: str
    answers: tuple[str, ...]
    damaged: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its wordings, and what is cut from it."""

    id: UUID
    kind: str
    wordings: tuple[Wording, ...]
    cut: str
    legal: str
    passages: str


@dataclass(frozen=True, slots=True)
class TextsPage:
    line: Line
    texts: tuple[Text, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An answer as who asked sees it."""

    id: UUID
    child: str
    received_on: date
    outcome: Outcome
    decided_at: datetime
    decision: str | None


def request_page(unit: Unit, viewer: Viewer, request_id: UUID) -> RequestPage:
    """Return one request; `NotFound` for who does not see to it."""
    row = request_for(unit, viewer, request_id, "access-request:show")
    (line,) = lines_of(unit, viewer, [row])
    decision = decision_of(unit, row)
    names = names_for(unit, viewer, [row.handler_id]) if row.handler_id else {}
    kind = unit.use(Catalogue).access_kinds[KIND]
    waiting = {record for record, _ in keys_for(unit, row)} - opened_to_handler(unit, row)
    may_name = decision is None and decides(unit, viewer, row.child_id, kind)
    return RequestPage(
        line,
        row.child_id,
        words_of(unit, viewer, row),
        (names.get(row.handler_id) or _("Somebody")) if row.handler_id else "",
        may_name and row.handler_id != viewer.person_id,
        len(waiting),
        len(omissions_of(unit, row)),
        decision.outcome if decision else None,
        decision.decided_at if decision else None,
        words_of(unit, viewer, decision) if decision else None,
        row.fetched_at,
        row.handed_at,
    )


def texts_page(unit: Unit, viewer: Viewer, request_id: UUID, number: int) -> TextsPage:
    """Return what the asker may have, opened for the handler; `NotFound` for everybody else."""
    row = handled(unit, viewer, request_id, "access-request:texts")
    (line,) = lines_of(unit, viewer, [row])
    keys = keys_for(unit, row)
    order = sorted({record for record, _ in keys} & opened_to_handler(unit, row))
    pages = pages_in(len(order), PAGE)
    number = min(number, pages)
    these = frozenset(order[(number - 1) * PAGE : number * PAGE])
    return TextsPage(line, _texts(unit, viewer, row, these), number, pages)


def text_of(
    unit: Unit, viewer: Viewer, request_id: UUID, record_id: UUID
) -> tuple[TextsPage, Text, list[Content]]:
    """Return one text to cut, with its wordings as they are kept."""
    row = handled(unit, viewer, request_id, "access-request:text")
    if record_id not in opened_to_handler(unit, row) or decision_of(unit, row) is not None:
        raise NotFound(Attempt("access-request:text", record_id, row.child_id))
    (line,) = lines_of(unit, viewer, [row])
    shown = _shown(unit, viewer, row, frozenset({record_id}))
    cuts = _cuts(unit, viewer, row, {record_id})
    text = _text(record_id, shown, cuts)
    contents = [one.content for one in shown if one.content is not None]
    return TextsPage(line, (text,), 1, 1), text, contents


def answer_page(unit: Unit, viewer: Viewer, request_id: UUID) -> AnswerPage:
    """Return the answer to who asked; `NotFound` for everybody else."""
    row, decision = answered_to(unit, viewer, request_id, "access-request:answer")
    return AnswerPage(
        row.id,
        names_for(unit, viewer, [row.child_id]).get(row.child_id, ""),
        row.received_on,
        decision.outcome,
        decision.decided_at,
        words_of(unit, viewer, decision),
    )


def _texts(
    unit: Unit, viewer: Viewer, row: AccessRequest, these: frozenset[UUID]
) -> tuple[Text, ...]:
    shown = _shown(unit, viewer, row, these)
    cuts = _cuts(unit, viewer, row, these)
    ids = dict.fromkeys(one.record_id for one in shown)
    return tuple(
        _text(record, [one for one in shown if one.record_id == record], cuts) for record in ids
    )


def _shown(
    unit: Unit, viewer: Viewer, row: AccessRequest, these: frozenset[UUID]
) -> Sequence[Shown]:
    if not these:
        return ()
    may = keys_for(unit, row)
    wanted = Wanted(records=these, every_version=True, size=PAGE * 100)
    reading = read(
        unit, viewer, row.child_id, wanted, action="access-request:prepare", purpose=KIND
    )
    mine = [one for one in reading.records if (one.record_id, one.version) in may]
    return sorted(mine, key=lambda one: (one.event_on, one.record_id, one.version))


def _cuts(
    unit: Unit, viewer: Viewer, row: AccessRequest, these: frozenset[UUID] | set[UUID]
) -> dict[UUID, tuple[Omission, str]]:
    found = omissions_of(unit, row)
    return {
        record: (one, words_of(unit, viewer, one) or "")
        for record, one in found.items()
        if record in these
    }


def _text(
    record_id: UUID, shown: Sequence[Shown], cuts: Mapping[UUID, tuple[Omission, str]]
) -> Text:
    cut, passages = cuts.get(record_id, (None, ""))
    return Text(
        record_id,
        str(KINDS[shown[0].kind]),
        tuple(_wording(one) for one in shown),
        cut.cut.value if cut else "",
        cut.legal if cut else "",
        "\n".join(split(passages)),
    )


def _wording(one: Shown) -> Wording:
    content = one.content or Content()
    return Wording(
        one.version,
        one.event_on,
        content.title,
        content.text,
        tuple(content.answers.values()),
        one.content is None,
    )
