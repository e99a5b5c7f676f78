"""A person outside the kommune gets what consent opens and the holder may read, and no more."""

import pytest

from stafet.consent.decision import Basis
from stafet.consent.models import LimitKind
from stafet.consent.pages.handing import handed_copy
from stafet.consent.services import Choice
from stafet.people.queries import placements_of
from stafet.people.services.places import protect_place
from tests.factories.consent import events, sign, yes
from tests.factories.limits import limit
from tests.factories.outsider import NAME, counted, handed_over
from tests.web.copies.reading import words_of

CONCERN = "Anton leger mest alene."


def test_L02_both_consents_open_the_copy_and_the_audit_names_them_and_who_gets_it(
    world, log, hanne
):
    consents = {sign(world, giver, yes(hanne)) for giver in (world.parent_a, world.parent_b)}
    assert CONCERN in handed_over(world, log, hanne)
    (event,) = events(world, world.child, "consent:hand-over")
    (sight,) = event["opened"]
    assert sight["basis"] == Basis.CONSENT
    assert set(sight["consents"]) == {str(consent) for consent in consents}
    assert (event["actor"], event["institution"]) == (
        str(world.pedagogue.person_id),
        str(world.daycare),
    )
    assert event["about"] == {"outsider": str(hanne)}


def test_L08_one_of_two_custody_holders_opens_nothing(world, log, hanne, refused):
    sign(world, world.parent_a, yes(hanne))
    assert counted(world, log, hanne) == 0
    refused(log, hanne)
    sign(world, world.parent_b, Choice(hanne, yes=False))
    refused(log, hanne)


def test_L03_a_missing_topic_or_subject_leaves_that_text_out_while_others_stay(world, log, hanne):
    world.entry(log, world.pedagogue, "Sover dårligt.", categories=frozenset({"health"}))
    mother = frozenset({"child", str(world.parent_a.person_id)})
    world.entry(log, world.pedagogue, "Mor er syg.", subjects=mother)
    sign(world, world.parent_a, yes(hanne))
    sign(world, world.parent_b, yes(hanne, {"wellbeing"}))
    texts = handed_over(world, log, hanne)
    assert CONCERN in texts
    assert not {"Sover dårligt.", "Mor er syg."} & set(texts)
    assert counted(world, log, hanne) == len(texts)


def test_L01_the_holder_hands_over_nothing_that_he_may_not_read_himself(world, log, hanne):
    world.task(world.psychologist, world.ppr)
    world.entry(log, world.psychologist, "Testet hos PPR.")
    world.consents(hanne)
    assert "Testet hos PPR." not in handed_over(world, log, hanne)
    world.consents(world.daycare)
    assert "Testet hos PPR." in handed_over(world, log, hanne)


@pytest.mark.parametrize("kind", [LimitKind.HIDDEN, LimitKind.REDACTED, LimitKind.ASKED])
def test_L01_what_is_kept_back_from_one_of_the_family_leaves_no_trace(world, log, hanne, kind):
    secret = world.entry(log, world.pedagogue, "Anton siger noget om far.")
    world.consents(hanne)
    before = counted(world, log, hanne)
    limit(world, secret.record_id, kind, world.parent_b)
    assert counted(world, log, hanne) == before - 1
    assert "Anton siger noget om far." not in handed_over(world, log, hanne)


def test_L01_a_place_that_betrays_a_home_is_not_named_on_the_copy(world, log, hanne):
    world.consents(hanne)
    with world.unit() as unit:
        (stay,) = placements_of(unit, world.child)
        protect_place(unit, stay, world.parent_b.person_id, by=None)
    with world.unit() as unit:
        copy = handed_copy(unit, world.pedagogue, log.id, hanne)
    assert {(entry.author, entry.institution) for entry in copy.entries} == {("", "")}


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_L20_the_page_counts_before_the_press_what_the_paper_then_holds(web, log, hanne):
    web.world.consents(hanne)
    holder, there = web.as_("pedagogue"), f"/log/{log.id}/samtykke/udenfor/{hanne}"
    assert there in holder.get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    page = holder.get(there).get_data(as_text=True)
    assert f"Kopi til {NAME}" in page
    count = counted(web.world, log, hanne)
    assert f"Kopien indeholder {count} tekst" in page
    answer = holder.post(f"{there}/kopi.pdf", {}, seen=there)
    assert answer.mimetype == "application/pdf"
    words = " ".join(words_of(answer.data).split())
    assert NAME in words
    assert CONCERN in words
