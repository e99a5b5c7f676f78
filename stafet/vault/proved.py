"""Row MACs that held a while ago: the same row again costs a look-up instead of a proof."""

REMEMBERED = 20_000


class Proved:
    """What each MAC was found to stand for, by this process; forgotten when they are many."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[object, ...]] = {}

    def knows(self, mac: bytes, told: tuple[object, ...]) -> bool:
        """Whether this very row was proved before under this MAC."""
        return self._known.get(mac) == told

    def keep(self, mac: bytes, told: tuple[object, ...]) -> None:
        if len(self._known) >= REMEMBERED:
            self._known = {}
        self._known[mac] = told
