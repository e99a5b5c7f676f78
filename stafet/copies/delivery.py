"""What the outbox delivers."""

from stafet.outbox import Handler
from stafet.web.unit import House


def handlers(house: House) -> dict[str, Handler]:
    return {}
