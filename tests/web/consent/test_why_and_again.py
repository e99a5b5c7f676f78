"""Why the holder asks; saying the same again after a change of custody; trouble with keys."""

import sqlite3

import pytest
from sqlalchemy import select

from stafet.consent.models import Request, Withdrawal
from stafet.people.services import record_custody
from stafet.vault.keys import GUARDIANS, STAFF
from tests.fixtures.web import form_of
from tests.web.consent.test_giving import answered

WHY = "Per kan hjælpe Anton med at sige s."


@pytest.fixture
def log(web):
    web.world.concern()
    return web.world.log()


def url(log, more=""):
    return f"/log/{log.id}/samtykke{more}"


def asked(web, log, why=WHY):
    places = [str(web.world.ppr)]
    holder = web.as_("pedagogue")
    return holder.post(url(log, "/spoerg"), {"places": places, "from_on": "", "why": why})


def test_the_holders_sentence_is_read_by_both_parents_and_lies_sealed(web, log):
    assert asked(web, log).status_code == 303
    for who in ("parent_a", "parent_b"):
        assert WHY in web.as_(who).get(url(log)).get_data(as_text=True)
    assert WHY not in web.as_("psychologist").get("/").get_data(as_text=True)
    with web.world.unit() as unit:
        sealed = unit.session.scalars(select(Request.sealed)).one()
    assert sealed is not None
    assert WHY.encode() not in sealed


def test_the_live_panel_opens_no_sentence(web, log):
    asked(web, log)
    a = web.as_("parent_a")
    data = form_of(a.get(url(log)).get_data(as_text=True)) | {f"answer_{web.world.ppr.hex}": "yes"}
    vault = web.app.extensions["stafet"].vault
    before = dict(vault.opened)
    told = a.client.post(url(log, "/virkning"), data=data).get_data(as_text=True)
    assert "PPR Eksempelby kan så læse" in told or "ikke noget" in told
    assert WHY not in told
    assert dict(vault.opened) == before


def test_a_sentence_that_betrays_a_protected_home_is_told_at_its_field(web, log):
    answer = asked(web, log, "Han bor på Skjulestien 7 hos sin far.")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Skriv den uden." in page or "Skriv det uden." in page
    assert web.as_("parent_a").get(url(log)).get_data(as_text=True).count("PPR") == 0


def test_L18_after_a_change_of_custody_one_press_says_the_same_again(web, log):
    world, ppr = web.world, web.world.ppr.hex
    asked(web, log)
    a = web.as_("parent_a")
    answered(a, log, **{f"answer_{ppr}": "yes", f"categories_{ppr}": ["language"]})
    assert "Jeg siger det samme igen" not in a.get(url(log)).get_data(as_text=True)
    with world.unit() as unit:
        record_custody(
            unit,
            world.child,
            world.parent_a.person_id,
            "sole",
            source="court",
            from_at=unit.now,
            by=None,
        )
    page = a.get(url(log)).get_data(as_text=True)
    assert "Jeg siger det samme igen" in page
    assert a.post(url(log, "/bekraeft"), {}, seen=url(log)).status_code == 303
    page = a.get(url(log)).get_data(as_text=True)
    assert "Jeg siger det samme igen" not in page
    assert "Du har sagt ja til: sprog." in page or "kan læse: sprog" in page
    assert a.post(url(log, "/bekraeft"), {}, seen=url(log)).status_code == 303
    assert "Der er ikke noget, der venter" in a.get(url(log)).get_data(as_text=True)


def no_keys(vault, folder):
    for holder in (GUARDIANS, STAFF):
        vault.destroy_key(holder)


def no_key_store(vault, folder):
    vault.destroy_key(GUARDIANS)  # forgets what it has at hand
    with sqlite3.connect(folder / "keys" / "keys.sqlite") as store:
        store.execute("DROP TABLE wrapped_key")


@pytest.mark.opens_by_hand
@pytest.mark.parametrize("trouble", [no_keys, no_key_store])
def test_R18_taking_back_works_without_keys(web, log, tmp_path, trouble):
    world, ppr = web.world, web.world.ppr.hex
    asked(web, log)
    a = web.as_("parent_a")
    answered(a, log, **{f"answer_{ppr}": "yes"})
    trouble(web.app.extensions["stafet"].vault, tmp_path)
    page = a.get(url(log, f"/traek-tilbage?sted={ppr}"))
    assert page.status_code == 200
    taken = a.post(url(log, f"/traek-tilbage?sted={ppr}"), {"what": "all"})
    assert taken.status_code == 303
    with world.unit() as unit:
        back = unit.session.scalars(select(Withdrawal).order_by(Withdrawal.at.desc())).first()
    assert back is not None
    assert back.from_at == back.at
