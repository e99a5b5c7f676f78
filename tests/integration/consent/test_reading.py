"""The one door, at its edges."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from stafet import audit
from stafet.audit.chain import blocks
from stafet.consent.audience import refuse_unreadable, topics_of
from stafet.consent.decision import Allow, Basis, Standing
from stafet.consent.models import Limit, LimitKind, Release, Seat, SeatKind
from stafet.consent.reading import Wanted, read, read_draft, read_file
from stafet.consent.special.models import Access
from stafet.consent.wording import Grounds, Reasons
from stafet.errors import NotFound
from stafet.logs.pages.faces import faces_for
from stafet.records.drafts import keep_draft
from stafet.records.files import accept, attach
from stafet.records.models import Draft, RecordVersion
from stafet.records.rules import Content, RecordKind
from stafet.records.services import Author
from tests.factories.world import writing


@pytest.fixture
def log(world):
    world.concern()
    return world.log()


def reading(world, viewer, **wanted):
    with world.unit() as unit:
        return read(unit, viewer, world.child, Wanted(**wanted))


def limit(world, written, kind, guardian=None):
    with world.unit() as unit:
        unit.session.add(
            Limit(
                child_id=world.child,
                kind=kind,
                record_id=written.record_id,
                guardian_id=guardian,
                set_at=unit.now,
            )
        )


def test_an_unknown_child_is_not_found(world):
    with pytest.raises(NotFound), world.unit() as unit:
        read(unit, world.pedagogue, uuid4())


def test_a_guardian_sees_that_something_is_withheld_and_nothing_of_what_is_hidden(world, log):
    shown, redacted, hidden = (world.entry(log, world.pedagogue, word) for word in "abc")
    limit(world, redacted, LimitKind.REDACTED, world.parent_a.person_id)
    limit(world, hidden, LimitKind.HIDDEN)
    told = reading(world, world.parent_a)
    assert [one.record_id for one in told.records] == [shown.record_id]
    assert [record for record, _day in told.withheld] == [redacted.record_id]
    assert reading(world, world.parent_b).total == 2


def test_what_is_not_released_is_not_there_for_guardians(world, log):
    world.entry(log, world.pedagogue, "Senere.", at_once=False)
    assert reading(world, world.parent_a).total == 0


def test_a_forged_release_releases_nothing(world, log):
    written = world.entry(log, world.pedagogue, "Senere.", at_once=False)
    with world.unit() as unit:
        unit.session.execute(
            update(Release)
            .where(Release.record_id == written.record_id)
            .values(released_at=unit.now)
        )
    assert reading(world, world.parent_a).total == 0
    with world.unit() as unit:
        assert any("alarm:forged" in block.body for block in blocks(unit, audit.KOMMUNE))


def test_bytes_that_were_moved_do_not_open_and_it_is_said(world, log):
    one = world.entry(log, world.pedagogue, "Første.")
    with world.unit() as unit:
        at = RecordVersion.record_id == one.record_id
        told = {"categories": frozenset({"health"})}
        unit.session.execute(update(RecordVersion).where(at).values(**told))
    (shown,) = reading(world, world.pedagogue, records=frozenset({one.record_id})).records
    assert shown.content is None


def test_only_the_wanted_kinds_and_pages_are_opened(world, log):
    for number in range(3):
        world.entry(log, world.pedagogue, f"Nr. {number}")
    notes = frozenset({RecordKind.NOTE})
    first = reading(world, world.pedagogue, kinds=notes, size=2)
    second = reading(world, world.pedagogue, kinds=notes, size=2, page=2)
    assert (len(first.records), len(second.records), first.total) == (2, 1, 3)
    assert reading(world, world.pedagogue, kinds=notes, page=-4, size=2).records == first.records
    beside = frozenset({second.one().record_id})
    both = reading(world, world.pedagogue, kinds=notes, size=2, besides=beside)
    assert both.besides == second.records


def test_exactly_the_versions_of_a_copy_are_opened(world, log):
    one = world.entry(log, world.pedagogue, "Første.")
    wanted = frozenset({(one.record_id, 1), (uuid4(), 1)})
    told = reading(world, world.parent_a, exactly=wanted, every_version=True)
    assert [shown.record_id for shown in told.records] == [one.record_id]


def test_a_seat_reads_its_minutes_and_nothing_else(world, log):
    minutes = world.entry(log, world.pedagogue, "Referat.", kind=RecordKind.MINUTES)
    with world.unit() as unit:
        unit.session.add(
            Seat(
                record_id=minutes.record_id,
                person_id=world.nurse.person_id,
                institution_id=world.health,
                child_id=world.child,
                kind=SeatKind.ORDINARY,
                until_at=None,
            )
        )
    assert reading(world, world.nurse).total == 0
    world.consents(world.health)
    (shown,) = reading(world, world.nurse).records
    assert (shown.record_id, shown.basis) == (minutes.record_id, Basis.MEETING_SEAT)


def test_a_file_reads_with_its_record(world, log):
    written = world.entry(log, world.pedagogue, "Tavlen.")
    data = b"Hvad vi ved sammen"
    author = world.pedagogue.person_id
    with world.unit() as unit:
        file = attach(unit, author, world.child, written.record_id, uuid4(), accept(data))
    with world.unit() as unit:
        assert read_file(unit, world.parent_a, world.child, file) == ("text/plain", data)
    assert reading(world, world.parent_a).one().files == (file,)
    for viewer, wanted in ((world.stranger, file), (world.parent_a, uuid4())):
        with pytest.raises(NotFound), world.unit() as unit:
            read_file(unit, viewer, world.child, wanted)


def test_a_draft_is_its_authors_own(world, log):
    author = world.pedagogue.person_id
    with world.unit() as unit:
        keep_draft(unit, author, world.child, "note", Content(text="Begyndt"), 0)
    with world.unit() as unit:
        _draft, content = read_draft(unit, world.pedagogue, world.child, "note")
        assert content.text == "Begyndt"
        assert read_draft(unit, world.leader, world.child, "note") is None
    with world.unit() as unit:
        unit.session.execute(update(Draft).values(version=7))
    with world.unit() as unit:
        assert read_draft(unit, world.pedagogue, world.child, "note") is None


def test_each_reason_is_said_in_plain_words(world, log, web):
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr)
    opened = Access(
        child_id=world.child,
        kind="complaint",
        legal="access",
        receiver_id=world.psychologist.person_id,
        institution_id=world.ppr,
        records=frozenset(),
        decided_by=world.leader.person_id,
        parents_told=True,
        sealed=b"",
    )
    with web.app.test_request_context(), world.unit() as unit:
        opened.from_at, opened.until_at = unit.now, unit.now + timedelta(days=30)
        unit.session.add(opened)
        unit.session.flush()
        reading = read(unit, world.psychologist, world.child)
        shown, people = reading.one(), [world.child, world.parent_a.person_id]
        people += [world.parent_b.person_id, world.psychologist.person_id]
        places = [world.daycare, world.ppr]
        faces = faces_for(unit, world.psychologist, world.child, people, places)
        reasons = Reasons(unit, world.psychologist, world.child, reading.facts, faces)
        mine = replace(shown, author_id=world.psychologist.person_id, until_at=None)
        special = replace(shown, basis=Basis.STATUTE, consents=(opened.id,))
        told = [
            reasons.why(shown),
            reasons.why(replace(mine, basis=Basis.OWN_RECORD)),
            reasons.why(replace(shown, basis=Basis.OWN_RECORD, until_at=None)),
            reasons.why(replace(shown, basis=Basis.CUSTODY, until_at=None)),
            reasons.why(replace(shown, basis=Basis.YOUTH, until_at=None)),
            reasons.why(replace(shown, basis=Basis.MEETING_SEAT)),
            reasons.why(replace(shown, basis=Basis.MEETING_SEAT, until_at=None)),
            reasons.why(special),
        ]
        others = Grounds(unit, reading.facts, faces, shown.author_id)
        said = [
            others.of(shown.author_id, world.daycare, Allow(Basis.OWN_RECORD)),
            others.of(world.leader.person_id, world.daycare, Allow(Basis.OWN_RECORD)),
            others.of(world.parent_a.person_id, None, Allow(Basis.CUSTODY)),
            others.of(world.child, None, Allow(Basis.YOUTH)),
            others.of(world.nurse.person_id, world.health, Allow(Basis.MEETING_SEAT)),
            others.of(world.nurse.person_id, world.health, Allow(Basis.STATUTE, (opened.id,))),
            others.of(
                world.psychologist.person_id, world.ppr, Allow(Basis.CONSENT, shown.consents)
            ),
        ]
    both = "Anna Eksempel og Bo Eksempel har sagt ja til, at PPR Eksempelby må læse det."
    seat = "Du sad med til mødet, som referatet er fra."
    law = "Klage eller retssag (GDPR art. 15; forvaltningsloven § 9)"
    assert told == [
        f"{both} Det gælder til og med den 29. februar 2028, hvis ingen trækker det tilbage.",
        "Du har selv skrevet det.",
        "Det er skrevet i Solsikken, hvor du har en opgave med Anton Eksempel.",
        "Du har forældremyndighed over Anton Eksempel.",
        "Det handler om dig, og du er gammel nok til selv at læse det.",
        f"{seat} Sidste dag er den 29. februar 2028.",
        seat,
        f"Du har fået særlig adgang: {law}. Sidste dag er den 29. februar 2028.",
    ]
    assert said == [
        "Har skrevet det.",
        "Det er skrevet i Solsikken.",
        "Har forældremyndighed.",
        "Er barnet selv.",
        "Sad med til mødet.",
        f"Særlig adgang: {law}.",
        both,
    ]


def test_an_author_is_told_topic_by_topic_who_could_read(world, log):
    world.task(world.psychologist, world.ppr)
    world.consents(world.ppr, categories=frozenset({"health"}))
    author = Author(world.pedagogue.person_id, world.daycare)
    with world.unit() as unit:
        text = writing(unit, "Ny")
        told = topics_of(unit, world.child, author, text, ("health", "wellbeing"))
    there = Standing(world.psychologist.person_id, world.ppr)
    assert told[there] == {"health"}


def test_what_may_not_be_read_is_refused_where_it_is_only_pointed_at(world, log):
    world.task(world.psychologist, world.ppr)
    written = world.entry(log, world.pedagogue, "Ny")
    with world.unit() as unit:
        refuse_unreadable(unit, world.pedagogue, world.child, written.record_id, "log:follow-up")
    with pytest.raises(NotFound), world.unit() as unit:
        refuse_unreadable(unit, world.psychologist, world.child, written.record_id, "log:follow-up")
