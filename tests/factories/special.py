"""Særlige adgange for tests: wishes and alarms about one child, and what comes of them."""

from uuid import uuid4

import pytest

from stafet import audit
from stafet.accounts.models import RoleGrant
from stafet.consent.reading import Wanted, read
from stafet.consent.special.emergency import Alarm, open_emergency
from stafet.consent.special.models import Access
from stafet.consent.special.rules import Wish
from stafet.consent.special.services import open_access
from stafet.errors import Invalid, NotFound
from stafet.people.models import EmploymentRole, PersonKind
from stafet.people.rules import Identity
from stafet.people.services import employ, register_adult
from stafet.records.happenings import timeline
from stafet.records.rules import HappeningKind
from stafet.web.viewer import Role, Viewer, ViewerKind

CPR = "610320-4985"


def wish(receiver, institution, records, **more):
    told = {"kind": "case_officer", "reason": "Familien skal hjælpes nu.", **more}
    return Wish(uuid4(), receiver_id=receiver, institution_id=institution, records=records, **told)


def given(world, *written, receiver="psychologist", institution=None, by=None, **more):
    """Let somebody read these records; return the access's id."""
    records = frozenset(one.record_id for one in written)
    person = world.people[receiver].person_id
    with world.unit() as unit:
        asked = wish(person, institution or world.ppr, records, **more)
        opened = open_access(unit, by or world.leader, world.child, asked)
    world.database.clock.advance(seconds=1)
    return opened


def alarmed(world, viewer, **more):
    """Open an emergency access; return its id, None where nothing was found."""
    told = {"id": uuid4(), "reason": "Barnet har blå mærker.", "cpr": CPR, **more}
    with world.unit() as unit:
        opened = open_emergency(unit, viewer, Alarm(**told))
    world.database.clock.advance(seconds=1)
    return opened


def access(world, access_id):
    with world.unit() as unit:
        return unit.session.get_one(Access, access_id)


def with_role(world, viewer, role):
    """Give somebody a role beside his work."""
    with world.unit() as unit:
        grant = {"from_at": unit.now, "reviewed_at": unit.now, "to_at": None}
        unit.session.add(RoleGrant(person_id=viewer.person_id, role=role, **grant))
    return Viewer(
        viewer.account_id, viewer.person_id, viewer.kind, viewer.roles | {role}, viewer.led
    )


def school_leader(world):
    """Add a leader at the school, where the child is not."""
    with world.unit() as unit:
        name = Identity("Lise Leder", email="lise@eksempelby.example")
        person = register_adult(unit, PersonKind.PROFESSIONAL, name, by=None)
        employ(unit, person, world.school, "leder", role=EmploymentRole.LEADER, by=None)
    roles, led = frozenset({Role.LEADER}), frozenset({world.school})
    world.people["school_leader"] = Viewer(uuid4(), person, ViewerKind.PROFESSIONAL, roles, led)
    return world.people["school_leader"]


def texts(world, viewer, *written):
    wanted = Wanted(records=frozenset(one.record_id for one in written))
    with world.unit() as unit:
        return [one.content.text for one in read(unit, viewer, world.child, wanted).records]


def shut(world, viewer, *written):
    with pytest.raises(NotFound):
        texts(world, viewer, *written)
    return True


def problems(action, *args, **more):
    with pytest.raises(Invalid) as refused:
        action(*args, **more)
    return refused.value.problems


def lines(world, log):
    with world.unit() as unit:
        kinds = {HappeningKind.ACCESS, HappeningKind.ACCESS_INCIDENT}
        return [line.kind for line in timeline(unit, log.id) if line.kind in kinds]


def chain(world, which):
    with world.unit() as unit:
        return [block.body for block in audit.blocks(unit, which)]
