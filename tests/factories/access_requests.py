"""Requests for access, from the question to the ZIP, for tests."""

import json
import zipfile
from io import BytesIO
from uuid import UUID, uuid4

from flask import Flask

from stafet.access_requests.deciding import Wanted, cut, decide_request
from stafet.access_requests.gathering import gather
from stafet.access_requests.models import AccessRequest, Decision
from stafet.access_requests.packing import packed
from stafet.access_requests.registering import Asked, name_handler, register
from stafet.access_requests.rules import AskerKind, Outcome
from stafet.clock import day_of


def asked(world, asker="parent_a", *, by=None, **more) -> UUID:
    """Register a request; return its id."""
    person = world.people[asker].person_id if asker else None
    kind = AskerKind.CUSTODY if asker else AskerKind.OUTSIDE
    told = {
        "id": uuid4(),
        "kind": kind,
        "asker_id": person,
        "institution_id": world.daycare,
        "received_on": day_of(world.database.clock.now()),
        "known_by": "Mor kom forbi med pas.",
        **more,
    }
    with world.unit() as unit:
        return register(unit, by or world.leader, world.child, Asked(**told))


def named(world, request: UUID, handler="psychologist", place=None, by=None) -> None:
    person = world.people[handler].person_id
    with world.unit() as unit:
        name_handler(unit, by or world.leader, request, person, place or world.ppr)
    world.database.clock.advance(seconds=1)


def cut_out(world, request: UUID, record: UUID, what, by="psychologist", **more) -> None:
    told = {"legal": "other_person", **more}
    with world.unit() as unit:
        cut(unit, world.people[by], request, record, Wanted(what, **told))


def decided(
    world, request: UUID, outcome=Outcome.GRANTED, text="Du får det hele.", by="psychologist"
):
    with world.unit() as unit:
        decide_request(unit, world.people[by], request, outcome, text)
    world.database.clock.advance(seconds=1)


def answered(world, asker="parent_a", **more) -> UUID:
    """Take a request through to a decision that gives everything."""
    request = asked(world, asker, **more)
    named(world, request)
    decided(world, request)
    return request


def bundle(world, request: UUID, viewer):
    with world.unit() as unit:
        row = unit.session.get_one(AccessRequest, request)
        decision = unit.session.get_one(Decision, request)
        return gather(unit, viewer, row, decision)


def told(world, request: UUID, viewer) -> dict:
    return bundle(world, request, viewer).told


def texts(told: dict) -> list[str]:
    return [one["text"] for record in told["records"] for one in record["wordings"]]


def unpacked(app: Flask, made) -> dict[str, bytes]:
    """Return the files of the ZIP, opened with nothing but the standard library."""
    with app.test_request_context():
        data = packed(made, "Eksempelby Kommune")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def data_of(files: dict[str, bytes]) -> dict:
    return json.loads(files["data.json"])
