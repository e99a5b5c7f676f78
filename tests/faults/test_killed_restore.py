"""R4: a restore killed at any named place never serves, and the same command ends it."""

import signal

import pytest

from stafet.cli.init import make
from stafet.errors import ConfigurationError
from stafet.upkeep.witnessing import sign
from tests.factories.backups import kommune_of
from tests.factories.world import World
from tests.faults.acts.act import TEXT, texts
from tests.faults.acts.copying import bring_back, bring_back_at_a_loss
from tests.faults.processes import outside_any_house

pytestmark = pytest.mark.opens_by_hand  # the other processes count their own openings
RESTORING = (
    "restore.begun",
    "restore.keys-loaded",
    "restore.records-read-back",
    "restore.records-loaded",
    "restore.checked",
    "restore.witness-set-aside",
)
IN_THE_MIDDLE = "restore.records-read-back"
"""Where the database itself takes back what was loaded."""
PLACES = [*(("sqlite", point) for point in RESTORING), ("postgres", IN_THE_MIDDLE)]


@pytest.fixture
def kommune(settings, world, vault, catalogue, clock, tmp_path, new_sqlite, new_postgres):
    new = {"sqlite": new_sqlite, "postgresql": new_postgres}
    return kommune_of(settings, world.database, vault, catalogue, clock, tmp_path, new)


@pytest.mark.parametrize(("engine_url", "point"), PLACES, indirect=["engine_url"])
def test_R04_a_restore_killed_there_never_serves_and_is_done_again(point, world, kommune, clock):
    """The loss is signed for, since the witness knows of more: what was killed is not signed."""
    log = world.log()
    note = world.entry(log, world.pedagogue, TEXT).record_id
    copy = kommune.take()
    sign(kommune.house)
    place = kommune.elsewhere(records=world.database.engine.dialect.name)
    told = copy, place, clock.now()
    killed = outside_any_house(bring_back_at_a_loss, *told, point=point)
    assert killed == (-signal.SIGKILL, None)
    with pytest.raises(ConfigurationError, match="has not ended"), kommune.opened(place):
        pass
    with pytest.raises(ConfigurationError, match="has not ended"):
        make(place, clock)
    assert outside_any_house(bring_back, *told) == (0, False), "nobody has signed for it"
    assert outside_any_house(bring_back_at_a_loss, *told) == (0, True)
    with kommune.opened(place) as house:
        back = World(house.database, **{k: v for k, v in vars(world).items() if k != "database"})
        assert texts(back, "pedagogue", note) == [TEXT]
