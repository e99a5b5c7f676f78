"""Unwrapped keys, a few and not for long: a destroyed key is forgotten everywhere in a minute."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import UUID

from stafet.clock import Clock
from stafet.vault.keys import ChildKey

Slot = tuple[UUID, int | None]


class KeyCache:
    """The keys used last, by holder and version (None: the newest); safe to share by threads."""

    def __init__(
        self, clock: Clock, size: int = 256, keep: timedelta = timedelta(minutes=1)
    ) -> None:
        self._clock, self._size, self._keep = clock, size, keep
        self._lock = threading.Lock()
        self._kept: OrderedDict[Slot, tuple[datetime, ChildKey]] = OrderedDict()

    def get(self, slot: Slot) -> ChildKey | None:
        with self._lock:
            at, key = self._kept.get(slot, (None, None))
            if at is None or abs(self._clock.now() - at) >= self._keep:
                self._kept.pop(slot, None)
                return None
            self._kept.move_to_end(slot)
            return key

    def put(self, slot: Slot, key: ChildKey) -> None:
        with self._lock:
            self._kept[slot] = (self._clock.now(), key)
            self._kept.move_to_end(slot)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def forget(self, holder: UUID) -> None:
        with self._lock:
            for slot in [slot for slot in self._kept if slot[0] == holder]:
                del self._kept[slot]
