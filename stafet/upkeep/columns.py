"""Every column that holds sealed bytes, with the facts its rows are bound to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from stafet.access_requests.models import AccessRequest, Decision, Omission
from stafet.access_requests.sealing import words_context
from stafet.consent.answers import why_context
from stafet.consent.kept import reason_context
from stafet.consent.models import Consent, Limit, Proof, Request
from stafet.consent.receipts.opening import spoken_context
from stafet.consent.special.models import Access, RefusedRequest
from stafet.consent.special.sealing import access_context, refusal_context
from stafet.db.base import Base
from stafet.erasure.models import Hold, Lifting
from stafet.erasure.sealing import hold_context, lifting_context
from stafet.oversight.models import Question, Reply, SpotCheck
from stafet.oversight.sealing import question_context, remark_context, reply_context
from stafet.people.models import Institution, Person, PersonKind
from stafet.people.opening import context_of as identity_context
from stafet.people.opening import outsider_context
from stafet.records.drafts import draft_context
from stafet.records.models import Draft, File, Record, RecordVersion
from stafet.records.services import context_of as version_context
from stafet.vault import Context, Kind
from stafet.vault.keys import GUARDIANS, STAFF

SHARED = {GUARDIANS: PersonKind.GUARDIAN, STAFF: PersonKind.PROFESSIONAL}
"""Holders of one key for many people."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table's `sealed` column: which rows are a holder's, and what each is bound to.

    `context` is given the holder and a row.
    """

    table: type[Base]
    kind: Kind
    of: Callable[[UUID], ColumnElement[bool]]
    context: Callable[[UUID, Any], Context]


def _persons(holder: UUID) -> ColumnElement[bool]:
    if holder in SHARED:
        return Person.kind == SHARED[holder]
    return (Person.id == holder) & (Person.kind == PersonKind.CHILD)


def _by_child(table: Any) -> Callable[[UUID], ColumnElement[bool]]:
    return lambda child: table.child_id == child


def _proofs(child: UUID) -> ColumnElement[bool]:
    return Proof.consent_id.in_(select(Consent.id).where(Consent.child_id == child))


def _access(_: UUID, row: Access) -> Context:
    return access_context(row.child_id, row.id, row.decided_by, row.institution_id)


def _refused(_: UUID, row: RefusedRequest) -> Context:
    return refusal_context(row.child_id, row.id, row.refused_by, row.institution_id)


COLUMNS = (
    Column(Person, Kind.IDENTITY, _persons, lambda _, row: identity_context(row)),
    Column(
        Institution,
        Kind.IDENTITY,
        _by_child(Institution),
        lambda child, row: outsider_context(child, row.id),
    ),
    Column(
        RecordVersion, Kind.CONTENT, _by_child(RecordVersion), lambda _, row: version_context(row)
    ),
    Column(Draft, Kind.DRAFT, _by_child(Draft), lambda _, row: draft_context(row)),
    Column(Request, Kind.CONTENT, _by_child(Request), lambda _, row: why_context(row)),
    Column(Limit, Kind.CONTENT, _by_child(Limit), lambda _, row: reason_context(row)),
    Column(Access, Kind.CONTENT, _by_child(Access), _access),
    Column(RefusedRequest, Kind.CONTENT, _by_child(RefusedRequest), _refused),
    *(
        Column(table, Kind.CONTENT, _by_child(table), lambda _, row: words_context(row))
        for table in (AccessRequest, Omission, Decision)
    ),
    Column(Hold, Kind.CONTENT, _by_child(Hold), lambda _, row: hold_context(row)),
    Column(Lifting, Kind.CONTENT, _by_child(Lifting), lambda _, row: lifting_context(row)),
    Column(Question, Kind.CONTENT, _by_child(Question), lambda _, row: question_context(row)),
    Column(Reply, Kind.CONTENT, _by_child(Reply), lambda _, row: reply_context(row)),
    Column(SpotCheck, Kind.CONTENT, _by_child(SpotCheck), lambda _, row: remark_context(row)),
    Column(
        Proof,
        Kind.CONTENT,
        _proofs,
        lambda child, row: spoken_context(child, row.consent_id, row.received_by),
    ),
)
"""All but files, whose segments are sealed together."""


def files_of(child: UUID) -> Any:
    """Select the ids of a child's files."""
    return select(File.id).join(Record).where(Record.child_id == child)
