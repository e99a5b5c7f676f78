"""The young person signs a text that speaks to it, signed in, on paper and aloud (L11, L13)."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.clock import start_of_day
from stafet.consent.models import Consent, Proof, SignedText
from stafet.consent.services import ask
from stafet.consent.services.receiving import keep_scan, print_paper
from stafet.web.viewer import Viewer, ViewerKind
from tests.factories.consent import sign, yes
from tests.factories.receiving import SCAN, problems_of, typed

SIXTEEN = start_of_day(date(2036, 4, 1), 9)


@pytest.fixture
def log(world, clock):
    clock.set(SIXTEEN)
    world.people["young"] = Viewer(uuid4(), world.child, ViewerKind.YOUNG)
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    clock.advance(minutes=1)
    return log


def signed_by(world, giver) -> SignedText:
    with world.unit() as unit:
        query = select(SignedText).join(Proof).join(Consent, Consent.id == Proof.consent_id)
        return unit.session.scalars(query.where(Consent.giver_id == giver.person_id)).one()


def printed(world, *, young):
    paper, scan = uuid4(), uuid4()
    with world.unit() as unit:
        print_paper(unit, world.pedagogue, world.child, "da", paper, young=young)
        keep_scan(unit, world.pedagogue, world.child, paper, scan, SCAN)
    world.database.clock.advance(minutes=1)
    return paper


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("language", ["da", "en"])
def test_L11_signed_in_each_signs_the_words_that_speak_to_it(world, catalogue, language):
    for who in ("young", "parent_a"):
        sign(world, world.people[who], yes(world.ppr), language=language)
    young, parent = signed_by(world, world.young), signed_by(world, world.parent_a)
    assert young.body == catalogue.young_texts[language][0].whole("Eksempelby")
    assert parent.body == catalogue.consent_texts[language][0].whole("Eksempelby")
    assert (young.young, parent.young) == (True, False)


@pytest.mark.usefixtures("log")
def test_L12_said_aloud_the_young_persons_text_is_the_one_read_to_it(world, catalogue):
    typed(world, world.young, yes(world.ppr))
    body = catalogue.young_texts["da"][0].whole("Eksempelby")
    assert signed_by(world, world.young).body == body


@pytest.mark.usefixtures("log")
def test_L13_on_paper_each_signs_the_form_that_was_worded_for_it(world):
    for young, right, wrong in (
        (True, world.young, world.parent_a),
        (False, world.parent_a, world.young),
    ):
        paper = printed(world, young=young)
        assert "giver" in problems_of(world, wrong, yes(world.ppr), paper=paper)
        typed(world, right, yes(world.ppr), paper=paper)
        assert signed_by(world, right).young is young


def test_L11_the_page_and_the_form_speak_to_the_one_who_signs(web, clock):
    world = web.world
    clock.set(SIXTEEN)
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
    office = web.as_("pedagogue")
    address = f"/log/{log.id}/samtykke/modtag"
    assert "Den unge" in office.get(address).get_data(as_text=True)
    office.post(address, {"language": "da", "reader": "young"})
    assert "Til den unge" in office.get(address).get_data(as_text=True)
    page = web.as_("parent_a").get(f"/log/{log.id}/samtykke").get_data(as_text=True)
    assert "viden om dit barn" in page
    assert "viden om dig?" not in page
