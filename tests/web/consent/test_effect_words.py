"""The effect of a yes or a withdrawal, said in plain words."""

import pytest

from stafet.consent.effects import Effect
from stafet.consent.pages.table import holder_of
from stafet.consent.pages.words import effect

NOWHERE = "00000000-0000-4000-8000-00000000000f"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Effect(NOWHERE, before=0, after=0, of=0, agreed=0), "ikke noget"),
        (Effect(NOWHERE, before=2, after=7, of=12, agreed=7), "7 af de 12"),
        (Effect(NOWHERE, before=0, after=0, of=12, agreed=7), "er det 7"),
    ],
)
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L20_the_effect_is_counted_over_what_the_giver_can_read(web, told, says):
    with web.app.test_request_context():
        assert says in effect(told, "PPR")


def test_a_child_without_a_log_has_no_holder(database, world):
    with database.unit() as unit:
        assert holder_of(unit, world.child) is None
