"""Have the audit signed every five minutes, tell its witnesses, let old rows go (L45, L47).

The next round is queued before this one is done, so that there is always one.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stafet import audit, outbox
from stafet.audit import Event
from stafet.audit.checkpoints import Backwards, Witness, checkpoints
from stafet.audit.pruning import months_before, prune
from stafet.audit.signing import SigningKey
from stafet.audit.verifier import Checkpoint
from stafet.clock import day_of, start_of_day
from stafet.copies.delivery import Desk, Receiver
from stafet.db.transaction import Unit
from stafet.failpoints import failpoint
from stafet.outbox import Delivery, Handler
from stafet.settings import Settings
from stafet.web.unit import House

SIGN = "witness.sign"
PRUNE = "witness.prune"
MAIL = "witness.mail"
REFUSED = "witness.refused"
EVERY = timedelta(minutes=5)
HOUR = 3
"""When in the night old rows go."""
KEPT = timedelta(days=2)
"""How long the rounds that are done stay in the outbox."""

log = logging.getLogger(__name__)


def handlers(house: House) -> dict[str, Handler]:
    """Return who takes each kind of message in hand."""
    rounds = Rounds(house, Desk(house.database, house.catalogue, house.settings))
    return {SIGN: rounds.sign, PRUNE: rounds.prune, MAIL: rounds.mail, REFUSED: rounds.refused}


def begin(unit: Unit) -> None:
    """Queue the round that is due, and tonight's."""
    _queue_round(unit, unit.now)
    _queue_night(unit, unit.now)


def witness_of(settings: Settings) -> Witness:
    """Return who signs for this kommune."""
    key = SigningKey.read(settings.audit_key_file)
    return Witness(key, settings.kommune_code, settings.witness_file)


def sign(house: House) -> Checkpoint | None:
    """Sign now and hand over; raises `Backwards` where the witness refuses."""
    witness = witness_of(house.settings)
    with house.database.unit() as unit:
        made = witness.sign(unit)
        if made and house.settings.witness.mail:
            outbox.enqueue(unit, MAIL, {"number": str(made.number)}, key=f"{MAIL}:{made.number}")
    failpoint("witness.signed")
    _hand_over(house, witness)
    return made


@dataclass(frozen=True, slots=True)
class Rounds:
    """Takes the rounds in hand."""

    house: House
    desk: Desk

    def sign(self, delivery: Delivery) -> None:  # noqa: ARG002 - the signature is given
        """Queue the next round first, then sign."""
        with self.house.database.unit() as unit:
            _queue_round(unit, unit.now + EVERY)
            outbox.sweep(unit, SIGN, unit.now - KEPT)
        self._unless_refused(lambda: sign(self.house))

    def prune(self, delivery: Delivery) -> None:  # noqa: ARG002 - the signature is given
        """Let rows go that are older than they are kept, some chains at a time."""
        with self.house.database.unit() as unit:
            _queue_night(unit, unit.now + timedelta(days=1))
        self._unless_refused(self._prune)

    def mail(self, delivery: Delivery) -> None:
        """Mail a checkpoint to the data-protection officer: numbers and hashes, nobody's data."""
        number = int(delivery.payload["number"])
        with self.house.database.unit() as unit:
            found = next(checkpoints(unit, after=number - 1))
        address = self.house.settings.witness.mail
        self.desk.send(delivery, Receiver(address, "da"), "checkpoint", f"\n\n{found.line()}\n")

    def refused(self, delivery: Delivery) -> None:
        """Tell on the kommune's chain that the witness refused, once a day."""
        with self.house.database.unit() as unit:
            delivery.done(unit)
            alarm = Event("alarm:witness", None, "system", about={"day": delivery.payload["day"]})
            audit.append(unit, audit.KOMMUNE, alarm)

    def _prune(self) -> None:
        witness = witness_of(self.house.settings)
        months, made = self.house.settings.witness.keep_months, True
        while made:
            with self.house.database.unit() as unit:
                made = prune(unit, witness, months_before(unit.now, months)) is not None
            _hand_over(self.house, witness)

    def _unless_refused(self, attempt: Callable[[], object]) -> None:
        try:
            attempt()
        except Backwards as refusal:
            log.error("the witness refuses to sign", extra={"code": str(refusal)})  # noqa: TRY400 - a refusal, no fault
            with self.house.database.unit() as unit:
                day = day_of(unit.now).isoformat()
                outbox.enqueue(unit, REFUSED, {"day": day}, key=f"{REFUSED}:{day}")


def _hand_over(house: House, witness: Witness) -> None:
    with house.database.unit() as unit:
        witness.hand_over(unit)


def _queue_round(unit: Unit, at: datetime) -> None:
    """Queue the round in which an instant falls."""
    begins = datetime.fromtimestamp(at.timestamp() // EVERY.seconds * EVERY.seconds, at.tzinfo)
    outbox.enqueue(unit, SIGN, {}, key=f"{SIGN}:{begins.isoformat()}", run_at=begins)


def _queue_night(unit: Unit, at: datetime) -> None:
    day = day_of(at)
    outbox.enqueue(unit, PRUNE, {}, key=f"{PRUNE}:{day}", run_at=start_of_day(day, HOUR))
