"""The pages of a request for access, from the office that registers it to the asker's folder."""

import re
import zipfile
from io import BytesIO
from uuid import uuid4

import pytest

from stafet.access_requests.rules import BAR
from stafet.people.models import Placement
from stafet.web.viewer import Role
from tests.factories.access_requests import answered, asked, named
from tests.factories.special import CPR
from tests.web.consent.test_access_pages import proved
from tests.web.erasure.test_deleting import signed_in, text_of

SAID = "Anton sagde, at Lis slog ham."


@pytest.fixture
def note(web):
    web.world.concern()
    log = web.world.log()
    written = web.world.entry(log, web.world.pedagogue, SAID)
    web.world.database.clock.advance(days=3)
    return written


def found(page, pattern):
    return re.search(pattern, page).group(1)


def test_from_the_question_to_the_folder(web, note):
    leader = web.as_("leader")
    assert "Der er ingen anmodninger" in text_of(leader.get("/indsigt"))
    at = leader.post("/indsigt/ny", {"cpr": CPR}).location
    page = text_of(leader.get(at))
    assert "Anna Eksempel" in page
    told = {
        "asker": str(web.world.parent_a.person_id),
        "known_by": "Kom med pas.",
        "received_on": f"{web.world.database.clock.now():%d/%m/%Y}",
        "place": str(web.world.daycare),
    }
    assert "Skriv, hvem der spørger" in text_of(leader.post(at, {**told, "known_by": ""}), 422)
    request = leader.post(at, told).location
    page = text_of(leader.get(request))
    assert "Kom med pas." in page
    assert "Ingen er udpeget" in page
    assert SAID not in page
    handler = f"{web.world.pedagogue.person_id}|{web.world.daycare}"
    assert leader.post(f"{request}/sagsbehandler", {"receiver": handler}).status_code == 303
    worker = web.as_("pedagogue")
    assert "Anton Eksempel" in text_of(worker.get("/indsigt"))
    page = text_of(worker.get(f"{request}/tekster"))
    assert SAID in page
    cut = f"{request}/tekster/{note.record_id}"
    black = {"cut": "blacked_out", "legal": "other_person", "passages": "Lis"}
    assert "Vælg hvorfor." in text_of(worker.post(cut, {**black, "legal": ""}), 422)
    wrong = text_of(worker.post(cut, {**black, "passages": "Lise"}), 422)
    assert "ord for ord" in wrong
    assert worker.post(cut, black).status_code == 303
    assert "Hensynet til en anden person" in text_of(worker.get(f"{request}/tekster"))
    decision = {"outcome": "partly", "text": "Et navn er dækket."}
    whole = text_of(worker.post(f"{request}/afgoerelse", {**decision, "outcome": "granted"}), 422)
    assert "så er det en del" in whole
    assert worker.post(f"{request}/afgoerelse", decision).status_code == 303
    assert "Ikke hentet endnu" in text_of(worker.get(request))
    mother = proved(web, "parent_a")
    answer = found(text_of(mother.get("/indsigt")), r'href="(/indsigt/svar/[^"]+)"')
    assert "Et navn er dækket." in text_of(mother.get(answer))
    fetched = mother.get(f"{request}/svar.zip")
    assert fetched.status_code == 200
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="indsigt.zip"'
    with zipfile.ZipFile(BytesIO(fetched.data)) as folder:
        page = folder.read("laes-mig.html").decode()
    assert f"at {BAR} slog ham" in page
    assert "Lis" not in page
    assert "Hentet af den, der spurgte" in text_of(web.as_("leader").get(request))


def test_before_the_folder_leaves_the_house_the_password_is_asked_for(web, note):
    request = answered(web.world)
    mother = web.as_("parent_a")
    fetched = mother.get(f"/indsigt/{request}/svar.zip")
    assert fetched.location.endswith(f"/indsigt/{request}/hent")
    assert "Din adgangskode" in text_of(mother.get(fetched.location))
    assert text_of(mother.post(fetched.location, {"password": "forkert"}), 422)


def test_the_office_hands_it_over_for_who_cannot_sign_in(web, note):
    request = answered(web.world, None)
    handler = proved(web, "psychologist")
    assert handler.get(f"/indsigt/{request}/svar.zip").status_code == 200
    page = f"/indsigt/{request}"
    assert handler.post(f"{page}/udleveret", {}, seen=page).status_code == 303
    assert "Udleveret" in text_of(handler.get(page))


def test_the_other_parent_and_strangers_find_nothing(web, note):
    request = answered(web.world)
    for name in ("parent_b", "teacher", "pedagogue"):
        browser = proved(web, name)
        text_of(browser.get(f"/indsigt/{request}/svar.zip"), 404)
        text_of(browser.get(f"/indsigt/{request}/hent"), 404)
        assert str(request) not in text_of(browser.get("/indsigt"))
    text_of(web.as_("parent_b").get(f"/indsigt/svar/{request}"), 404)
    text_of(proved(web, "leader").get(f"/indsigt/{request}/svar.zip"), 404)
    for path in ("tekster", "afgoerelse", f"tekster/{note.record_id}"):
        text_of(web.as_("leader").get(f"/indsigt/{request}/{path}"), 404)


def test_a_child_of_others_and_no_child_answer_alike(web, note):
    outsider = signed_in(web, "nurse", Role.DPO)
    assert outsider.post("/indsigt/ny", {"cpr": CPR}).status_code == 303, "the officer may"
    leader = web.as_("leader")
    for number in ("610320-4993", "not a number"):
        told = leader.post("/indsigt/ny", {"cpr": number})
        assert told.status_code == 422
    text_of(leader.get(f"/indsigt/ny/{uuid4()}"), 404)


def test_what_is_too_late_says_so(web, note):
    request = asked(web.world)
    named(web.world, request)
    assert "Svar senest" in text_of(web.as_("leader").get("/indsigt"))
    web.world.database.clock.advance(days=40)
    assert "Over fristen" in text_of(web.as_("leader").get("/indsigt"))
    page = text_of(web.as_("psychologist").get(f"/indsigt/{request}"))
    assert "ikke åben for dig" in page or "ikke åbne for dig" in page


def test_a_parent_who_waits_sees_until_when(web, note):
    asked(web.world)
    assert "Mangler svar" in text_of(web.as_("parent_a").get("/indsigt"))
    assert "Du har ikke spurgt endnu" in text_of(web.as_("parent_b").get("/indsigt"))


def test_a_place_that_betrays_a_home_has_no_name_in_the_other_parents_list(web, note):
    for asker in ("parent_a", "parent_b"):
        asked(web.world, asker)
    with web.world.unit() as unit:
        for row in unit.session.query(Placement):
            row.protects_id = web.world.parent_b.person_id
    assert "Solsikken" not in text_of(web.as_("parent_a").get("/indsigt"))
    assert "Solsikken" in text_of(web.as_("parent_b").get("/indsigt"))


def test_nobody_names_himself(web, note):
    request = asked(web.world)
    leader = web.as_("leader")
    page = text_of(leader.get(f"/indsigt/{request}/sagsbehandler"))
    assert "Lone Lund" not in found(page, r"(?s)<select(.*?)</select>")
    me = f"{web.world.leader.person_id}|{web.world.daycare}"
    assert leader.post(f"/indsigt/{request}/sagsbehandler", {"receiver": me}).status_code == 422
