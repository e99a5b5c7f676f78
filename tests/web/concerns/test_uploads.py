"""An upload on its way: never on the disk, one a request, never alive in our origin."""

import tempfile
from io import BytesIO

import pytest
from flask import Flask, Response, request

from stafet.web.uploads import MOST_BYTES, MemoryRequest


@pytest.fixture
def client(monkeypatch):
    def spilled(*_, **__):
        raise AssertionError("an upload reached the disk")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, spilled)
        monkeypatch.setattr(f"werkzeug.formparser.{name}", spilled, raising=False)
    app = Flask("uploads")
    app.request_class = MemoryRequest

    @app.post("/")
    def take() -> Response:
        return Response(str(sum(len(file.read()) for file in request.files.values())))

    return app.test_client()


def send(client, *sizes):
    """Post files of these sizes; the body is put together in memory."""
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="f{n}"; filename="{n}.txt"\r\n\r\n'.encode()
        + b"x" * size
        + b"\r\n"
        for n, size in enumerate(sizes)
    ]
    body = b"".join([*parts, b"--B--\r\n"])
    return client.post("/", data=body, content_type="multipart/form-data; boundary=B")


def test_a_large_file_stays_in_memory(client):
    assert send(client, MOST_BYTES).text == str(MOST_BYTES)


def test_a_file_that_is_too_large_is_refused(client):
    assert send(client, MOST_BYTES + 1).status_code == 413


def test_a_second_file_in_one_request_is_refused(client):
    assert send(client, 10, 10).status_code == 413


def test_a_file_comes_out_as_an_attachment_in_a_sandbox(web):
    world, browser = web.world, web.as_("pedagogue")
    written = world.concern()
    page = f"/bekymring/{world.child}/vis"
    answer = browser.post(
        f"/bekymring/{world.child}/fil/til/{written.record_id}",
        {"file": (BytesIO(b"<script>alert(1)</script>"), "Anton Eksempel.html")},
        seen=page,
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    (url,) = {
        part.split('"')[0]
        for part in browser.get(page).text.split('href="')
        if f"/bekymring/{world.child}/fil/" in part.split('"')[0]
    }
    file = browser.get(url)
    assert file.text == "<script>alert(1)</script>"
    assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert file.headers["Content-Disposition"].startswith('attachment; filename="fil-')
    assert "Anton" not in file.headers["Content-Disposition"]
    assert file.headers["Content-Security-Policy"].startswith("sandbox")
    assert file.headers["Cache-Control"] == "no-store"
    assert web.as_("stranger").get(url).status_code == 404


def test_a_refused_file_is_told_at_its_field(web):
    world, browser = web.world, web.as_("pedagogue")
    written = world.concern()
    for file in ((BytesIO(b"MZ\x90\0"), "a.pdf"), (BytesIO(b""), "")):
        answer = browser.post(
            f"/bekymring/{world.child}/fil/til/{written.record_id}",
            {"file": file},
            seen=f"/bekymring/{world.child}/vis",
            content_type="multipart/form-data",
        )
        assert answer.status_code == 422
        assert f'href="#file-{written.record_id.hex}"' in answer.text


def test_a_refused_file_is_told_at_the_text_it_was_meant_for_and_not_folded_away(web):
    world, browser = web.world, web.as_("pedagogue")
    other, written = world.concern(), world.concern()
    page = browser.post(
        f"/bekymring/{world.child}/fil/til/{written.record_id}",
        {"file": (BytesIO(b""), "")},
        seen=f"/bekymring/{world.child}/vis",
        content_type="multipart/form-data",
    ).text
    folds = [fold.split("</details>")[0] for fold in page.split('<details class="details"')[1:]]
    open_at = {
        record.record_id: fold.startswith(" open")
        for fold in folds
        for record in (other, written)
        if f'id="file-{record.record_id.hex}"' in fold
    }
    assert open_at == {other.record_id: False, written.record_id: True}
