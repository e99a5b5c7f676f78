"""What a parent's choice would change, told over 500 records, against one page of the same log."""

import json
import tempfile
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.log_page import account, house, log_of
from benchmarks.paired import paired
from tests.fixtures.web import Web, form_of

RECORDS = 500


def effect_of_500_vs_log_page() -> dict[str, object]:
    """Return medians in ms, and the median of the rounds' own ratios."""
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as (app, world):
        log = log_of(world, RECORDS, at_once=True)
        account(world, "parent_a")
        client = Web(app, world).as_("parent_a").client
        asked = f"/log/{log.id}/samtykke/virkning?igen={world.ppr.hex}"
        page = _text(client, f"/log/{log.id}/samtykke?igen={world.ppr.hex}")
        told = form_of(page) | {f"answer_{world.ppr.hex}": ["no"]}

        def ours() -> str:
            return client.post(asked, data=told).get_data(as_text=True)

        def theirs() -> str:
            return _text(client, f"/log/{log.id}")

        assert f"0 af de {RECORDS}" in ours()
        assert "data-entry" in theirs()
        result = paired(ours, theirs, 41)
    peer = "one page of the log"
    return {"name": "effect-of-500-vs-log-page", "peer": peer, "unit": "ms", **result}


def _text(client: FlaskClient, url: str) -> str:
    return client.get(url).get_data(as_text=True)


if __name__ == "__main__":
    print(json.dumps(effect_of_500_vs_log_page()))
