"""Messages queued in the transaction that causes them, delivered afterwards (R2, R3, L35)."""

from stafet.outbox.queue import Waiting, dead, enqueue, waiting
from stafet.outbox.worker import Delivery, Handler, LeaseLost, Worker

__all__ = [
    "Delivery",
    "Handler",
    "LeaseLost",
    "Waiting",
    "Worker",
    "dead",
    "enqueue",
    "waiting",
]
