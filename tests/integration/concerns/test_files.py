"""Files: known by content, drawn anew, sealed, read with their record."""

from io import BytesIO

import pillow_heif
import pytest
from PIL import Image
from PIL.ExifTags import GPS, Base

from stafet.consent.reading import read_file
from stafet.errors import Invalid, NotFound
from stafet.ids import new_id
from stafet.records import pictures
from stafet.records.files import JPEG, MOST_BYTES, PDF, PNG, TEXT, Accepted, accept, attach
from stafet.records.models import File, FileSegment

PDF_BYTES = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form: str, **more) -> bytes:
    drawn = BytesIO()
    image = Image.new("RGB", (60, 40), "white")
    image.paste("red", (0, 0, 30, 40))
    if form == "HEIF":
        pillow_heif.from_pillow(image).save(drawn, **more)
    else:
        image.save(drawn, form, **more)
    return drawn.getvalue()


def taken_on_a_phone() -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make] = "HEMMELIG"
    exif[Base.Orientation] = 6
    exif.get_ifd(Base.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    return exif


@pytest.mark.parametrize(("form", "kept"), [("JPEG", JPEG), ("PNG", PNG), ("HEIF", JPEG)])
def test_a_picture_is_drawn_anew_without_what_the_phone_told(form, kept):
    data = picture(form, exif=taken_on_a_phone().tobytes())
    assert b"HEMMELIG" in data
    accepted = accept(data)
    assert accepted.media_type == kept
    assert b"HEMMELIG" not in accepted.data
    assert not Image.open(BytesIO(accepted.data)).getexif()


def test_a_picture_lying_on_its_side_is_turned_up():
    accepted = accept(picture("JPEG", exif=taken_on_a_phone().tobytes()))
    assert Image.open(BytesIO(accepted.data)).size == (40, 60)


def test_a_stowaway_behind_a_picture_is_left_behind():
    accepted = accept(picture("PNG") + b"<script>alert(1)</script>")
    assert b"<script>" not in accepted.data


def test_a_picture_that_only_begins_like_one_is_refused():
    for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic"):
        with pytest.raises(Invalid) as refused:
            accept(start + b"\0" * 400)
        assert list(refused.value.problems) == ["file"]


def test_a_picture_with_too_many_points_is_refused_before_it_is_drawn(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(Invalid):
        accept(picture("PNG"))


def test_pdf_and_plain_text_are_kept_as_they_are():
    assert accept(PDF_BYTES) == Accepted(PDF, PDF_BYTES)
    assert accept("Æblegrød på søndag".encode()) == Accepted(TEXT, "Æblegrød på søndag".encode())
    assert accept("Æblegrød".encode("cp1252")).data == "Æblegrød".encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\0\x03",
        b"PK\x03\x04\0\0",
        b"\x7fELF\x02",
        b"%PDF-1.7 uden ende\0",
        b"GIF89a\0\0",
    ],
)
def test_everything_else_is_refused(data):
    with pytest.raises(Invalid) as refused:
        accept(data)
    assert list(refused.value.problems) == ["file"]


def test_one_byte_too_many_is_refused():
    assert accept(b"a" * MOST_BYTES).media_type == TEXT
    with pytest.raises(Invalid):
        accept(b"a" * (MOST_BYTES + 1))


def test_a_file_is_sealed_in_segments_and_reads_with_its_record(world):
    written, text = world.concern(), b"Tegnet af familien. " * 10_000
    file_id, author = new_id(), world.pedagogue.person_id
    for _ in range(2):
        with world.unit() as unit:
            attach(unit, author, world.child, written.record_id, file_id, accept(text))
    with world.unit() as unit:
        assert unit.session.query(File).count() == 1
        segments = [row.sealed for row in unit.session.query(FileSegment)]
    assert len(segments) == 4
    assert not any(b"familien" in segment for segment in segments)
    with world.unit() as unit:
        assert read_file(unit, world.pedagogue, world.child, file_id) == (TEXT, text)
    with pytest.raises(NotFound), world.unit() as unit:
        read_file(unit, world.stranger, world.child, file_id)


def test_nobody_adds_a_file_to_another_ones_record(world):
    written = world.concern()
    with pytest.raises(NotFound), world.unit() as unit:
        attach(
            unit, world.leader.person_id, world.child, written.record_id, new_id(), accept(b"hej")
        )
