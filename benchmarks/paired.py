"""Paired measuring: contestants side by side in a fresh random order every round."""

import random
import statistics
import time
from collections.abc import Callable


def paired(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int, scale: float = 1e3
) -> dict[str, object]:
    """Return medians in seconds times `scale`, and the median of the rounds' own ratios."""
    times: dict[Callable[[], object], list[float]] = {ours: [], theirs: []}
    for _ in range(rounds):
        for contestant in random.sample((ours, theirs), 2):
            start = time.perf_counter()
            contestant()
            times[contestant].append((time.perf_counter() - start) * scale)
    ratios = [mine / peer for mine, peer in zip(times[ours], times[theirs], strict=True)]
    return {
        "ours": round(statistics.median(times[ours]), 3),
        "theirs": round(statistics.median(times[theirs]), 3),
        "ratio": round(statistics.median(ratios), 4),
        "rounds": rounds,
    }
