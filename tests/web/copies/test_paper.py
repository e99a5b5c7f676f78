"""A guardian's copy as PDF/A-2a and PDF/UA-1."""

import io

import pikepdf
import pytest

from tests.web.copies.reading import words_of

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
BETRAYING = ("Skjulestien", "9998", "Fjernby", "11223344", "parent_b@hjem.example")


def pdf(paper, name="parent_a"):
    answer = paper.web.as_(name).get(f"{paper.newest(name)}.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kopi.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


def test_a_copy_is_tagged_danish_and_says_which_standards_it_keeps(paper):
    paper.write("Anton byggede et tårn.")
    with pikepdf.open(io.BytesIO(pdf(paper))) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "da"
        assert document.Root.StructTreeRoot
        with document.open_metadata() as told:
            assert told["pdfaid:part"] == "2"
            assert told["pdfaid:conformance"] == "A"
            assert told["pdfuaid:part"] == "1"


def test_a_copy_has_headings_a_screen_reader_can_walk(paper):
    paper.write("Anton byggede et tårn.")
    with pikepdf.open(io.BytesIO(pdf(paper))) as document:
        kinds = [str(item.S) for item in document.objects if is_structure(item)]
    assert {"/H1", "/H2", "/H3", "/P"} <= set(kinds)


def is_structure(item):
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"


def test_the_same_copy_is_the_same_bytes(paper):
    paper.write("Anton byggede et tårn.")
    first = pdf(paper)
    paper.clock.advance(minutes=7)
    assert pdf(paper) == first


def test_the_text_is_in_the_copy_and_nothing_protected(paper):
    paper.write("Anton byggede et tårn.\n\nDet var højt.")
    told = words_of(pdf(paper))
    for wanted in ("Anton byggede et tårn.", "Det var højt.", "Anton Eksempel", "Pia Pedersen"):
        assert wanted in told
    assert not [word for word in BETRAYING if word in told]


def test_what_looks_like_markup_is_printed_as_it_was_written(paper):
    paper.write('#strong[x] *fed* #read("/etc/passwd") \\ $x^2$ = Titel')
    told = words_of(pdf(paper))
    assert '#strong[x] *fed* #read("/etc/passwd") \\ $x^2$ = Titel' in told


@pytest.mark.parametrize("odd", ["😀 glad", "漢字", "አማርኛ", "\ue000", "a\u0301", "عربي"])
def test_letters_the_fonts_do_not_have_never_stop_a_copy(paper, odd):
    paper.write(f"Før {odd} efter")
    told = words_of(pdf(paper))
    assert "Før" in told
    assert "efter" in told


def test_the_documents_own_description_names_nobody(paper):
    paper.write("En tekst.")
    with pikepdf.open(io.BytesIO(pdf(paper))) as document:
        told = " ".join(str(value) for value in document.docinfo.values())
        told += bytes(document.Root.Metadata.read_bytes()).decode()
    assert not [word for word in ("Anton", "Eksempel", "Anna", "Pia", "Solsikken") if word in told]


def test_a_later_redaction_holds_on_paper_too(paper):
    written = paper.write("Dette bliver holdt tilbage.")
    paper.limit(written, "redacted", "parent_a")
    told = words_of(pdf(paper))
    assert "Dette bliver holdt tilbage." not in told
    assert "holdt tilbage for dig" in told
