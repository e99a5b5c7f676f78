"""A person outside the kommune whom the parents are asked about, for tests."""

from uuid import uuid4

from stafet.consent.pages.handing import handed_copy, handing_page
from stafet.consent.services import ask, name_outsider
from stafet.people.rules import Outsider

HANNE = Outsider("Hanne Holm", "privat logopæd")
NAME = "Hanne Holm (privat logopæd)"


def asked_about(world, who=HANNE, press=None):
    """Ask the parents about somebody outside; return his id."""
    with world.unit() as unit:
        outsider = name_outsider(unit, world.pedagogue, world.child, press or uuid4(), who)
        ask(unit, world.pedagogue, world.child, [outsider])
    return outsider


def handed_over(world, log, outsider, who="pedagogue"):
    """Return the texts that are handed over, the oldest first."""
    with world.unit() as unit:
        return [one.text for one in handed_copy(unit, world.people[who], log.id, outsider).entries]


def counted(world, log, outsider):
    """Return how many texts the page tells before the press."""
    with world.unit() as unit:
        return handing_page(unit, world.pedagogue, log.id, outsider).texts
