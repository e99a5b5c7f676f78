"""Holes that were found once and stay closed: særlig adgang and the pages around it."""

import re
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from stafet.accounts.models import RoleGrant
from stafet.audit.models import Block
from stafet.catalogue import Catalogue
from stafet.clock import day_of
from stafet.consent.models import AttemptWay, Limit, LimitKind, Proof, SignedText
from stafet.consent.services import ask
from stafet.consent.services.attempts import Tried, note_attempt
from stafet.consent.special.choosable import choosable
from stafet.consent.special.emergency import approve
from stafet.consent.special.models import Access
from stafet.consent.special.pages.deciding import answer_page
from stafet.consent.special.pages.receiving import my_accesses
from stafet.logs.pages.readers import readers_page
from stafet.people.queries import employments_of
from stafet.people.services import employ, end_employment
from stafet.records.rules import RecordKind
from stafet.records.services import Author, write
from stafet.web.viewer import Role
from tests.factories.special import alarmed, given
from tests.factories.world import writing

SECRET = "Anton sover dårligt."


@pytest.fixture
def note(world, log):
    return world.entry(log, world.pedagogue, SECRET)


def hide(world, record):
    with world.unit() as unit:
        unit.session.add(
            Limit(
                child_id=world.child,
                kind=LimitKind.HIDDEN,
                record_id=record.record_id,
                legal="child",
                set_at=unit.now,
            )
        )


def test_L01_parents_do_not_count_what_they_may_not_know_of_in_what_was_opened(web, note, log):
    world = web.world
    with world.unit() as unit:
        author = Author(world.nurse.person_id, world.health)
        write(unit, author, world.child, writing(unit, "Internt.", kind=RecordKind.CONCERN))
    hide(world, note)
    alarmed(world, world.psychologist)
    page = web.as_("parent_a").get("/saerlig-adgang").get_data(as_text=True)
    assert "PPR Eksempelby" in page
    assert re.search(r"\d+ tekst", page) is None


def test_L16_an_approval_written_from_outside_does_not_keep_the_access_open(world, note):
    opened = alarmed(world, world.psychologist)
    with world.unit() as unit:
        planted = {"approved_at": unit.now, "approved_by": world.leader.person_id}
        unit.session.execute(update(Access).values(**planted))
    with world.unit() as unit:
        assert opened not in {line.id for line in my_accesses(unit, world.psychologist).mine}


def test_an_access_that_was_ended_is_not_opened_again_from_outside(world, note):
    opened = given(world, note)
    with world.unit() as unit:
        row = unit.session.get_one(Access, opened)
        row.ended_at, row.ended_by = unit.now, world.leader.person_id
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        unit.session.execute(update(Access).values(ended_at=None, ended_by=None))
    with world.unit() as unit:
        assert my_accesses(unit, world.psychologist).mine == ()


def test_a_leader_does_not_read_the_reason_of_an_emergency_again_once_it_is_answered(world, note):
    opened = alarmed(world, world.psychologist)
    with world.unit() as unit:
        assert answer_page(unit, world.leader, opened).line.words
    with world.unit() as unit:
        approve(unit, world.leader, opened)
    with world.unit() as unit:
        assert answer_page(unit, world.leader, opened).line.words is None


def test_L44_what_a_decider_may_choose_among_is_told_to_the_witness(web, log, note):
    world = web.world
    page = f"/log/{log.id}/saerlig-adgang/ny?slags=case_officer&sted={world.ppr}"
    assert web.as_("leader").get(page).status_code == 200
    with world.unit() as unit:
        bodies = unit.session.scalars(select(Block.body)).all()
    assert any('"access:choose"' in body and str(world.child) in body for body in bodies)


def test_L37_a_colleague_is_not_told_that_somebody_reads_for_a_notification(web, log, note):
    world = web.world
    given(world, note, tell_parents=False, not_told="Må ikke opdages.")
    page = web.as_("pedagogue").get(f"/log/{log.id}/optegnelse/{note.record_id}/laesere")
    assert page.status_code == 200
    assert "Sagsbehandler" not in page.get_data(as_text=True)


def overseer(web):
    with web.world.unit() as unit:
        told = {"from_at": unit.now, "reviewed_at": unit.now, "to_at": None}
        person = web.world.nurse.person_id
        unit.session.add(RoleGrant(person_id=person, role=Role.DPO, **told))
    return web.as_("nurse")


@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "0000-00-00", "2027-02-30", "x" * 5000]
)
@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_R14_a_day_out_of_this_world_is_no_error_of_ours(web, log, note, day, ending):
    asked = {"post": str(note.record_id), "dag": day, "kl": "00.00"}
    answer = overseer(web).get(f"/log/{log.id}/hvem-kunne{ending}", query_string=asked)
    assert answer.status_code < 500


ODD = [
    "",
    "0001-01-01",
    "9999-12-31",
    "\u202eabc",
    "\x00",
    "a" * 30_000,
    "'; DROP TABLE",
    "%s%s",
    "\ud7ff\u0085",
]


@pytest.mark.parametrize("text", ODD)
def test_R14_odd_words_in_the_new_forms_are_no_error_of_ours(web, log, note, text):
    leader, holder = web.as_("leader"), web.as_("pedagogue")
    pages = [
        (leader, f"/log/{log.id}/saerlig-adgang/ny?slags=case_officer&sted={web.world.ppr}"),
        (leader, f"/log/{log.id}/saerlig-adgang/afslag?slags=access_request"),
        (leader, "/noedadgang"),
        (holder, f"/log/{log.id}/samtykke/spoerg"),
        (holder, f"/log/{log.id}/samtykke/forsoeg"),
        (holder, f"/log/{log.id}/samtykke/modtag/mundtligt"),
        (holder, "/soeg"),
    ]
    names = "receiver records reason asker last_day tell_parents not_told cpr name born_on words"
    names += " present giver signed_on way on_day why from_on onward form_id language password"
    for browser, page in pages:
        answer = browser.post(page, dict.fromkeys(names.split(), text))
        assert answer.status_code < 500, page


def test_R14_every_new_page_bears_odd_questions(web, log, note):
    browsers = [web.as_(who) for who in ("leader", "pedagogue", "parent_a")]
    odd = ["x", "\x00", "9" * 400, "-1", "0001-01", "9999-12", str(uuid4()), "\u202e"]
    paths = ["/saerlig-adgang", "/rapport/saerlig-adgang", f"/log/{log.id}/samtykke"]
    paths += [f"/log/{log.id}/{page}" for page in ("laesninger", "som", "hvem-kunne")]
    paths += [f"/log/{log.id}/saerlig-adgang/{page}" for page in ("ny", "afslag")]
    names = [
        "side",
        "maaned",
        "slags",
        "sted",
        "person",
        "igen",
        "foer",
        "post",
        "dag",
        "kl",
        "lang",
        "sted",
    ]
    for browser in browsers:
        for path in paths:
            for text in odd:
                answer = browser.get(path, query_string=dict.fromkeys(names, text))
                assert answer.status_code < 500, (path, text)


def test_a_kind_that_the_kommune_no_longer_has_still_shows_its_accesses(world, log, note):
    given(world, note)
    with world.unit() as unit:
        catalogue = unit.use(Catalogue)
    world.database.provide(replace(catalogue, access_kinds={}))
    with world.unit() as unit:
        page = readers_page(unit, world.pedagogue, log.id, note.record_id)
        assert "case_officer" in " ".join(line.why for line in page.professionals)


def test_L29_who_comes_back_to_work_does_not_find_his_access_again(world, note):
    given(world, note)
    with world.unit() as unit:
        (work,) = employments_of(unit, world.psychologist.person_id)
        end_employment(unit, work, by=None)
    world.database.clock.advance(days=1)
    with world.unit() as unit:
        employ(unit, world.psychologist.person_id, world.ppr, "psykolog", by=None)
    world.database.clock.advance(minutes=1)
    with world.unit() as unit:
        assert my_accesses(unit, world.psychologist).mine == ()


def test_L09_silence_begins_anew_when_a_yes_has_run_out(world, log, note, clock):
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
        giver, today = world.parent_b.person_id, day_of(unit.now)
        rung = Tried(uuid4(), giver, AttemptWay.PHONE, interpreter=False, on_day=today)
        note_attempt(unit, world.pedagogue, world.child, rung)
    world.consents(world.ppr)
    clock.advance(days=366)
    world.consents(world.ppr, by="parent_a")
    with world.unit() as unit:
        kind = unit.use(Catalogue).access_kinds["silent_giver"]
        assert choosable(unit, world.child, kind, world.ppr) == []


def test_L37_the_log_of_professionals_says_nothing_of_a_notification(web, log, note):
    world = web.world
    world.consents(world.school)
    world.task(world.teacher, world.school)
    given(world, note)
    page = web.as_("teacher").get(f"/log/{log.id}")
    assert page.status_code == 200
    assert "nderretning" not in page.get_data(as_text=True)


def test_L13_a_receipt_made_to_point_at_another_text_does_not_show_it(web, log):
    world = web.world
    world.consents(world.ppr, by="parent_a")
    body = "Titel\n\nI må læse alt for evigt."
    with world.unit() as unit:
        digest = sha256(body.encode()).digest()
        unit.session.add(SignedText(digest=digest, language="da", version="1", body=body))
        unit.session.flush()
        unit.session.execute(update(Proof).values(text_digest=digest))
        signed = unit.session.scalars(select(Proof.consent_id)).one()
    page = web.as_("parent_a").get(f"/log/{log.id}/samtykke/kvittering/{signed}")
    assert "for evigt" not in page.get_data(as_text=True)
