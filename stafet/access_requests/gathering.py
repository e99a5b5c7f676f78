"""Everything that is handed out to one asker, read anew each time it is fetched (L54).

Texts come through the one door, each opening told to the witness; what stands beside them is
filtered as the asker himself would see it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from stafet.access_requests.beside import beside_texts
from stafet.access_requests.models import AccessRequest, Decision
from stafet.access_requests.queries import given_out, omissions_of, withheld_from
from stafet.access_requests.rules import AskerKind, Cut, blacked_out
from stafet.access_requests.sealing import split, words_of
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.reading import Shown, Wanted, read, read_file
from stafet.db.transaction import Unit
from stafet.errors import Attempt, NotFound
from stafet.people.identity import names_in_request
from stafet.people.queries import stands_with
from stafet.people.telling import place_names
from stafet.records.files import ENDINGS
from stafet.records.rules import Content
from stafet.records.words import KINDS as WORDS
from stafet.records.words import category_labels, question_labels
from stafet.web.i18n import _, current_language
from stafet.web.viewer import Viewer, ViewerKind

EVERYTHING = 100_000
NOBODY = UUID(int=0)
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """An answer as it is handed out; `told` is what the data file says."""

    request_id: UUID
    at: datetime
    told: Told
    files: Mapping[str, bytes] = field(default_factory=dict)


def gather(unit: Unit, viewer: Viewer, row: AccessRequest, decision: Decision) -> Bundle:
    """Return the answer for the asker himself or for who hands it over, as the caller saw.

    Raises `NotFound` where the asker does not stand with the child any more, or the one who hands
    it over can read no longer.
    """
    asker = _asker(row)
    if row.asker_id is not None and not stands_with(unit, asker, row.child_id):
        raise NotFound(Attempt("access-request:read", row.id, row.child_id))
    keys = given_out(unit, row, decision)
    shown = _read(unit, viewer, row, keys)
    cuts = _cuts(unit, viewer, row)
    records, files = _records(unit, viewer, row, shown, cuts)
    beside = beside_texts(unit, viewer, asker, row, {one.record_id for one in shown})
    people = {row.child_id, *_people(records, beside)}
    names = names_in_request(unit, viewer, people)
    places = _places(unit, asker, row, records, beside)
    told = {
        "request": _request(unit, viewer, row, decision, places[str(row.institution_id)]),
        "child": {"name": names.get(row.child_id, "")},
        "records": records,
        "left_out": _left_out(unit, row, cuts),
        **beside,
        "people": {str(person): name for person, name in sorted(names.items())},
        "places": places,
    }
    return Bundle(row.id, unit.now, told, files)


def _read(
    unit: Unit, viewer: Viewer, row: AccessRequest, keys: frozenset[tuple[UUID, int]]
) -> Sequence[Shown]:
    if not keys:
        return ()
    wanted = Wanted(exactly=keys, every_version=True, size=EVERYTHING)
    purpose = "early_support" if row.asker_id == viewer.person_id else "access_request"
    action = "access-request:read"
    shown = read(unit, viewer, row.child_id, wanted, action=action, purpose=purpose).records
    if len(shown) < len(keys):  # the sight of who hands it over has ended
        raise NotFound(Attempt(action, row.id, row.child_id))
    return sorted(shown, key=lambda one: (one.event_on, one.record_id, one.version))


def _asker(row: AccessRequest) -> Viewer:
    """Return the asker as he is told things; he need not have a way to sign in."""
    young = row.asker_kind is AskerKind.YOUNG
    kind = ViewerKind.YOUNG if young else ViewerKind.GUARDIAN
    return Viewer(NOBODY, row.asker_id or NOBODY, kind)


@dataclass(frozen=True, slots=True)
class _CutText:
    what: Cut
    legal: str
    passages: tuple[str, ...]


def _cuts(unit: Unit, viewer: Viewer, row: AccessRequest) -> dict[UUID, _CutText]:
    return {
        record: _CutText(one.cut, one.legal, split(words_of(unit, viewer, one) or ""))
        for record, one in omissions_of(unit, row).items()
    }


def _records(
    unit: Unit,
    viewer: Viewer,
    row: AccessRequest,
    shown: Iterable[Shown],
    cuts: Mapping[UUID, _CutText],
) -> tuple[list[Told], dict[str, bytes]]:
    found: dict[UUID, Told] = {}
    files: dict[str, bytes] = {}
    for one in shown:
        cut = cuts.get(one.record_id)
        if one.record_id not in found:
            found[one.record_id] = _record(unit, one, cut)
            names = [] if cut else _files(unit, viewer, row, one, files)
            found[one.record_id]["files"] = names
        found[one.record_id]["wordings"].append(_wording(unit, one, cut))
    return list(found.values()), files


def _record(unit: Unit, one: Shown, cut: _CutText | None) -> Told:
    return {
        "id": str(one.record_id),
        "kind": one.kind.value,
        "kind_in_words": str(WORDS[one.kind]),
        "answers_to": str(one.about_id) if one.about_id else None,
        "blacked_out": _reason(unit, cut.legal) if cut else None,
        "wordings": [],
    }


def _wording(unit: Unit, one: Shown, cut: _CutText | None) -> Told:
    content = one.content
    if content is not None and cut is not None:
        content = blacked_out(content, cut.passages)
    return {
        "version": one.version,
        "happened_on": one.event_on.isoformat(),
        "written_at": one.written_at.isoformat(),
        "author": str(one.author_id),
        "place": str(one.institution_id) if one.institution_id else None,
        "topics": list(category_labels(unit, one.categories)),
        "damaged": content is None,
        **_words(unit, one, content or Content()),
    }


def _words(unit: Unit, one: Shown, content: Content) -> Told:
    labels = question_labels(unit, one.kind) if content.answers else {}
    answers = [
        {"question": labels.get(key, key), "answer": text} for key, text in content.answers.items()
    ]
    return {"title": content.title, "text": content.text, "answers": answers}


def _files(
    unit: Unit, viewer: Viewer, row: AccessRequest, one: Shown, files: dict[str, bytes]
) -> list[str]:
    """Read a record's files; one of a text that is blacked out is left out with its words."""
    names = []
    for file_id in one.files:
        media_type, data = read_file(unit, viewer, row.child_id, file_id)
        name = f"filer/{len(files) + 1:03d}.{ENDINGS[media_type]}"
        files[name] = data
        names.append(name)
    return names


def _left_out(unit: Unit, row: AccessRequest, cuts: Mapping[UUID, _CutText]) -> list[Told]:
    """Return why texts are missing: cut from the answer, or withheld before."""
    reasons = [_reason(unit, one.legal) for one in cuts.values() if one.what is Cut.LEFT_OUT]
    withheld = {"reason": _("Withheld before by a leader's decision"), "law": ""}
    return [*reasons, *(withheld for _record_id in withheld_from(unit, row))]


def _reason(unit: Unit, key: str) -> Told:
    catalogue, language = unit.use(Catalogue), current_language()
    reason = catalogue.withholding_reasons.get(key)
    if reason is None:
        return {"reason": key, "law": ""}
    law = catalogue.law.reference(reason.law, day_of(unit.now)).printed_in(language)
    return {"reason": reason.label.in_(language), "law": law}


def _request(
    unit: Unit, viewer: Viewer, row: AccessRequest, decision: Decision, answered_by: str
) -> Told:
    law = unit.use(Catalogue).law.reference(decision.legal, day_of(decision.decided_at))
    return {
        "received_on": row.received_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "decided_at": decision.decided_at.isoformat(),
        "outcome": decision.outcome.value,
        "decision": words_of(unit, viewer, decision) or "",
        "law": law.printed_in(current_language()),
        "answered_by": answered_by,
        "made_at": unit.now.isoformat(),
    }


def _people(records: Iterable[Told], beside: Mapping[str, Any]) -> set[UUID]:
    """Return whose names the answer needs: whatever stands in it under one of these words."""
    found = {wording["author"] for one in records for wording in one["wordings"]}
    for section in beside.values():
        found |= {line["person"] for line in section if line.get("person")}
        for line in section:
            found |= set(line.get("who_came", ()))
    return {UUID(one) for one in found}


def _places(
    unit: Unit,
    asker: Viewer,
    row: AccessRequest,
    records: Iterable[Told],
    beside: Mapping[str, Any],
) -> dict[str, str]:
    """Return the places' names; one that betrays a protected home by its kind alone."""
    found = {wording["place"] for one in records for wording in one["wordings"]}
    found |= {line.get("place") for section in beside.values() for line in section}
    ids = {row.institution_id, *(UUID(one) for one in found if one)}
    names = place_names(unit, asker, row.child_id, ids, current_language())
    return {str(place): name for place, name in names.items()}
