"""Behind a reverse proxy each caller keeps an address of his own."""

import pytest
from flask import Flask, request

from stafet.settings import load_settings
from stafet.web.edge import trust_proxies

BELIEVED = {0: "127.0.0.1", 1: "192.0.2.9", 2: "192.0.2.1"}


@pytest.mark.parametrize(("count", "address"), BELIEVED.items())
def test_only_the_nearest_proxies_are_believed(count, address):
    app = Flask("behind")
    app.add_url_rule("/", "who", lambda: request.remote_addr or "")
    trust_proxies(app, count)
    answer = app.test_client().get("/", headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.9"})
    assert answer.text == address


@pytest.mark.parametrize(
    ("base_url", "proxies"), [("https://stafet.example", 1), ("http://127.0.0.1:8000", 0)]
)
def test_tls_ends_at_one_proxy_unless_told_otherwise(base_url, proxies, tmp_path):
    told = {
        "STAFET_DATABASE_URL": "sqlite:///records.sqlite",
        "STAFET_KEYSTORE_URL": "sqlite:///keys.sqlite",
        "STAFET_ROOT_KEY_FILE": str(tmp_path / "root.key"),
        "STAFET_AUDIT_KEY_FILE": str(tmp_path / "audit.key"),
        "STAFET_BASE_URL": base_url,
    }
    assert load_settings(told, new=True).proxies == proxies
