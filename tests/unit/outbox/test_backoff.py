from datetime import timedelta

from stafet.outbox import worker


def test_the_first_retry_comes_after_a_minute_and_each_rest_is_twice_the_last():
    rests = [worker.wait_after(attempt) for attempt in (1, 2, 3)]

    assert rests == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]


def test_no_rest_is_longer_than_six_hours():
    assert worker.wait_after(worker.MOST_ATTEMPTS) == timedelta(hours=6)
