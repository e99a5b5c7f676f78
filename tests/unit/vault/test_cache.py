"""Unwrapped keys are kept for a minute, the last used ones, and forgotten when asked."""

from datetime import timedelta
from uuid import UUID

import pytest

from stafet.vault.cache import KeyCache
from stafet.vault.keys import ChildKey

ONE, TWO, THREE = ((UUID(int=number), None) for number in (1, 2, 3))
KEYS = {slot: ChildKey(bytes(32), number, "0999") for number, slot in enumerate((ONE, TWO, THREE))}


def filled(clock, *slots, size=2):
    cache = KeyCache(clock, size)
    for slot in slots:
        cache.put(slot, KEYS[slot])
    return cache


def kept(cache):
    return [slot for slot in KEYS if cache.get(slot)]


def test_each_holder_and_version_has_its_own_key(clock):
    cache = filled(clock, ONE, TWO)
    assert [cache.get(ONE), cache.get(TWO), cache.get(THREE)] == [KEYS[ONE], KEYS[TWO], None]
    assert cache.get((ONE[0], 1)) is None


@pytest.mark.parametrize("minutes", [1, -1], ids=["later", "set back"])
def test_L52_a_key_is_kept_for_less_than_a_minute_of_any_clock(clock, minutes):
    cache = filled(clock, ONE)
    clock.advance(minutes=minutes)
    assert cache.get(ONE) is None
    clock.advance(minutes=-minutes)
    assert cache.get(ONE) is None, "what was too old is gone"
    cache.put(ONE, KEYS[ONE])
    clock.advance(seconds=minutes * 59.9)
    assert cache.get(ONE) == KEYS[ONE]


def test_the_key_that_was_used_longest_ago_makes_room(clock):
    assert kept(filled(clock, ONE, TWO, THREE)) == [TWO, THREE]
    cache = filled(clock, ONE, TWO)
    cache.get(ONE)
    cache.put(THREE, KEYS[THREE])
    assert kept(cache) == [ONE, THREE]
    cache.put(ONE, KEYS[ONE])
    cache.put(TWO, KEYS[TWO])
    assert kept(cache) == [ONE, TWO]


def test_L52_what_is_destroyed_is_forgotten_in_every_version(clock):
    cache = filled(clock, ONE, TWO, size=3)
    cache.put((ONE[0], 1), KEYS[ONE])
    cache.forget(ONE[0])
    assert cache.get((ONE[0], 1)) is None
    assert kept(cache) == [TWO]


def test_a_few_hundred_keys_are_kept(clock):
    cache = KeyCache(clock, keep=timedelta(hours=1))
    slots = [(UUID(int=number), None) for number in range(257)]
    for slot in slots:
        cache.put(slot, KEYS[ONE])
    assert [slot for slot in slots if not cache.get(slot)] == slots[:1]
