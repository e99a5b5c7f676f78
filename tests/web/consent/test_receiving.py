"""The office receives on paper and aloud, as a browser does it; receipts in three forms."""

import json
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from stafet.accounts import passwords
from stafet.accounts.models import Account
from stafet.clock import day_of
from stafet.consent.models import Consent, Paper, Proof
from stafet.consent.services import ask
from tests.fixtures.web import TOKEN

PASSWORD = "fire gule hestevogne"
PDF = b"%PDF-1.7 signed by hand %%EOF"


@pytest.fixture(scope="module")
def hashed():
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def log(web, clock, hashed):
    """A log with a place asked about the day before; the pedagogue has a password."""
    world = web.world
    world.concern()
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr])
        query = select(Account).where(Account.person_id == world.pedagogue.person_id)
        unit.session.scalars(query).one().password_hash = hashed
    clock.advance(days=1)
    return log


def url(log, more=""):
    return f"/log/{log.id}/samtykke{more}"


def answer(world, **more):
    """Return what is typed in about one place."""
    place = world.ppr.hex
    with world.unit() as unit:
        today = day_of(unit.now)
    return {
        "form_id": str(uuid4()),
        "giver": str(world.parent_a.person_id),
        "signed_on": today.isoformat(),
        f"answer_{place}": "yes",
        f"categories_{place}": ["wellbeing", "health"],
        f"reach_{place}": "everything",
        **more,
    }


def aloud(world, **more):
    said = {"language": "da", "words": "Ja, PPR må læse.", "present": "Mor og jeg"}
    return answer(world, **said, **more)


def printed(web, log, browser):
    """Print a form in the browser; return its id."""
    page = browser.post(url(log, "/modtag"), {"language": "en", "form_id": str(uuid4())})
    assert page.status_code == 303
    with web.world.unit() as unit:
        return unit.session.scalars(select(Paper.id)).one()


def scanned(log, paper, browser, data=PDF, name="scan.pdf"):
    there = url(log, f"/modtag/{paper}/skan")
    token = TOKEN.search(browser.get(there).get_data(as_text=True))[1]
    head = f'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--cut\r\n'
    file = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = (head + file).encode() + data + b"\r\n--cut--\r\n"
    return browser.client.post(there, data=body, content_type="multipart/form-data; boundary=cut")


def test_a_paper_is_printed_scanned_and_typed_in(web, log):
    browser = web.as_("pedagogue")
    paper = printed(web, log, browser)
    assert browser.get(url(log, f"/modtag/{paper}")).status_code == 303
    sheet = browser.get(url(log, f"/modtag/{paper}.pdf"))
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF")
    there = scanned(log, paper, browser).headers["Location"]
    assert browser.get(f"{there}/skan/fil").data == PDF
    done = browser.post(there, answer(web.world, password=PASSWORD))
    assert done.status_code == 303
    assert "Mundtligt" not in browser.get(done.headers["Location"]).get_data(as_text=True)
    with web.world.unit() as unit:
        assert unit.session.scalars(select(Consent)).one().language == "en"
        assert unit.session.scalars(select(Proof)).one().file_id is not None


def test_the_password_is_asked_for_and_then_not_for_five_minutes(web, log, clock):
    browser, there = web.as_("pedagogue"), url(log, "/modtag/mundtligt")
    assert 'name="password"' in browser.get(there).get_data(as_text=True)
    wrong = browser.post(there, aloud(web.world, password="noget helt andet"))
    assert wrong.status_code == 422
    assert "Ja, PPR må læse." in wrong.get_data(as_text=True)
    assert browser.post(there, aloud(web.world)).status_code == 422
    with web.world.unit() as unit:
        assert unit.session.scalars(select(Consent)).all() == []
    assert browser.post(there, aloud(web.world, password=PASSWORD)).status_code == 303
    assert 'name="password"' not in browser.get(there).get_data(as_text=True)
    clock.advance(minutes=5, seconds=1)
    assert 'name="password"' in browser.get(there).get_data(as_text=True)


def test_guessing_the_password_is_slowed_down(web, log):
    browser, there = web.as_("pedagogue"), url(log, "/modtag/mundtligt")
    for _ in range(6):
        browser.post(there, aloud(web.world, password="noget helt andet"))
    assert browser.post(there, aloud(web.world, password=PASSWORD)).status_code == 422


def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(web, log):
    browser, there = web.as_("pedagogue"), url(log, "/modtag/mundtligt")
    bad = aloud(web.world, password=PASSWORD) | {"signed_on": "31/02/2027", "present": ""}
    page = browser.post(there, bad)
    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "31/02/2027" in html
    assert "Ja, PPR må læse." in html
    late = aloud(web.world, password=PASSWORD) | {f"last_day_{web.world.ppr.hex}": "2031-01-01"}
    assert browser.post(there, late).status_code == 422


@pytest.mark.parametrize("data", [b"%PDF-" + b"x" * 10_600_000, b"x" * 12_000_000, b"hello", b""])
def test_a_scan_too_large_or_of_the_wrong_kind_is_told_at_the_field(web, log, data):
    browser = web.as_("pedagogue")
    paper = printed(web, log, browser)
    page = scanned(log, paper, browser, data)
    if page.status_code == 303:  # too large to be read at all
        page = browser.get(page.headers["Location"])
    assert page.status_code == 422
    assert 'id="file-error"' in page.get_data(as_text=True)
    with web.world.unit() as unit:
        assert unit.session.scalars(select(Paper.file_id)).one() is None


@pytest.mark.parametrize("who", ["teacher", "psychologist", "stranger"])
def test_the_office_is_nobody_elses(web, log, who):
    paper = printed(web, log, web.as_("pedagogue"))
    browser = web.as_(who)
    for more in (
        "",
        "/mundtligt",
        f"/{paper}",
        f"/{paper}/skan",
        f"/{paper}/skan/fil",
        f"/{paper}.pdf",
    ):
        assert browser.get(url(log, f"/modtag{more}")).status_code == 404
    assert web.as_("parent_a").get(url(log, "/modtag")).status_code in (403, 404)


def test_a_form_that_is_not_there_is_not_found(web, log):
    browser = web.as_("pedagogue")
    for more in ("", "/skan", ".pdf"):
        assert browser.get(url(log, f"/modtag/{uuid4()}{more}")).status_code == 404
    paper = printed(web, log, browser)
    assert browser.get(url(log, f"/modtag/{paper}/skan/fil")).status_code == 404
    assert browser.get(f"/log/{uuid4()}/samtykke/modtag").status_code == 404
    assert browser.get(f"/log/{uuid4()}/samtykke/kvitteringer").status_code == 404


def test_the_leader_types_in_but_does_not_see_the_scan(web, log):
    paper = printed(web, log, web.as_("pedagogue"))
    there = scanned(log, paper, web.as_("pedagogue")).headers["Location"]
    leader = web.as_("leader")
    assert leader.get(url(log, "/modtag")).status_code == 200
    assert "/skan/fil" not in leader.get(there).get_data(as_text=True)
    assert leader.get(f"{there}/skan/fil").status_code == 404


def test_before_anybody_is_asked_there_is_nothing_to_receive(web):
    world = web.world
    world.concern()
    log = world.log()
    assert "modtag/mundtligt" not in web.as_("pedagogue").get(url(log, "/modtag")).get_data(
        as_text=True
    )


def test_L13_the_giver_reads_the_receipt_as_page_pdf_and_data(web, log):
    office = web.as_("pedagogue")
    done = office.post(url(log, "/modtag/mundtligt"), aloud(web.world, password=PASSWORD))
    there, giver = done.headers["Location"], web.as_("parent_a")
    page = giver.get(there).get_data(as_text=True)
    assert "Ja, PPR må læse." in page
    assert "Hvad spørger vi dig om?" in page
    pdf = giver.get(f"{there}.pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert giver.get(f"{there}.pdf").data == pdf.data
    told = json.loads(giver.get(f"{there}.json").data)
    assert told["receipt_metadata"]["receipt_id"] in page
    assert told["digest"]["value"] in page
    assert told["spoken"]["words"] == "Ja, PPR må læse."
    assert re.search(
        rf'href="{there}"', giver.get(url(log, "/kvitteringer")).get_data(as_text=True)
    )
    for more in ("", ".pdf", ".json"):
        assert web.as_("parent_b").get(f"{there}{more}").status_code == 404


def test_taking_back_has_a_receipt_too(web, log):
    world = web.world
    world.consents(world.ppr)
    giver = web.as_("parent_a")
    giver.post(url(log, "/traek-tilbage"), {"what": "all", "form_id": str(uuid4())})
    html = giver.get(url(log, "/kvitteringer")).get_data(as_text=True)
    found = re.findall(r'href="(/log/[^"]+/kvittering/[^"]+)"', html)
    assert len(found) == 2
    for there in found:
        assert giver.get(there).status_code == 200
        assert giver.get(f"{there}.pdf").data.startswith(b"%PDF")
        assert json.loads(giver.get(f"{there}.json").data)["consent_record"]["events"]


def test_L50_no_receipt_says_in_its_title_or_file_name_whose_it_is(web, log):
    web.world.consents(web.world.ppr)
    giver = web.as_("parent_a")
    html = giver.get(url(log, "/kvitteringer")).get_data(as_text=True)
    (there,) = re.findall(r'href="(/log/[^"]+/kvittering/[^"]+)"', html)
    for more in ("", ".pdf", ".json"):
        answer = giver.get(there + more)
        assert "Anton" not in answer.headers.get("Content-Disposition", "")
        assert "no-store" in answer.headers["Cache-Control"]
    assert "Anton" not in re.search("<title>(.*?)</title>", giver.get(there).text)[1]
