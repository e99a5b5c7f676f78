"""What is hidden shows nowhere (L01, L35, L44, L62)."""

from datetime import date

from stafet import audit
from stafet.consent.decision import Allow, Basis, Reader, Reason, Refusal
from stafet.consent.decision import decide as decide_all
from stafet.consent.effects import Effects
from stafet.consent.facts import load_facts
from stafet.consent.kept import kept_at, open_reason
from stafet.consent.record_facts import load_records
from stafet.insight.family import family_page
from stafet.logs.services import agree
from stafet.logs.services.agreements import Promise
from stafet.outbox.demo import demo_mail
from stafet.oversight.pages.readings import readings_page
from stafet.records.rules import RecordKind
from tests.factories.withholding import (
    HIDE,
    WHY,
    WORDS,
    ask,
    asked,
    decide,
    end,
    keep,
    look_again,
    news,
    seen,
    told_of,
)


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


def mails_to(world, name):
    with world.unit() as unit:
        return [mail.to for mail in demo_mail(unit)].count(f"{name}@hjem.example")
