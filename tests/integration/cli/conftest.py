"""An installation that has been told of by its environment, with nothing made yet."""

import pytest


@pytest.fixture
def environment(monkeypatch, tmp_path, engine_url, new_sqlite, new_postgres):
    make = new_sqlite if engine_url.startswith("sqlite") else new_postgres
    told = {
        "STAFET_DATABASE_URL": make(tables=False),
        "STAFET_KEYSTORE_URL": f"sqlite:///{tmp_path}/keystore.sqlite",
        "STAFET_ROOT_KEY_FILE": str(tmp_path / "root.key"),
        "STAFET_AUDIT_KEY_FILE": str(tmp_path / "audit.key"),
        "STAFET_BASE_URL": "https://stafet.eksempelby.example",
        "STAFET_MAIL_PORT": "1",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return tmp_path
