"""Consent, as law.md says it: on both engines, through services and the one door."""

from uuid import uuid4

import pytest

from stafet.consent.audience import readers_of
from stafet.consent.decision import Basis
from stafet.consent.models import Consent
from stafet.consent.preview import Taking, effect_of_signing, effects_of_takings
from stafet.consent.reading import read
from stafet.consent.services import Choice, Signing
from stafet.errors import Invalid, NotFound
from stafet.records.services import Author
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.consent import events, seen, sign, yes
from tests.factories.world import writing


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
        back = Taking((world.ppr,), "health")
        ((lost,),) = effects_of_takings(unit, world.parent_b, world.child, [back])
    assert (lost.before, lost.after, lost.of) == (2, 1, 2)


def test_L20_the_effect_told_is_the_effect_that_comes(world, log, ppr):
    sign(world, world.parent_a, yes(world.ppr))
    choice = yes(world.ppr, {"wellbeing"})
    with world.unit() as unit:
        (told,) = effect_of_signing(unit, world.parent_b, world.child, Signing(uuid4(), (choice,)))
    sign(world, world.parent_b, choice)
    assert told.after <= len(seen(world, ppr))
    with world.unit() as unit:
        back = Taking((world.ppr,))
        ((after,),) = effects_of_takings(unit, world.parent_b, world.child, [back])
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
