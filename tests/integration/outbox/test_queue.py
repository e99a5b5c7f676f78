import pytest

from stafet.outbox import enqueue, waiting


def test_a_message_is_queued_with_the_transaction_that_causes_it(database):
    with database.unit() as unit:
        enqueue(unit, "news", {"person": "p1"}, key="news:p1")

    with database.unit() as unit:
        assert [(row.kind, row.attempts) for row in waiting(unit)] == [("news", 0)]


def test_a_rolled_back_transaction_leaves_no_message(database):
    with pytest.raises(RuntimeError), database.unit() as unit:
        enqueue(unit, "news", {"person": "p1"}, key="news:p1")
        raise RuntimeError("the entry was not saved")

    with database.unit() as unit:
        assert waiting(unit) == []


def test_R08_the_same_key_queued_twice_is_one_message(database):
    for _ in range(2):
        with database.unit() as unit:
            enqueue(unit, "news", {"person": "p1"}, key="news:p1")
            enqueue(unit, "news", {"person": "p1"}, key="news:p1")

    with database.unit() as unit:
        assert len(waiting(unit)) == 1


@pytest.mark.parametrize("text", ["Anton Holm", "anton@eksempel.dk", "æble", "", "a\nb"])
def test_L50_a_message_holds_ids_and_never_text(database, text):
    with database.unit() as unit, pytest.raises(ValueError, match="only an id"):
        enqueue(unit, "news", {"person": text}, key="news:p1")
