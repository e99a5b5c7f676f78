import json
import logging
import threading

import pytest
from sqlalchemy import select

from stafet.errors import Unavailable
from stafet.ids import new_id
from stafet.outbox import AlreadyDone, Worker, dead, enqueue, waiting
from stafet.outbox.mail import MailFailed
from stafet.outbox.models import DemoMailRow, OutboxRow
from stafet.outbox.worker import LEASE, MOST_ATTEMPTS
from stafet.web.logging import JsonLines


class Stop(BaseException):
    """The process ends in the middle of a delivery."""


def queue(database, *names, kind="news", **more):
    with database.unit() as unit:
        for name in names:
            enqueue(unit, kind, {"person": name}, key=f"{kind}:{name}", **more)


def left(database):
    with database.unit() as unit:
        return [row.last_error for row in waiting(unit)], [row.last_error for row in dead(unit)]


def written(database):
    with database.unit() as unit:
        return sorted(unit.session.scalars(select(DemoMailRow.to)))


def writing(database, delivery, *, then=lambda: None):
    """Have an effect in the database and mark the message done in the same transaction."""
    with database.unit() as unit:
        unit.session.add(
            DemoMailRow(message_id=str(new_id()), at=unit.now, to=delivery.key, subject="", body="")
        )
        delivery.done(unit)
        then()


def failing(error):
    def handler(delivery):
        raise error

    return handler


def test_everything_due_is_delivered_in_the_order_it_fell_due(database, clock):
    seen = []
    queue(database, "later")
    clock.advance(minutes=-1)
    queue(database, "earlier")
    clock.advance(minutes=1)

    tried = Worker(database, {"news": lambda it: seen.append(it.payload)}).run_once()

    assert (tried, seen) == (2, [{"person": "earlier"}, {"person": "later"}])
    assert left(database) == ([], [])


def test_a_message_for_tomorrow_waits_until_tomorrow(database, clock):
    worker = Worker(database, {"news": lambda delivery: None})
    with database.unit() as unit:
        tomorrow = unit.now.replace(day=2)
    queue(database, "anna", run_at=tomorrow)

    assert worker.run_once() == 0
    clock.set(tomorrow)
    assert worker.run_once() == 1


def test_a_delivered_message_is_not_delivered_again_nor_queued_anew(database):
    worker = Worker(database, {"news": lambda delivery: None})
    queue(database, "anna")
    worker.run_once()
    queue(database, "anna")

    assert worker.run_once() == 0


def test_a_failed_delivery_is_tried_again_after_a_minute(database, clock):
    worker = Worker(database, {"news": failing(Unavailable("gone"))})
    queue(database, "anna")

    assert worker.run_once() == 1
    assert worker.run_once() == 0
    clock.advance(seconds=59)
    assert worker.run_once() == 0
    clock.advance(seconds=1)
    assert worker.run_once() == 1


def test_one_message_that_fails_does_not_hold_the_others_up(database):
    seen = []

    def handler(delivery):
        if delivery.payload["person"] == "anna":
            raise Unavailable("gone")
        seen.append(delivery.payload["person"])

    queue(database, "anna", "bo", "carl")
    Worker(database, {"news": handler}).run_once()

    assert sorted(seen) == ["bo", "carl"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MailFailed("550"), "MailFailed:550"),
        (ValueError("Anton Holm, anton@eksempel.dk"), "ValueError"),
    ],
)
def test_L50_neither_the_row_nor_the_log_repeats_what_the_error_said(database, caplog, error, code):
    caplog.set_level(logging.DEBUG)
    queue(database, "anna")
    Worker(database, {"news": failing(error)}).run_once()

    assert left(database) == ([code], [])
    assert [record.code for record in caplog.records] == [code]
    assert "nton" not in caplog.text


def test_after_twelve_failures_a_message_waits_for_a_person(database, clock):
    worker = Worker(database, {"news": failing(MailFailed("550"))})
    queue(database, "anna")
    tried = 0
    for _ in range(MOST_ATTEMPTS + 3):
        tried += worker.run_once()
        clock.advance(hours=6)

    assert tried == MOST_ATTEMPTS
    assert left(database) == ([], ["MailFailed:550"])


def test_a_kind_nobody_handles_waits_for_a_person_at_once(database):
    queue(database, "anna", kind="unheard-of")

    assert Worker(database, {}).run_once() == 1
    assert left(database) == ([], ["UnknownKind"])


def test_R04_a_message_whose_worker_died_is_taken_up_when_its_lease_runs_out(database, clock):
    queue(database, "anna")
    with pytest.raises(Stop):
        Worker(database, {"news": failing(Stop())}).run_once()
    worker = Worker(database, {"news": lambda delivery: None})

    assert worker.run_once() == 0
    clock.advance(seconds=LEASE.total_seconds())
    assert worker.run_once() == 1
    assert left(database) == ([], [])


def test_R04_a_message_that_kills_every_worker_is_given_up(database, clock):
    worker = Worker(database, {"news": failing(Stop())})
    queue(database, "anna")
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Stop):
            worker.run_once()
        clock.advance(seconds=LEASE.total_seconds())

    assert worker.run_once() == 1
    assert left(database) == ([], ["Interrupted"])


def test_R02_an_effect_marked_done_in_its_own_transaction_happens_once_though_the_worker_dies(
    database, clock
):
    def handler(delivery):
        writing(database, delivery)
        raise Stop

    queue(database, "anna")
    with pytest.raises(Stop):
        Worker(database, {"news": handler}).run_once()
    clock.advance(hours=1)

    assert Worker(database, {"news": handler}).run_once() == 0
    assert written(database) == ["news:anna"]


def test_R02_an_effect_that_was_rolled_back_is_not_taken_for_done(database, clock):
    def disk_is_full():
        raise Unavailable("the disk is full")

    queue(database, "anna")
    Worker(database, {"news": lambda it: writing(database, it, then=disk_is_full)}).run_once()
    assert written(database) == []
    assert left(database) == (["Unavailable"], [])

    clock.advance(minutes=1)
    Worker(database, {"news": lambda it: writing(database, it)}).run_once()
    assert written(database) == ["news:anna"]


def test_R02_a_worker_that_slept_over_its_lease_has_no_effect_any_more(database, clock):
    lost = []

    def slow(delivery):
        clock.advance(minutes=6)
        Worker(database, {"news": lambda it: writing(database, it)}).run_once()
        try:
            writing(database, delivery)
        except AlreadyDone as error:
            lost.append(error)
            raise

    queue(database, "anna")
    Worker(database, {"news": slow}).run_once()

    assert len(lost) == 1
    assert written(database) == ["news:anna"]
    assert left(database) == ([], [])


def test_a_late_failure_leaves_the_message_to_the_try_that_came_after_it(database, clock):
    again = Worker(database, {"news": failing(MailFailed("451"))})

    def slow(delivery):
        clock.advance(minutes=6)
        again.run_once()
        raise Unavailable("gone")

    queue(database, "anna")
    Worker(database, {"news": slow}).run_once()

    assert left(database) == (["MailFailed:451"], [])
    clock.advance(minutes=1)
    assert again.run_once() == 0


@pytest.mark.parametrize("handlers", [{"news": failing(MailFailed("451"))}, {}])
def test_what_a_slow_worker_delivered_counts_though_the_try_after_it_failed(
    database, clock, handlers
):
    again = Worker(database, handlers)

    def slow(delivery):
        clock.advance(minutes=6)
        again.run_once()

    queue(database, "anna")
    Worker(database, {"news": slow}).run_once()

    assert left(database) == ([], [])


def test_R02_four_workers_at_once_deliver_each_message_exactly_once(database):
    names = [f"p{number}" for number in range(60)]
    queue(database, *names)
    seen = []
    worker = Worker(database, {"news": lambda it: seen.append(it.payload["person"])})
    threads = [threading.Thread(target=worker.run_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(seen) == sorted(names)
    assert left(database) == ([], [])


def test_a_worker_runs_until_it_is_told_to_stop_and_finishes_what_it_has_in_hand(database):
    stop, seen = threading.Event(), []

    def handler(delivery):
        seen.append(delivery.payload["person"])
        stop.set()

    queue(database, "anna", "bo")
    Worker(database, {"news": handler}).run_forever(stop, every=0)

    assert len(seen) == 1
    assert len(left(database)[0]) == 1


def test_a_worker_survives_a_database_that_does_not_answer(database, caplog):
    class StopAfterOneWait(threading.Event):
        def wait(self, timeout=None):
            self.set()
            return True

    OutboxRow.__table__.drop(database.engine)
    Worker(database, {}).run_forever(StopAfterOneWait(), every=0)
    assert "does not answer" in caplog.text


def test_the_log_says_what_was_not_delivered_and_why(database, caplog):
    queue(database, "anna")
    Worker(database, {"news": failing(MailFailed("550"))}).run_once()
    (told,) = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert (told["kind"], told["code"]) == ("news", "MailFailed:550")
    assert "%" not in told["event"]
