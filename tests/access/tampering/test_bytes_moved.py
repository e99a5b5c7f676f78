"""Sealed bytes open only where they were written; what stands beside them stays readable."""

from uuid import uuid4

import pytest

from stafet.consent.reading import Wanted, read, read_file
from stafet.errors import Sealed
from stafet.records.files import accept, attach
from stafet.records.models import FileSegment, RecordVersion

PDF = b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 9_000 + b"%%EOF\n"


@pytest.fixture
def other(world, log):
    return world.entry(log, world.pedagogue, "Det andet.")


def texts(world):
    with world.unit() as unit:
        shown = read(unit, world.pedagogue, world.child, Wanted()).records
    return {one.record_id: one.content and one.content.text for one in shown}


def of(written):
    return RecordVersion.record_id == written.record_id


def test_swapped_texts_open_neither_and_the_others_stay(world, log, note, other, tamperer):
    third = world.entry(log, world.pedagogue, "Det tredje.")
    [one], [two] = tamperer.rows(RecordVersion, of(note)), tamperer.rows(RecordVersion, of(other))
    tamperer.change(RecordVersion, of(note), sealed=two["sealed"])
    tamperer.change(RecordVersion, of(other), sealed=one["sealed"])
    found = texts(world)
    assert found[note.record_id] is found[other.record_id] is None
    assert found[third.record_id] == "Det tredje."


@pytest.mark.parametrize("fact", ["categories", "subjects", "institution_id", "author_id"])
def test_a_text_filed_under_other_facts_does_not_open(world, note, other, tamperer, ppr, fact):
    world.consents(world.ppr, categories=frozenset({"health"}))
    told = {
        "categories": frozenset({"health"}),
        "subjects": frozenset(),
        "institution_id": world.ppr,
        "author_id": world.psychologist.person_id,
    }
    tamperer.change(RecordVersion, of(note), **{fact: told[fact]})
    with world.unit() as unit:
        shown = read(unit, ppr, world.child, Wanted()).records
    assert not any(one.content for one in shown if one.record_id == note.record_id)
    assert texts(world)[other.record_id] == "Det andet."


def test_a_file_with_its_end_cut_off_is_not_given(world, note, other, tamperer):
    file, author = uuid4(), world.pedagogue.person_id
    with world.unit() as unit:
        attach(unit, author, world.child, note.record_id, file, accept(PDF))
    last = max(row["number"] for row in tamperer.rows(FileSegment))
    tamperer.delete(FileSegment, FileSegment.number == last)
    with pytest.raises(Sealed), world.unit() as unit:
        read_file(unit, world.pedagogue, world.child, file)
    assert texts(world)[other.record_id] == "Det andet."
