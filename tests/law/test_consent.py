"""Consent, as law.md says it: on both engines, through services and the one door."""

import json
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from stafet import audit
from stafet.audit.models import Block
from stafet.clock import COPENHAGEN, start_of_day
from stafet.consent.audience import readers_of
from stafet.consent.decision import Basis
from stafet.consent.models import Answer, Consent, Party
from stafet.consent.preview import effect_of_signing, effect_of_withdrawal
from stafet.consent.reading import Wanted, read
from stafet.consent.services import Choice, Signing, give, withdraw
from stafet.errors import Invalid, NotFound
from stafet.people.models import Custody, CustodyKind, PersonKind, Task
from stafet.people.queries import custodies_over
from stafet.people.rules import Identity
from stafet.people.services import end_custody, record_custody, register_adult
from stafet.records.rules import RecordKind
from stafet.records.services import Author
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.world import ALL_TOPICS, writing

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def log(world):
    return world.log() if world.concern("Anton leger mest alene.") else None


@pytest.fixture
def ppr(world, log):
    """The psychologist has a task; nobody has said anything yet."""
    world.task(world.psychologist, world.ppr)
    return world.psychologist


def seen(world, viewer, **wanted):
    """Return the texts a viewer sees, but for the one on how the parents were involved."""
    with world.unit() as unit:
        records = read(unit, viewer, world.child, Wanted(**wanted)).records
    return {s.content.text for s in records if s.kind is not RecordKind.INVOLVEMENT}


def sign(world, giver, *choices, **more):
    signing = Signing(uuid4(), choices, **more)
    with world.unit() as unit:
        return give(unit, giver, world.child, signing)


def yes(place, topics=ALL_TOPICS, **more):
    return Choice(place, yes=True, categories=frozenset(topics), **more)


def events(world, chain, action):
    with world.unit() as unit:
        bodies = unit.session.scalars(
            select(Block.body).where(Block.chain == chain).order_by(Block.sequence)
        )
        return [event for event in map(json.loads, bodies) if event["action"] == action]


def test_L01_without_a_basis_nothing_is_told_not_even_a_number(world, log, ppr):
    with world.unit() as unit:
        reading = read(unit, ppr, world.child)
    assert (reading.records, reading.total, reading.withheld) == ((), 0, ())


def test_L01_a_record_asked_for_by_id_is_an_attempt_and_is_recorded(world, log, ppr):
    mine = world.entry(log, ppr, "Talt med Anton.")
    theirs = world.entry(log, world.pedagogue, "Anton er ked af det.")
    wanted = frozenset({mine.record_id, theirs.record_id})
    assert seen(world, ppr, records=wanted) == {"Talt med Anton."}
    (event,) = events(world, world.child, "log:read")
    assert event["refused"] == [[str(theirs.record_id), "not_covered"]]
    with pytest.raises(NotFound) as refused:
        seen(world, ppr, records=frozenset({theirs.record_id}))
    assert refused.value.attempt.object_id == theirs.record_id


def test_L02_both_consents_open_and_the_audit_names_them(world, log, ppr):
    consents = {sign(world, giver, yes(world.ppr)) for giver in (world.parent_a, world.parent_b)}
    assert "Anton leger mest alene." in seen(world, ppr)
    (event,) = events(world, world.child, "log:read")
    (sight,) = event["opened"]
    assert sight["basis"] == Basis.CONSENT
    assert set(sight["consents"]) == {str(consent) for consent in consents}
    assert (event["actor"], event["institution"]) == (str(ppr.person_id), str(world.ppr))


def test_L03_a_missing_category_hides_that_record_while_others_show(world, log, ppr):
    world.entry(log, world.pedagogue, "Sover dårligt.", categories=frozenset({"health"}))
    both = frozenset({"health", "wellbeing"})
    world.entry(log, world.pedagogue, "Sover og græder.", categories=both)
    sign(world, world.parent_a, yes(world.ppr))
    sign(world, world.parent_b, yes(world.ppr, {"wellbeing"}))
    assert seen(world, ppr) == {"Anton leger mest alene."}


def test_L03_a_missing_subject_hides_that_record_while_others_show(world, log, ppr):
    mother = frozenset({"child", str(world.parent_a.person_id)})
    world.entry(log, world.pedagogue, "Mor er syg.", subjects=mother)
    world.consents(world.ppr)
    assert "Mor er syg." not in seen(world, ppr)
    sign(world, world.parent_a, yes(world.ppr, own_matters=True))
    assert "Mor er syg." in seen(world, ppr)


@pytest.mark.parametrize(
    ("signed", "last_day", "lapses"),
    [
        (date(2027, 3, 10), None, date(2028, 3, 10)),
        (date(2028, 2, 29), None, date(2029, 2, 28)),
        (date(2027, 3, 10), date(2027, 3, 28), date(2027, 3, 29)),
        (date(2027, 3, 10), date(2027, 10, 31), date(2027, 11, 1)),
    ],
    ids=["a year", "leap day", "summer time begins", "summer time ends"],
)
def test_L04_a_consent_lapses_by_itself_at_its_instant(
    world, log, ppr, clock, signed, last_day, lapses
):
    clock.set(datetime.combine(signed, datetime.min.time(), COPENHAGEN) + timedelta(hours=9))
    for giver in (world.parent_a, world.parent_b):
        sign(world, giver, yes(world.ppr, last_day=last_day))
    clock.set(start_of_day(lapses) - MOMENT)
    assert seen(world, ppr)
    clock.set(start_of_day(lapses))
    assert seen(world, ppr) == set()


def test_L05_an_end_beyond_one_year_is_refused_and_an_earlier_one_is_kept(world, log, ppr):
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, yes(world.ppr, last_day=date(2028, 3, 1)))
    assert set(refused.value.problems) == {f"last_day_{world.ppr.hex}"}
    with pytest.raises(Invalid) as refused:
        sign(world, world.parent_a, yes(world.ppr), last_day=date(2028, 3, 1))
    assert set(refused.value.problems) == {"last_day"}
    for giver in (world.parent_a, world.parent_b):
        sign(world, giver, yes(world.ppr, last_day=date(2027, 4, 1)))
    with world.unit() as unit:
        shown = read(unit, ppr, world.child).records
    assert {one.until_at for one in shown} == {start_of_day(date(2027, 4, 2))}


def test_L05_the_clock_set_back_makes_no_consent_longer(world, log, ppr, clock):
    for giver in (world.parent_a, world.parent_b):
        sign(world, giver, yes(world.ppr, last_day=date(2027, 3, 31)))
    clock.set(start_of_day(date(2027, 4, 1)))
    assert seen(world, ppr) == set()
    clock.set(start_of_day(date(2027, 3, 15)))
    assert seen(world, ppr) == set()


@pytest.mark.parametrize("how", ["everything", "place", "category", "signed no"])
def test_L07_a_withdrawal_takes_effect_on_the_next_request(world, log, ppr, how):
    world.consents(world.ppr)
    assert seen(world, ppr)
    with world.unit() as unit:
        if how == "signed no":
            no = Choice(world.ppr, yes=False)
            give(unit, world.parent_b, world.child, Signing(uuid4(), (no,)))
        else:
            place = None if how == "everything" else world.ppr
            category = "wellbeing" if how == "category" else None
            withdraw(unit, world.parent_b, world.child, place, category)
    assert seen(world, ppr) == set()


def test_L07_a_withdrawal_is_not_retroactive(world, log, ppr):
    world.consents(world.ppr)
    world.entry(log, ppr, "Talt med Anton.")
    seen(world, ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
    assert seen(world, ppr) == {"Talt med Anton."}
    assert len(events(world, world.child, "log:read")) == 2
    with world.unit() as unit:
        assert len(unit.session.scalars(select(Consent)).all()) == 2
        assert audit.first_bad_link(unit, world.child) is None


def test_L07_a_category_taken_back_leaves_the_others_and_can_be_granted_anew(world, log, ppr):
    world.entry(log, world.pedagogue, "Sover dårligt.", categories=frozenset({"health"}))
    world.consents(world.ppr)
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child, world.ppr, "health")
    assert seen(world, ppr) == {"Anton leger mest alene."}
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr) == {"Anton leger mest alene.", "Sover dårligt."}


def test_L07_withdrawing_twice_is_withdrawing_once(world, log):
    world.consents(world.ppr)
    for _ in range(2):
        with world.unit() as unit:
            withdraw(unit, world.parent_a, world.child, world.ppr)
    assert len(events(world, world.child, "consent:withdraw")) == 1


def test_L07_the_later_of_two_acts_counts_though_the_clock_stands_still(world, log, ppr):
    world.consents(world.ppr)
    sign(world, world.parent_a, Choice(world.ppr, yes=False))
    assert seen(world, ppr) == set()
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr)
    sign(world, world.parent_a, yes(world.ppr, {"health"}))
    assert seen(world, ppr) == set()


def test_L08_one_of_two_custody_holders_opens_nothing(world, log, ppr):
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr) == set()
    sign(world, world.parent_b, Choice(world.ppr, yes=False))
    assert seen(world, ppr) == set()


def test_L08_only_a_present_custody_holder_can_give(world, log):
    for viewer in (
        world.pedagogue,
        world.psychologist,
        Viewer(uuid4(), uuid4(), ViewerKind.GUARDIAN),
    ):
        with pytest.raises(NotFound):
            sign(world, viewer, yes(world.ppr))


def test_L10_a_parents_private_matters_stay_from_the_other_parent(world, log, ppr):
    about_b = frozenset({str(world.parent_b.person_id)})
    world.entry(log, world.pedagogue, "Far er ledig.", subjects=about_b)
    assert "Far er ledig." in seen(world, world.parent_b)
    assert "Far er ledig." not in seen(world, world.parent_a)
    sign(world, world.parent_a, yes(world.ppr, own_matters=True))
    assert seen(world, ppr) == set()
    sign(world, world.parent_b, yes(world.ppr, own_matters=True))
    assert seen(world, ppr) == {"Far er ledig.", "Anton leger mest alene."}


def test_L13_a_consent_keeps_the_language_and_the_version_signed(world, log):
    consent = sign(world, world.parent_a, yes(world.ppr), language="en", text_version="1")
    with world.unit() as unit:
        row = unit.session.get_one(Consent, consent)
        assert (row.language, row.text_version) == ("en", "1")
    for wrong in ({"language": "tlh"}, {"text_version": "0"}):
        with pytest.raises(Invalid) as refused:
            sign(world, world.parent_a, yes(world.ppr), **wrong)
        assert set(refused.value.problems) == {"language"}


def test_L15_no_institution_reads_another_without_a_basis(world, log):
    world.task(world.psychologist, world.ppr)
    world.task(world.nurse, world.health)
    world.task(world.teacher, world.school)
    for viewer, word in (
        (world.psychologist, "PPR"),
        (world.nurse, "Sund"),
        (world.teacher, "Skole"),
    ):
        world.entry(log, viewer, word)
    world.consents(world.health)
    assert seen(world, world.psychologist) == {"PPR"}
    assert seen(world, world.teacher) == {"Skole"}
    assert seen(world, world.pedagogue) == {"Anton leger mest alene."}
    assert {"PPR", "Skole", "Sund"} < seen(world, world.nurse)


def new_guardian(world, dated_back):
    with world.unit() as unit:
        person = register_adult(unit, PersonKind.GUARDIAN, Identity("Cia Eksempel"), by=None)
        from_at = unit.now - dated_back
        record_custody(
            unit, world.child, person, CustodyKind.JOINT, source="cpr", from_at=from_at, by=None
        )
    return Viewer(uuid4(), person, ViewerKind.GUARDIAN)


@pytest.mark.parametrize("dated_back", [timedelta(0), timedelta(days=900)])
def test_L18_a_new_custody_holder_suspends_until_each_has_confirmed(world, log, ppr, dated_back):
    world.consents(world.ppr)
    third = new_guardian(world, dated_back)
    assert seen(world, ppr) == set()
    sign(world, third, yes(world.ppr))
    assert seen(world, ppr) == set()
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr) == set()
    sign(world, world.parent_b, yes(world.ppr))
    assert seen(world, ppr)


def test_L18_removing_a_holder_never_opens_anything(world, log, ppr):
    sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        rows = custodies_over(unit, world.child)
        (row,) = [row for row in rows if row.guardian_id == world.parent_b.person_id]
        end_custody(unit, row, by=None)
    assert seen(world, ppr) == set()
    with pytest.raises(NotFound):
        sign(world, world.parent_b, yes(world.ppr))
    sign(world, world.parent_a, yes(world.ppr))
    assert seen(world, ppr)


def test_L18_where_custody_is_unknown_nothing_is_shared(world, log, ppr):
    world.consents(world.ppr)
    with world.unit() as unit:
        record_custody(
            unit,
            world.child,
            world.parent_b.person_id,
            CustodyKind.UNKNOWN,
            source="told",
            from_at=unit.now,
            by=None,
        )
    assert seen(world, ppr) == set()


def test_L20_the_giver_sees_what_each_place_gains_and_loses(world, log, ppr):
    world.entry(log, world.pedagogue, "Sover dårligt.", categories=frozenset({"health"}))
    world.entry(log, world.pedagogue, "Glad i dag.")
    world.entry(log, world.pedagogue, "Ikke sluppet.", at_once=False)
    signing = Signing(uuid4(), (yes(world.ppr, {"wellbeing"}), Choice(world.health, yes=False)))
    with world.unit() as unit:
        first, no = effect_of_signing(unit, world.parent_a, world.child, signing)
    assert (first.before, first.after, first.agreed, first.of) == (0, 0, 1, 2)
    assert (no.before, no.after, no.agreed) == (0, 0, 0)
    sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        second, _no = effect_of_signing(unit, world.parent_b, world.child, signing)
    assert (second.before, second.after, second.agreed) == (0, 1, 1)
    sign(world, world.parent_b, yes(world.ppr))
    with world.unit() as unit:
        (lost,) = effect_of_withdrawal(unit, world.parent_b, world.child, [world.ppr], "health")
    assert (lost.before, lost.after, lost.of) == (2, 1, 2)


def test_L20_the_effect_told_is_the_effect_that_comes(world, log, ppr):
    sign(world, world.parent_a, yes(world.ppr))
    choice = yes(world.ppr, {"wellbeing"})
    with world.unit() as unit:
        (told,) = effect_of_signing(unit, world.parent_b, world.child, Signing(uuid4(), (choice,)))
    sign(world, world.parent_b, choice)
    assert told.after <= len(seen(world, ppr))
    with world.unit() as unit:
        (after,) = effect_of_withdrawal(unit, world.parent_b, world.child, [world.ppr])
    assert after.before == told.after


def test_L20_the_author_sees_who_will_be_able_to_read(world, log, ppr):
    world.consents(world.ppr, categories=frozenset({"wellbeing"}))
    for topic, readers in (("wellbeing", {ppr.person_id, world.pedagogue.person_id}),
                           ("health", {world.pedagogue.person_id})):  # fmt: skip
        with world.unit() as unit:
            told = readers_of(
                unit,
                world.child,
                Author(world.pedagogue.person_id, world.daycare),
                writing(unit, "Ny", categories=frozenset({topic})),
                unit.now,
            )
        assert {person for person, _ in told.professionals} == readers
        assert set(told.guardians) == {world.parent_a.person_id, world.parent_b.person_id}


def late_topics(world):
    return update(Party).values(categories=ALL_TOPICS)


def later_end(world):
    return update(Party).values(until_at=start_of_day(date(2030, 1, 1)))


def others_signature(world):
    return update(Consent).values(giver_id=world.parent_b.person_id)


def nobody_else_to_ask(world):
    former = start_of_day(date(2027, 2, 1))
    other = Custody.guardian_id == world.parent_b.person_id
    return update(Custody).where(other).values(to_at=former)


@pytest.mark.parametrize(
    "forgery",
    [
        (late_topics, "consent_party"),
        (later_end, "consent_party"),
        (others_signature, "consent_consent"),
        (nobody_else_to_ask, "people_custody"),
    ],
    ids=lambda forgery: forgery[0].__name__,
)
def test_a_forged_row_gains_nothing_and_raises_an_alarm(world, log, ppr, forgery):
    statement, table = forgery
    sign(world, world.parent_a, yes(world.ppr))
    if table != "people_custody":
        sign(world, world.parent_b, yes(world.ppr, {"health"}))
    with world.unit() as unit:
        unit.session.execute(statement(world))
    assert seen(world, ppr) == set()
    assert events(world, audit.KOMMUNE, "alarm:forged")[-1]["about"] == {"table": table}


def test_a_no_made_a_yes_by_hand_gains_nothing(world, log, ppr):
    sign(world, world.parent_a, yes(world.ppr))
    sign(world, world.parent_b, Choice(world.ppr, yes=False))
    with world.unit() as unit:
        told = {"categories": ALL_TOPICS, "subjects": frozenset({"child"}), "answer": Answer.YES}
        unit.session.execute(update(Party).where(Party.answer == Answer.NO).values(**told))
    assert seen(world, ppr) == set()
    assert events(world, audit.KOMMUNE, "alarm:forged")


def test_an_inserted_consent_gains_nothing(world, log, ppr):
    consent = sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        row = unit.session.get_one(Consent, consent)
        party = unit.session.get_one(Party, (consent, world.ppr))
        told = {c.name: getattr(row, c.name) for c in Consent.__table__.columns}
        mine = {c.name: getattr(party, c.name) for c in Party.__table__.columns}
        planted = {"id": uuid4(), "giver_id": world.parent_b.person_id}
        unit.session.execute(insert(Consent).values({**told, **planted}))
        unit.session.execute(insert(Party).values({**mine, "consent_id": planted["id"]}))
    assert seen(world, ppr) == set()
    assert events(world, audit.KOMMUNE, "alarm:forged")


def test_a_planted_task_gains_nothing_and_raises_an_alarm(world, log):
    world.consents(world.school)
    with world.unit() as unit:
        told = {"child_id": world.child, "institution_id": world.school, "why": "invited"}
        who = {"person_id": world.stranger.person_id, "id": uuid4(), "from_at": unit.now}
        unit.session.execute(insert(Task).values(**told, **who, mac=bytes(32)))
    with pytest.raises(NotFound) as refused:
        seen(world, world.stranger)
    assert refused.value.attempt.forged == (Task.__tablename__,)
