"""Released, redacted, hidden (law.md, Terms); L01 and L35 for what is kept back."""

from dataclasses import replace
from datetime import date

import pytest

from stafet import audit
from stafet.consent.decision import Allow, Basis, Reader, Reason, Refusal
from stafet.consent.decision import decide as decide_all
from stafet.consent.effects import Effects
from stafet.consent.facts import load_facts
from stafet.consent.kept import due_at, kept_at, open_reason, standing_of
from stafet.consent.models import LimitKind
from stafet.consent.reading import read
from stafet.consent.record_facts import load_records
from stafet.consent.withholding import (
    Answer,
    Decision,
    ask_back,
    decide_back,
    keep_back,
    lift,
    release_now,
    review,
)
from stafet.copies.delivery import handlers
from stafet.copies.queries import inbox
from stafet.copies.readings import readings_page
from stafet.errors import Conflict, Invalid, NotFound
from stafet.insight.queries import family_page
from stafet.logs.services import agree
from stafet.logs.services.agreements import Promise
from stafet.outbox import Worker
from stafet.outbox.demo import demo_mail
from stafet.people.models import EmploymentRole
from stafet.people.services import employ
from stafet.records.rules import RecordKind
from stafet.web.unit import House

WORDS = "Far råber ofte om morgenen."
WHY = "Barnet er bange for, hvad der sker hjemme."
REVIEW_ON = date(2027, 6, 1)
HIDE = Decision(Answer.HIDE, legal="child", review_on=REVIEW_ON)
REDACT = replace(HIDE, answer=Answer.REDACT)
REFUSE = Decision(Answer.REFUSE)


@pytest.fixture
def deliver(database, vault, catalogue, settings, clock):
    house = House(replace(settings, demo=True), database, vault, catalogue)
    worker = Worker(database, handlers(house))

    def run(**later):
        clock.advance(**(later or {"minutes": 1}))
        while worker.run_once():
            pass

    return run


@pytest.fixture
def log(world, deliver):
    world.task(world.leader, world.daycare)
    opened = world.log()
    deliver()
    return opened


@pytest.fixture
def written(world, log):
    return world.entry(log, world.pedagogue, WORDS, at_once=False)


def seen(world, viewer, written):
    """Return "text", "withheld" or "" as somebody meets the record now."""
    with world.unit() as unit:
        reading = read(unit, viewer, world.child)
    if any(shown.record_id == written.record_id for shown in reading.records):
        return "text"
    return "withheld" if written.record_id in dict(reading.withheld) else ""


def news(world, viewer):
    return told_of(world, viewer, RecordKind.NOTE)


def ask(world, written, reason=WHY, by="pedagogue"):
    with world.unit() as unit:
        ask_back(unit, world.people[by], world.child, written.record_id, reason)


def asked(world):
    with world.unit() as unit:
        return next(one for one in kept_at(unit, {world.daycare}) if one.is_asked)


def decide(world, decision, by="leader"):
    limit = asked(world).id
    with world.unit() as unit:
        decide_back(unit, world.people[by], limit, decision)


def keep(world, written, decision, by="leader"):
    with world.unit() as unit:
        keep_back(unit, world.people[by], world.child, written.record_id, decision)


def only_limit(world, written):
    with world.unit() as unit:
        (limit,) = standing_of(unit, written.record_id)
    return limit


def end(world, written):
    limit = only_limit(world, written).id
    with world.unit() as unit:
        lift(unit, world.leader, limit)


def look_again(world, written, on):
    limit = only_limit(world, written).id
    with world.unit() as unit:
        review(unit, world.leader, limit, on)


def test_ordinary_text_waits_for_the_next_working_day_and_its_author_may_let_it_go_now(
    world, written, deliver
):
    assert seen(world, world.parent_a, written) == ""
    with world.unit() as unit:
        release_now(unit, world.pedagogue, world.child, written.record_id)
    assert seen(world, world.parent_a, written) == "text"
    deliver()
    assert news(world, world.parent_a) == 1
    deliver(days=1)
    assert news(world, world.parent_a) == 1


def test_what_is_asked_back_reaches_no_guardian_while_it_waits_but_staff_as_before(
    world, written, deliver
):
    ask(world, written)
    ask(world, written, "En gang til.")
    deliver(days=3)
    for parent in (world.parent_a, world.parent_b):
        assert seen(world, parent, written) == ""
        assert news(world, parent) == 0
    assert seen(world, world.pedagogue, written) == "text"


def test_refused_it_is_released_as_planned(world, written, deliver):
    ask(world, written)
    decide(world, REFUSE)
    assert seen(world, world.parent_a, written) == ""
    deliver(days=1)
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_refused_after_its_time_it_is_new_to_the_guardians_then(world, written, deliver):
    ask(world, written)
    deliver(days=2)
    decide(world, REFUSE)
    deliver()
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_its_author_takes_the_question_back_by_releasing(world, written, deliver):
    ask(world, written)
    deliver(days=2)
    with world.unit() as unit:
        release_now(unit, world.pedagogue, world.child, written.record_id)
    deliver()
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_redacted_a_guardian_sees_that_something_is_withheld(world, written, deliver):
    ask(world, written)
    decide(world, REDACT)
    deliver(days=1)
    assert seen(world, world.parent_a, written) == "withheld"
    assert seen(world, world.pedagogue, written) == "text"


def test_hidden_from_one_guardian_the_other_reads_it_and_gets_it_as_news(world, written, deliver):
    ask(world, written)
    deliver(days=2)
    decide(world, replace(HIDE, whom=world.parent_b.person_id))
    deliver()
    assert seen(world, world.parent_b, written) == ""
    assert news(world, world.parent_b) == 0
    assert seen(world, world.parent_a, written) == "text"
    assert news(world, world.parent_a) == 1


def test_released_already_only_a_leader_keeps_it_back(world, log):
    out = world.entry(log, world.pedagogue, WORDS)
    with pytest.raises(Invalid):
        ask(world, out)
    keep(world, out, HIDE)
    assert seen(world, world.parent_a, out) == ""


def test_lifted_it_comes_to_the_inbox_of_whom_it_was_kept_from_and_of_nobody_else(
    world, log, deliver
):
    out = world.entry(log, world.pedagogue, WORDS)
    deliver()
    keep(world, out, replace(HIDE, whom=world.parent_b.person_id))
    assert (news(world, world.parent_a), news(world, world.parent_b)) == (1, 0)
    end(world, out)
    deliver()
    assert seen(world, world.parent_b, out) == "text"
    assert (news(world, world.parent_a), news(world, world.parent_b)) == (1, 2)


def test_from_hidden_to_redacted_the_guardian_is_told_that_something_is_there(
    world, written, deliver
):
    keep(world, written, HIDE)
    deliver(days=2)
    assert news(world, world.parent_a) == 0
    keep(world, written, REDACT)
    deliver()
    assert seen(world, world.parent_a, written) == "withheld"
    assert news(world, world.parent_a) == 1


def test_a_decision_needs_a_leader_of_the_place_where_it_was_written(world, written):
    ask(world, written)
    for name in ("pedagogue", "psychologist", "stranger", "parent_a"):
        with pytest.raises(NotFound):
            decide(world, HIDE, by=name)
        with pytest.raises(NotFound):
            keep(world, written, HIDE, by=name)
    with world.unit() as unit:
        employ(
            unit,
            world.teacher.person_id,
            world.school,
            "leder",
            role=EmploymentRole.LEADER,
            by=None,
        )
    with pytest.raises(NotFound):
        decide(world, HIDE, by="teacher")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"legal": ""}, "legal"),
        ({"legal": "because"}, "legal"),
        ({"review_on": None}, "review_on"),
        ({"review_on": date(2027, 3, 1)}, "review_on"),
        ({"review_on": date(2027, 9, 2)}, "review_on"),
    ],
)
def test_a_decision_needs_a_legal_reason_and_a_day_to_look_again(world, written, wrong, field):
    ask(world, written)
    with pytest.raises(Invalid) as refused:
        decide(world, replace(HIDE, **wrong))
    assert set(refused.value.problems) == {field}
    assert asked(world).is_asked


def test_nobody_but_a_guardian_of_the_child_can_be_chosen(world, written):
    with pytest.raises(Invalid) as refused:
        keep(world, written, replace(HIDE, whom=world.teacher.person_id))
    assert set(refused.value.problems) == {"whom"}


def test_only_its_author_asks_and_never_without_a_reason(world, written):
    world.task(world.psychologist, world.ppr)
    for name in ("leader", "psychologist", "parent_a", "stranger"):
        with pytest.raises(NotFound):
            ask(world, written, by=name)
    with pytest.raises(Invalid):
        ask(world, written, "  ")


def test_answered_once_a_question_takes_no_second_answer(world, written):
    ask(world, written)
    limit = asked(world).id
    decide(world, HIDE)
    with world.unit() as unit, pytest.raises(Conflict):
        decide_back(unit, world.leader, limit, REFUSE)
    assert seen(world, world.parent_a, written) == ""


def test_while_the_author_waits_the_leader_answers_instead_of_deciding_beside_it(world, written):
    ask(world, written)
    with pytest.raises(Conflict):
        keep(world, written, HIDE)


def test_kept_back_from_all_nothing_is_decided_of_one(world, written):
    keep(world, written, HIDE)
    with pytest.raises(Invalid):
        keep(world, written, replace(REDACT, whom=world.parent_a.person_id))
    keep(world, written, REDACT)
    assert only_limit(world, written).kind is LimitKind.REDACTED


def test_unasked_a_leader_can_only_redact_or_hide(world, written):
    with pytest.raises(Invalid):
        keep(world, written, REFUSE)


def test_a_leader_looks_again_and_is_told_on_the_day(world, written, deliver, clock):
    keep(world, written, HIDE)
    with world.unit() as unit:
        assert due_at(unit, world.leader) == 0
    deliver(days=92)
    with world.unit() as unit:
        assert due_at(unit, world.leader) == 1
        mails = [mail.to for mail in demo_mail(unit)]
    assert mails.count("leader@eksempelby.example") == 1
    look_again(world, written, date(2027, 8, 1))
    with world.unit() as unit:
        assert due_at(unit, world.leader) == 0
    assert seen(world, world.parent_a, written) == ""


def test_a_reminder_of_what_has_ended_goes_nowhere(world, written, deliver):
    keep(world, written, HIDE)
    end(world, written)
    deliver(days=92)
    with world.unit() as unit:
        assert "leader@eksempelby.example" not in [mail.to for mail in demo_mail(unit)]


def test_ended_twice_is_told_and_changes_nothing(world, written):
    keep(world, written, HIDE)
    limit = only_limit(world, written).id
    with world.unit() as unit:
        lift(unit, world.leader, limit)
    with world.unit() as unit, pytest.raises(Conflict):
        lift(unit, world.leader, limit)
    with world.unit() as unit, pytest.raises(Conflict):
        review(unit, world.leader, limit, REVIEW_ON)


def test_a_review_needs_a_new_day(world, written):
    keep(world, written, HIDE)
    with pytest.raises(Invalid):
        look_again(world, written, None)


def test_L44_what_guardians_must_not_notice_is_told_to_the_chain_apart_alone(world, written):
    def links(chain):
        with world.unit() as unit:
            return [block.body for block in audit.blocks(unit, chain)]

    before = links(world.child)
    ask(world, written)
    limit = asked(world).id
    with world.unit() as unit:
        assert open_reason(unit, world.leader, limit) == WHY
    decide(world, HIDE)
    look_again(world, written, date(2027, 7, 1))
    end(world, written)
    assert links(world.child) == before
    apart = "".join(links(audit.APART))
    for action in ("ask", "read-reason", "hide", "keep", "review", "lift"):
        assert f'"withholding:{action}"' in apart
    assert WHY not in apart


def test_an_author_s_reason_is_sealed(world, written):
    ask(world, written)
    sealed = only_limit(world, written).sealed
    assert sealed is not None
    assert WHY.encode() not in sealed


def test_what_answers_a_hidden_text_is_hidden_with_it(world, written, deliver):
    keep(world, written, HIDE)
    answer = world.entry(
        (log_of(world, written)), world.pedagogue, "Jeg er enig.", about_id=written.record_id
    )
    deliver(days=2)
    assert seen(world, world.parent_a, answer) == ""
    assert seen(world, world.pedagogue, answer) == "text"
    assert news(world, world.parent_a) == 0


def log_of(world, written):
    with world.unit() as unit:
        limit = next(one for one in kept_at(unit, {world.daycare}))
        assert limit.record_id == written.record_id
        return type("Log", (), {"id": limit.log_id})


def test_L62_hidden_since_an_hour_it_could_be_read_before(world, log, clock):
    out = world.entry(log, world.pedagogue, WORDS)
    clock.advance(hours=1)
    before = clock.now()
    clock.advance(hours=1)
    keep(world, out, HIDE)
    assert verdict_at(world, out, before) == Allow(Basis.CUSTODY)
    assert verdict_at(world, out, clock.now()) == Refusal(Reason.HIDDEN)


def verdict_at(world, written, at):
    with world.unit() as unit:
        facts = load_facts(unit, world.child, at=at)
        rows = [fact for fact, _ in load_records(unit, world.child, {written.record_id}, at=at)]
        (verdict,) = decide_all(Reader(world.parent_a.person_id), facts, rows, at).values()
    return verdict


def test_L01_hidden_no_channel_tells_of_it_agreements_mails_copies_and_counts(world, log, deliver):
    parent = world.parent_a
    world.consents(world.ppr)
    deliver(days=2)
    deliver(days=1)
    counted = effect(world, parent)
    told = mails_to(world, "parent_a")
    with world.unit() as unit:
        promise = Promise(WORDS, parent.person_id, date(2027, 4, 1), frozenset({"wellbeing"}))
        agreed = agree(unit, world.pedagogue, log.id, promise)
    assert effect(world, parent) != counted
    assert duties(world, parent)
    keep(world, agreed, HIDE)
    deliver(days=1)
    assert not duties(world, parent)
    assert effect(world, parent) == counted
    assert mails_to(world, "parent_a") == told
    assert told_of(world, parent, RecordKind.AGREEMENT) == 0
    assert seen(world, world.pedagogue, agreed) == "text"
    with world.unit() as unit:
        page = readings_page(unit, parent, log.id, None, with_names=False)
    texts = {text.record_id for line in (*page.lines, *page.mine) for text in line.texts}
    assert agreed.record_id not in texts


def effect(world, parent):
    with world.unit() as unit:
        (told,) = Effects(unit, world.child, parent.person_id).of([world.ppr])
    return told.before, told.of


def duties(world, parent):
    with world.unit() as unit:
        return family_page(unit, parent).duties


def told_of(world, viewer, kind):
    with world.unit() as unit:
        found = [told for line in inbox(unit, viewer) for told in line.kinds]
    return found.count(("record", kind.value))


def mails_to(world, name):
    with world.unit() as unit:
        return [mail.to for mail in demo_mail(unit)].count(f"{name}@hjem.example")
