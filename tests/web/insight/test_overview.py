"""The page everybody comes to first."""

import pytest

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


def page(web, clock, name):
    clock.advance(minutes=1)
    answer = web.as_(name).get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_stafetholder_finds_her_log(web, clock):
    web.world.log()
    assert "Anton Eksempel" in page(web, clock, "pedagogue")


def test_somebody_without_a_task_sees_no_child(web, clock):
    web.world.log()
    assert "Anton" not in page(web, clock, "stranger")


def test_a_parent_finds_the_child(web, clock):
    web.world.log()
    assert "Anton Eksempel" in page(web, clock, "parent_b")
