"""Every answer is hardened, and nothing behind login is kept by a cache."""

import pytest

from stafet.web.headers import HEADERS


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_every_answer_carries(web, name):
    assert web.stranger().get("/tilgaengelighed").headers[name] == HEADERS[name]


@pytest.mark.parametrize("url", ["/tilgaengelighed", "/findes-ikke", "/sundhed"])
def test_L59_no_page_is_kept_by_a_cache(web, url):
    answer = web.stranger().get(url)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_strict_transport_is_demanded_over_tls_only(web):
    assert "Strict-Transport-Security" not in web.stranger().get("/sundhed").headers
