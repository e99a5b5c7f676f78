"""A link's words are for good: every hash rests on them, and an auditor reads them years after."""

from datetime import UTC, timedelta
from uuid import UUID

from stafet.audit import Event, Sight
from tests.fixtures.clock import MORNING

AT = MORNING.astimezone(UTC)
CHAIN, PERSON, PLACE, CONSENT = (UUID(int=number) for number in (1, 2, 3, 4))


def test_a_link_tells_all_of_an_event_in_one_spelling():
    event = Event(
        "log:read",
        PERSON,
        institution=PLACE,
        purpose="Opfølgning på møde",
        opened=(Sight("note", "consent", ((UUID(int=5), 2),), (CONSENT,)),),
        refused=((UUID(int=6), "withdrawn"),),
        about={"n": "1", "a": "2"},
    )
    assert event.body(CHAIN, 7, AT) == (
        '{"about":{"a":"2","n":"1"},"action":"log:read"'
        ',"actor":"00000000-0000-0000-0000-000000000002","actor_kind":"person"'
        ',"at":"2027-03-01T08:00:00.000000+00:00"'
        ',"chain":"00000000-0000-0000-0000-000000000001"'
        ',"institution":"00000000-0000-0000-0000-000000000003"'
        ',"opened":[{"basis":"consent"'
        ',"consents":["00000000-0000-0000-0000-000000000004"],"kind":"note"'
        ',"objects":[["00000000-0000-0000-0000-000000000005",2]]}]'
        ',"purpose":"Opf\\u00f8lgning p\\u00e5 m\\u00f8de"'
        ',"refused":[["00000000-0000-0000-0000-000000000006","withdrawn"]],"sequence":7}'
    )


def test_what_the_system_does_is_nobodys_and_in_no_institutions_name():
    event = Event("witness:sign", None, "system")
    assert event.body(CHAIN, 1, AT + timedelta(microseconds=1)) == (
        '{"about":{},"action":"witness:sign","actor":null,"actor_kind":"system"'
        ',"at":"2027-03-01T08:00:00.000001+00:00"'
        ',"chain":"00000000-0000-0000-0000-000000000001"'
        ',"institution":null,"opened":[],"purpose":"","refused":[],"sequence":1}'
    )
