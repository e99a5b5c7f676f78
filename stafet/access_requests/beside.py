"""What stands beside the texts in an answer: who, where, when, and what was said about sharing.

Somebody from outside gets none of it: the chosen texts and the decision are his answer (L17).
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from stafet.access_requests.models import AccessRequest
from stafet.access_requests.rules import AskerKind
from stafet.catalogue import Catalogue
from stafet.consent.facts import load_facts
from stafet.consent.models import Consent, Party, Proof, SignedText
from stafet.consent.reading import read_words
from stafet.consent.receipts.receipt import of_signing
from stafet.consent.special.models import Access
from stafet.consent.special.pages.lines import kind_label
from stafet.consent.terms import Facts
from stafet.consent.timeline import course_of
from stafet.db.transaction import Unit
from stafet.logs.models import Agreement, FollowUp, HolderSpell, Stafetlog
from stafet.meetings.models import Meeting, MeetingParty
from stafet.meetings.queries import facts_of, told_to
from stafet.meetings.rules import MeetingState
from stafet.oversight.looks import looks_at
from stafet.oversight.models import Question, Reply
from stafet.oversight.readers import readership
from stafet.oversight.sealing import question_context, reply_context
from stafet.people.identity import contacts_in_request
from stafet.people.models import Guardian, Placement
from stafet.people.queries import custodies_over
from stafet.records.words import category_labels
from stafet.vault import genuine_rows
from stafet.web.i18n import current_language
from stafet.web.viewer import Viewer

Line = dict[str, Any]


def beside_texts(
    unit: Unit, viewer: Viewer, asker: Viewer, row: AccessRequest, texts: set[UUID]
) -> dict[str, list[Line]]:
    """Return the sections of the answer; `texts` are the records that are handed out.

    `viewer` is who opens it: the asker himself, or who hands it over.
    """
    if row.asker_kind is AskerKind.OUTSIDE:
        return {}
    child, facts = row.child_id, load_facts(unit, row.child_id)
    return {
        "custody": list(_custody(unit, child)),
        "guardians": list(_guardians(unit, viewer, asker, child)),
        "placements": list(_placements(unit, child)),
        "logs": list(_logs(unit, child)),
        "holders": list(_holders(unit, child)),
        "agreements": list(_agreements(unit, texts)),
        "follow_ups": list(_follow_ups(unit, texts)),
        "meetings": list(_meetings(unit, asker, facts, texts)),
        "sharing": list(_sharing(unit, asker, child, facts)),
        "receipts": list(_receipts(unit, asker, child)),
        "special_accesses": list(_accesses(unit, child)),
        "readings": list(_readings(unit, asker, child, facts)),
        "questions": list(_questions(unit, viewer, asker, child)),
    }


def _custody(unit: Unit, child: UUID) -> Iterable[Line]:
    for row in custodies_over(unit, child):
        yield {
            "person": str(row.guardian_id),
            "kind": row.kind.value,
            "source": row.source,
            "checked_on": _spelt(row.checked_on),
            "from": _spelt(row.from_at),
            "to": _spelt(row.to_at),
        }


def _guardians(unit: Unit, viewer: Viewer, asker: Viewer, child: UUID) -> Iterable[Line]:
    """Yield how parents are reached; of a protected home nothing but to its own."""
    people = {row.guardian_id for row in custodies_over(unit, child)}
    rows = unit.session.scalars(select(Guardian).where(Guardian.person_id.in_(people))).all()
    hidden = {r.person_id for r in rows if r.protected_address and r.person_id != asker.person_id}
    known = contacts_in_request(unit, viewer, people - hidden)
    for row in rows:
        line: Line = {"person": str(row.person_id)}
        if identity := known.get(row.person_id):
            line |= {
                "address": identity.address,
                "phone": identity.phone,
                "email": identity.email,
            }
        yield line


def _placements(unit: Unit, child: UUID) -> Iterable[Line]:
    query = select(Placement).where(Placement.child_id == child).order_by(Placement.from_on)
    for row in unit.session.scalars(query):
        yield {
            "place": str(row.institution_id),
            "from": _spelt(row.from_on),
            "last_day": _spelt(row.to_on),
        }


def _logs(unit: Unit, child: UUID) -> Iterable[Line]:
    for row in unit.session.scalars(select(Stafetlog).where(Stafetlog.child_id == child)):
        yield {
            "log": str(row.id),
            "place": str(row.institution_id),
            "level": row.level,
            "opened_at": _spelt(row.opened_at),
            "closed_at": _spelt(row.closed_at),
        }


def _holders(unit: Unit, child: UUID) -> Iterable[Line]:
    query = select(HolderSpell).join(Stafetlog, Stafetlog.id == HolderSpell.log_id)
    query = query.where(Stafetlog.child_id == child).order_by(HolderSpell.from_at)
    for row in unit.session.scalars(query):
        yield {
            "person": str(row.person_id),
            "place": str(row.institution_id),
            "from": _spelt(row.from_at),
            "to": _spelt(row.to_at),
        }


def _agreements(unit: Unit, texts: set[UUID]) -> Iterable[Line]:
    for row in unit.session.scalars(select(Agreement).where(Agreement.record_id.in_(texts))):
        yield {
            "record": str(row.record_id),
            "person": str(row.responsible_id),
            "deadline_on": _spelt(row.deadline_on),
            "state": row.state.value,
        }


def _follow_ups(unit: Unit, texts: set[UUID]) -> Iterable[Line]:
    for row in unit.session.scalars(select(FollowUp).where(FollowUp.record_id.in_(texts))):
        yield {
            "record": str(row.record_id),
            "agreement": str(row.agreement_id),
            "state": row.state.value,
            "wellbeing": row.wellbeing,
            "next_on": _spelt(row.next_on),
        }


def _meetings(unit: Unit, asker: Viewer, facts: Facts, texts: set[UUID]) -> Iterable[Line]:
    agendas, language = unit.use(Catalogue).agendas, current_language()
    for row in unit.session.scalars(select(Meeting).where(Meeting.id.in_(texts))):
        parties = select(MeetingParty).where(MeetingParty.meeting_id == row.id)
        told = told_to(asker, facts, facts_of(row))
        came = unit.session.scalars(parties) if told.state is MeetingState.HELD else ()
        yield {
            "record": str(row.id),
            "minutes": str(row.minutes_id) if row.minutes_id in texts else None,
            "key": row.kind,
            "kind_in_words": agendas[row.kind].label.in_(language) if row.kind in agendas else "",
            "at": _spelt(row.at),
            "state": told.state.value,
            "who_came": [str(one.person_id) for one in came if one.came],
        }


def _sharing(unit: Unit, asker: Viewer, child: UUID, facts: Facts) -> Iterable[Line]:
    """Yield what was asked, said and taken back, one line for each place."""
    for step in course_of(unit, asker, child, facts):
        for place in step.places or (None,):
            yield {
                "at": _spelt(step.at),
                "what": step.kind.value,
                "person": str(step.who) if step.who else None,
                "place": str(place) if place else None,
                "topics": list(category_labels(unit, step.topics)),
                "from": _spelt(step.from_on),
                "until": _spelt(step.until_on),
            }


def _receipts(unit: Unit, asker: Viewer, child: UUID) -> Iterable[Line]:
    """Yield the asker's own signings with the text that was signed."""
    query = (
        select(Consent, Proof, SignedText)
        .join(Proof, Proof.consent_id == Consent.id)
        .join(SignedText, SignedText.digest == Proof.text_digest)
        .where(Consent.child_id == child, Consent.giver_id == asker.person_id)
    )
    for consent, proof, text in unit.session.execute(query.order_by(Consent.signed_at)):
        parties = unit.session.scalars(select(Party).where(Party.consent_id == consent.id)).all()
        said, true = genuine_rows(unit, parties)[0], genuine_rows(unit, [consent])[0]
        if true:
            receipt = of_signing(consent, said, proof, text)
            yield {"number": receipt.number, "facts": receipt.facts(), "text": text.body}


def _accesses(unit: Unit, child: UUID) -> Iterable[Line]:
    """Yield the special accesses the family was told of: what kind and where, never who or why."""
    query = select(Access).where(Access.child_id == child, Access.parents_told.is_(True))
    for row in genuine_rows(unit, unit.session.scalars(query.order_by(Access.from_at)))[0]:
        yield {
            "key": row.kind,
            "kind_in_words": kind_label(unit, row.kind),
            "place": str(row.institution_id),
            "from": _spelt(row.from_at),
            "until": _spelt(min(row.until_at, row.ended_at or row.until_at)),
        }


def _readings(unit: Unit, asker: Viewer, child: UUID, facts: Facts) -> Iterable[Line]:
    """Yield who has read, by kind of reader, as the page "who has read" says it (L46)."""
    before, more = None, True
    while more:
        looks, before = looks_at(unit, asker, child, facts, before)
        people = {look.reader_id for look in looks if look.reader_id}
        who = readership(unit, asker, child, people, with_names=False)
        for look in looks:
            yield {
                "at": _spelt(look.at),
                "reader": who.label(look.reader_id),
                "texts": [str(text.record_id) for text in look.texts if text.open],
                "on_what_ground": list(look.bases),
                **({"place": str(look.outsider_id)} if look.outsider_id else {}),
            }
        more = before is not None


def _questions(unit: Unit, viewer: Viewer, asker: Viewer, child: UUID) -> Iterable[Line]:
    """Yield what the asker has asked about readings, and what the leader answered."""
    query = select(Question).where(Question.child_id == child, Question.asker_id == asker.person_id)
    given = unit.session.scalars(select(Reply).where(Reply.child_id == child))
    replies = {row.question_id: row for row in given}
    for asked in unit.session.scalars(query.order_by(Question.asked_at)):
        reply = replies.get(asked.id)
        told = partial(read_words, unit, viewer, chain=child, action="access-request:words")
        yield {
            "at": _spelt(asked.asked_at),
            "place": str(asked.institution_id),
            "read_at": _spelt(asked.read_at),
            "asked": told(question_context(asked), asked.sealed) if asked.sealed else "",
            "answered_at": _spelt(asked.answered_at),
            "outcome": reply.outcome if reply else None,
            "answer": told(reply_context(reply), reply.sealed) if reply else None,
        }


def _spelt(when: date | datetime | None) -> str | None:
    return when.isoformat() if when is not None else None
