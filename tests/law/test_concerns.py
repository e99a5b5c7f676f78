"""The law, where a concern begins: L14, L20, L30, L31, L56, L61."""

import re
from uuid import uuid4

import pytest

from stafet.clock import day_of
from stafet.concerns import drafting, inquiries, progress, queries, services
from stafet.concerns.inquiries import Search
from stafet.concerns.rules import Concern
from stafet.consent.reading import read
from stafet.errors import Invalid, NotFound
from stafet.logs.rules import Involvement
from stafet.people.rules import Identity
from stafet.people.services import register_child

WORDS = "Anton leger mest alene ved hegnet."
KNOWN, UNKNOWN = "610320-4985", "620320-4984"
UNSEEN = re.compile(r'(name="(?:csrf_token|form_id)"[^>]*value=")[^"]*')


def save(world, viewer, *, seen=0, **answers):
    concern = Concern(answers=answers or {"q_why": WORDS})
    with world.unit() as unit:
        return services.save_concern(unit, viewer, world.child, concern, seen=seen, key=uuid4())


def sees(world, viewer):
    with world.unit() as unit:
        return {record.content.text for record in read(unit, viewer, world.child).records}


def open_for(world, involvement):
    with world.unit() as unit:
        return services.open_from_concern(unit, world.pedagogue, world.child, 1, involvement)


@pytest.mark.parametrize("who", ["stranger", "teacher", "psychologist", "parent_a"])
def test_L14_without_a_task_or_a_place_with_the_child_nobody_writes_or_looks(world, who):
    viewer = world.people[who]
    save(world, world.pedagogue)
    for page in (queries.write_page, queries.preview_page, progress.show_page, progress.open_page):
        with pytest.raises(NotFound), world.unit() as unit:
            page(unit, viewer, world.child)
    with pytest.raises(NotFound):
        save(world, viewer)


def test_L14_an_unknown_child_is_refused_like_a_forbidden_one(web):
    browser = web.as_("stranger")
    pages = []
    for child in (web.world.child, uuid4()):
        for tail in ("", "/laesere", "/vis", "/aabn", f"/fil/{uuid4()}"):
            answer = browser.get(f"/bekymring/{child}{tail}")
            assert answer.status_code == 404
            pages.append(UNSEEN.sub(r"\1", answer.text.replace(answer.request.path, "")))
    assert len(set(pages)) == 1


def test_L20_the_author_sees_by_name_and_role_exactly_who_will_read(world):
    world.log()
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr, categories=frozenset({"wellbeing"}))
    told = Concern(answers={"q_why": WORDS})
    private = Concern(answers={"q_body": "Falder tit."})
    for concern, reads in ((told, True), (private, False)):
        seen = _seen(world)
        with world.unit() as unit:
            drafting.keep_concern(unit, world.pedagogue, world.child, concern, seen)
        with world.unit() as unit:
            (part,) = queries.preview_page(unit, world.pedagogue, world.child).parts
        lines = {(line.name, line.role) for line in part.audience.professionals}
        assert (("Per Psykolog", "Psykolog, PPR Eksempelby") in lines) is reads
        assert "Pia Pedersen" in {name for name, _ in lines}
        assert set(part.audience.guardians) == {"Anna Eksempel", "Bo Eksempel"}
        save(world, world.pedagogue, seen=_seen(world), **concern.answers)
    assert sees(world, world.psychologist) == {WORDS}


def _seen(world):
    with world.unit() as unit:
        kept = drafting.kept_concern(unit, world.pedagogue, world.child)
    return kept.version if kept else 0


def test_L30_a_concern_without_a_log_stays_where_it_was_written(world):
    save(world, world.pedagogue)
    for viewer, place in ((world.psychologist, world.ppr), (world.teacher, world.school)):
        world.task(viewer, place)
        assert sees(world, viewer) == set()
    assert sees(world, world.parent_a) == set()
    assert sees(world, world.pedagogue) == sees(world, world.leader) == {WORDS}


def test_L31_opening_demands_involvement_or_a_reason(world):
    save(world, world.pedagogue)
    today = day_of(world.database.clock.now())
    for involvement, field in (
        (Involvement(), "how"),
        (Involvement("  ", today, " "), "how"),
        (Involvement("Talt sammen"), "involved_on"),
        (Involvement("Talt sammen", today.replace(year=2028)), "involved_on"),
    ):
        with pytest.raises(Invalid) as refused:
            open_for(world, involvement)
        assert list(refused.value.problems) == [field]
    assert open_for(world, Involvement("Talt sammen", today)).level == 1


@pytest.mark.parametrize(
    ("cpr", "status"),
    [
        (KNOWN, 303),
        ("610320 4985", 303),
        ("620320-4984", 303),
        ("310220-4985", 422),
        ("911320-4985", 422),
        ("610320-498", 422),
        ("61O320-4985", 422),
        ("610320-4985\u202e", 422),
        ("6" * 5000, 422),
    ],
)
def test_L56_the_date_must_be_true_substitute_numbers_pass_modulus_does_not_count(web, cpr, status):
    answer = web.as_("teacher").post("/bekymring/ny", {"cpr": cpr})
    assert answer.status_code == status
    if status == 422:
        assert 'href="#cpr"' in answer.text


def test_L61_another_places_child_and_no_child_at_all_answer_alike(web):
    def asked(cpr):
        browser = web.as_("teacher")
        answer = browser.post("/bekymring/ny", {"cpr": cpr})
        page = browser.get(answer.location).text
        return answer.status_code, answer.location, UNSEEN.sub(r"\1", page)

    assert asked(KNOWN) == asked(UNKNOWN)


def test_L61_the_askers_own_leader_cannot_tell_them_apart_either(world):
    def told(cpr):
        with world.unit() as unit:
            inquiries.search(unit, world.pedagogue, Search(cpr=cpr))
        with world.unit() as unit:
            row = inquiries.waiting_for(unit, world.leader)[-1]
        with world.unit() as unit:
            inquiries.called(unit, world.leader, row.id)
        return row.asker_id, row.institution_id, row.child_id

    elsewhere = "630320-4983"
    with world.unit() as unit:
        register_child(unit, Identity("Berta Eksempel", elsewhere), by=None)
    assert told(elsewhere) == told(UNKNOWN)


def test_L61_the_holder_is_told_who_asked(world):
    world.log()
    with world.unit() as unit:
        assert inquiries.search(unit, world.teacher, Search(cpr=KNOWN)) is None
    with world.unit() as unit:
        (caller,) = queries.callers(unit, world.pedagogue)
    assert caller.asker.name == "Troels Thomsen"
    assert caller.child == "Anton Eksempel"
