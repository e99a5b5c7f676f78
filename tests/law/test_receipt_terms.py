"""A receipt for other systems says what was said, in the terms of ISO/IEC TS 27560:2023 (L13)."""

import json
import re
from uuid import UUID

import pytest
from sqlalchemy import select

from stafet.consent.models import Withdrawal
from stafet.consent.receipts.exchange import exported
from stafet.consent.receipts.loading import receipt_page
from stafet.consent.services import Choice, ask, withdraw
from stafet.settings import data_dir
from tests.factories.consent import sign, yes
from tests.factories.receiving import typed

INTERVAL = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\.\.)"


@pytest.fixture
def log(world):
    log = world.log()
    with world.unit() as unit:
        ask(unit, world.pedagogue, world.child, [world.ppr, world.health])
    return log


def data(world, log, act: UUID):
    with world.unit() as unit:
        page = receipt_page(unit, world.parent_a, log.id, act)
    return json.loads(json.dumps(exported(page.receipt, page.names, page.spoken, "Eksempelby")))


def test_L13_each_place_is_a_purpose_with_its_own_scope_and_an_event(world, log):
    no = Choice(world.health, yes=False)
    act = sign(world, world.parent_a, yes(world.ppr, {"health"}, own_matters=True), no)
    record = data(world, log, act)["consent_record"]
    purposes = {p["recipient_third_parties"][0]: p for p in record["pii_processing"]["purposes"]}
    events = {event["x_recipient_id"]: event for event in record["events"]}
    ppr, health = str(world.ppr), str(world.health)
    assert set(purposes) == set(events) == {ppr, health}
    assert purposes[ppr]["pii_information"] == [{"pii_type": "health"}]
    assert purposes[ppr]["x_pii_principals"] == ["child", "consent_giver"]
    assert purposes[health]["pii_information"] == []
    assert events[ppr]["event_state"] == "consent_given"
    assert events[health]["event_state"] == "consent_refused"
    assert re.fullmatch(INTERVAL, events[ppr]["validity_duration"])
    assert events[health]["validity_duration"].endswith("/..")


def test_L13_the_parties_are_named_as_the_reader_may_know_them(world, log):
    act = sign(world, world.parent_a, yes(world.ppr))
    parties = data(world, log, act)["consent_record"]["party_identification"]
    named = {party["party_role"]: party["party_name"] for party in parties}
    assert named == {
        "pii_controller": "Eksempelby Kommune",
        "pii_principal": "Anton Eksempel",
        "consent_giver": "Anna Eksempel",
        "recipient": "PPR Eksempelby",
    }


def test_L12_who_received_it_is_a_party_and_the_words_go_along(world, log):
    told = data(world, log, typed(world, world.parent_a, yes(world.ppr)))
    roles = [party["party_role"] for party in told["consent_record"]["party_identification"]]
    assert "consent_receiver" in roles
    assert told["spoken"]["words"]
    assert told["consent_record"]["pii_processing"]["purposes"][0]["collection_method"] == "oral"


def test_L07_a_taking_back_of_all_names_no_place_and_no_text(world, log):
    sign(world, world.parent_a, yes(world.ppr))
    with world.unit() as unit:
        withdraw(unit, world.parent_a, world.child)
        back = select(Withdrawal.id).where(
            Withdrawal.at == Withdrawal.from_at, Withdrawal.institution_id.is_(None)
        )
        act = unit.session.scalars(back).one()
    told = data(world, log, act)
    record = told["consent_record"]
    assert record["events"][0]["event_state"] == "consent_withdrawn"
    assert record["events"][0]["x_recipient_id"] == "all"
    assert record["pii_processing"]["privacy_notice"] is None
    assert "signed_text" not in told


def test_every_field_of_a_receipt_stands_in_its_documentation(world, log):
    told = data(world, log, typed(world, world.parent_a, yes(world.ppr)))
    page = (data_dir("config").parent / "docs/receipt-format.md").read_text("utf-8")
    assert told["receipt_metadata"]["schema_version"] == "ISO/IEC TS 27560:2023"
    assert sorted(key for key in keys(told, skip={"facts", "spoken"}) if key not in page) == []


def keys(told, skip):
    """Yield every key of nested data."""
    if isinstance(told, dict):
        for key, value in told.items():
            yield key
            if key not in skip:
                yield from keys(value, skip)
    elif isinstance(told, list):
        for value in told:
            yield from keys(value, skip)
