"""Consents signed, what they let somebody see and what the witness keeps, for tests."""

import json
from uuid import uuid4

from sqlalchemy import select

from stafet.audit.models import Block
from stafet.consent.reading import Wanted, read
from stafet.consent.services import Choice, Signing, give
from stafet.records.rules import RecordKind
from tests.factories.world import ALL_TOPICS


def seen(world, viewer, **wanted):
    """Return the texts a viewer sees, but for the one on how the parents were involved."""
    with world.unit() as unit:
        records = read(unit, viewer, world.child, Wanted(**wanted)).records
    return {s.content.text for s in records if s.kind is not RecordKind.INVOLVEMENT}


def sign(world, giver, *choices, **more):
    signing = Signing(uuid4(), choices, **more)
    with world.unit() as unit:
        return give(unit, giver, world.child, signing)


def yes(place, topics=ALL_TOPICS, **more):
    return Choice(place, yes=True, categories=frozenset(topics), **more)


def events(world, chain, action):
    with world.unit() as unit:
        bodies = unit.session.scalars(
            select(Block.body).where(Block.chain == chain).order_by(Block.sequence)
        )
        return [event for event in map(json.loads, bodies) if event["action"] == action]
