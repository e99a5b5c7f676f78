"""What narrows access is not taken away by deleting or changing its row: nothing is gained."""

from datetime import date

import pytest
from sqlalchemy import null

from stafet.clock import start_of_day
from stafet.consent.models import Consent, Limit, LimitKind, Party, Release, Seat, Withdrawal
from stafet.consent.services import Choice, withdraw
from stafet.errors import NotFound
from stafet.people.models import Custody, Ending
from stafet.people.services import end_custody
from stafet.upkeep.listing import list_anew
from tests.factories.consent import seen, sign, yes
from tests.factories.ending import close
from tests.factories.limits import limit
from tests.factories.tampering import WORDS, alarms, doctor


def taken_back(world, note):
    world.consents(world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr)


def one_topic_taken_back(world, note):
    world.consents(world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr, "wellbeing")


def refused(world, note):
    world.consents(world.ppr)
    sign(world, world.parent_b, Choice(world.ppr, yes=False))


def made_narrower(world, note):
    world.consents(world.ppr)
    sign(world, world.parent_b, yes(world.ppr, {"health"}))


@pytest.mark.parametrize("narrowed", [taken_back, one_topic_taken_back, refused, made_narrower])
def test_a_withdrawal_that_is_deleted_still_bites(world, note, ppr, tamperer, vault, narrowed):
    narrowed(world, note)
    assert seen(world, ppr) == set()
    tamperer.delete(Withdrawal)
    assert seen(world, ppr) == set()
    assert alarms(world) == {("alarm:missing", "consent_withdrawal")}
    assert doctor(world, vault) == ({"consent_withdrawal"}, [])
    assert seen(world, world.parent_a) == {WORDS}
    assert len(seen(world, world.pedagogue)) == 2


@pytest.mark.parametrize("narrowed", [taken_back, one_topic_taken_back, refused, made_narrower])
def test_a_withdrawal_that_is_changed_still_bites(world, note, ppr, tamperer, vault, narrowed):
    narrowed(world, note)
    tamperer.change(Withdrawal, at=start_of_day(date(2020, 1, 1)), giver_id=world.child)
    assert seen(world, ppr) == set()
    told = ("alarm:missing", "consent_withdrawal"), ("alarm:forged", "consent_withdrawal")
    assert alarms(world) == set(told)
    assert seen(world, world.parent_b) == {WORDS}


def test_a_withdrawal_nobody_signed_bites_all_the_same(world, note, ppr, tamperer):
    world.consents(world.ppr)
    assert seen(world, ppr)
    taken_back(world, note)
    tamperer.change(Withdrawal, mac=b"")
    list_anew(world.database, world.child, world.leader.person_id)
    assert seen(world, ppr) == set(), "it counts, although the list now knows nothing of it"
    assert ("alarm:forged", "consent_withdrawal") in alarms(world)


def test_a_shorter_yes_that_is_deleted_does_not_bring_the_longer_one_back(
    world, note, ppr, tamperer
):
    world.consents(world.ppr)
    newer = sign(world, world.parent_b, yes(world.ppr, {"health"}))
    tamperer.delete(Party, Party.consent_id == newer)
    assert seen(world, ppr) == set()
    assert alarms(world) == {("alarm:missing", "consent_party")}


def test_a_consent_changed_by_hand_stops_the_sharing_it_was_to_narrow(world, note, ppr, tamperer):
    world.consents(world.ppr)
    tamperer.change(Consent, Consent.giver_id == world.parent_b.person_id, purpose="research")
    assert seen(world, ppr) == set()
    assert alarms(world) == {("alarm:forged", "consent_consent")}


@pytest.mark.parametrize("kind", [LimitKind.HIDDEN, LimitKind.REDACTED])
def test_what_was_kept_back_stays_so_when_its_row_is_gone(world, log, note, tamperer, vault, kind):
    world.entry(log, world.pedagogue, "Det andet.")
    limit(world, note.record_id, kind)
    before = seen(world, world.parent_a)
    tamperer.delete(Limit)
    assert seen(world, world.parent_a) == before
    assert "Det andet." in before
    assert alarms(world) == {("alarm:missing", "consent_limit")}
    assert doctor(world, vault) == ({"consent_limit"}, [])
    assert len(seen(world, world.pedagogue)) == 3


@pytest.mark.parametrize(
    "values",
    [{"lifted": True}, {"record_id": None}, {"guardian": True}, {"set_at": True}],
    ids=lambda values: next(iter(values)),
)
def test_what_was_kept_back_stays_so_when_its_row_is_changed(world, note, tamperer, values):
    limit(world, note.record_id, LimitKind.HIDDEN)
    before = seen(world, world.parent_a)
    late = start_of_day(date(2030, 1, 1))
    told = {
        "lifted": {"lifted_at": start_of_day(date(2020, 1, 1)), "lifted_by": world.child},
        "record_id": {"record_id": null()},
        "guardian": {"guardian_id": world.parent_b.person_id},
        "set_at": {"set_at": late},
    }
    tamperer.change(Limit, **told[next(iter(values))])
    assert seen(world, world.parent_a) == before
    assert ("alarm:missing", "consent_limit") in alarms(world)


def test_what_an_author_has_asked_back_stays_so_when_the_row_is_gone(world, note, tamperer):
    limit(world, note.record_id, LimitKind.ASKED)
    before = seen(world, world.parent_a)
    tamperer.delete(Limit)
    assert seen(world, world.parent_a) == before


@pytest.mark.parametrize("kind", [LimitKind.HOLD, LimitKind.HOME])
def test_sharing_that_was_held_stays_held_when_its_row_is_gone(world, note, ppr, tamperer, kind):
    world.consents(world.ppr)
    limit(world, None, kind)
    tamperer.delete(Limit)
    assert seen(world, ppr) == set()
    assert alarms(world) == {("alarm:missing", "consent_limit")}


def test_a_custody_that_is_deleted_leaves_nobody_out_who_must_say_yes(
    world, note, ppr, tamperer, vault
):
    world.consents(world.ppr, by="parent_a")
    tamperer.delete(Custody, Custody.guardian_id == world.parent_b.person_id)
    assert seen(world, ppr) == set()
    assert alarms(world) == {("alarm:missing", "people_custody")}
    assert doctor(world, vault) == ({"people_custody"}, [])
    assert seen(world, world.parent_a) == {WORDS}


def test_a_custody_that_ended_is_not_taken_up_again_by_its_former_row(world, note, tamperer):
    mine = Custody.guardian_id == world.parent_b.person_id
    before = tamperer.rows(Custody, mine)
    with world.unit() as unit:
        [row] = unit.session.query(Custody).where(mine)
        end_custody(unit, row, by=None)
    tamperer.put_back(Custody, before)
    with pytest.raises(NotFound):
        seen(world, world.parent_b)
    assert seen(world, world.parent_a) == {WORDS}


def test_a_lost_release_is_told_and_gives_nothing(world, note, tamperer, vault):
    tamperer.delete(Release, Release.record_id == note.record_id)
    assert seen(world, world.parent_a) == set()
    assert alarms(world) == {("alarm:missing", "consent_release")}
    assert doctor(world, vault) == ({"consent_release"}, [])


def test_a_seat_that_is_gone_is_told(world, note, tamperer):
    with world.unit() as unit:
        told = {"person_id": world.nurse.person_id, "institution_id": world.health}
        told |= {"child_id": world.child, "kind": "ssd", "until_at": None}
        unit.session.add(Seat(record_id=note.record_id, **told))
    tamperer.delete(Seat)
    assert len(seen(world, world.pedagogue)) == 2
    assert alarms(world) == {("alarm:missing", "consent_seat")}


@pytest.mark.parametrize("way", ["deleted", "taken back"])
def test_an_ending_that_is_gone_gives_nobody_access_again(world, note, ppr, tamperer, way):
    world.consents(world.ppr)
    close(world)
    if way == "deleted":
        tamperer.delete(Ending)
    else:
        back = {"undone_at": start_of_day(date(2020, 1, 1)), "mistake": "not_true"}
        tamperer.change(Ending, **back, undone_by=world.leader.person_id)
    for viewer in (ppr, world.parent_a, world.pedagogue):
        with pytest.raises(NotFound):
            seen(world, viewer)
    assert ("alarm:missing", "people_ending") in alarms(world)
