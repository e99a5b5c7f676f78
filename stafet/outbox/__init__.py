"""Messages queued in the transaction that causes them, delivered afterwards (R2, R3, L35)."""

from stafet.outbox.queue import Waiting, dead, enqueue, forget, sweep, waiting
from stafet.outbox.worker import AlreadyDone, Delivery, Handler, Worker

__all__ = [
    "AlreadyDone",
    "Delivery",
    "Handler",
    "Waiting",
    "Worker",
    "dead",
    "enqueue",
    "forget",
    "sweep",
    "waiting",
]
