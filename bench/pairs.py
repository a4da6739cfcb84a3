"""Paired measuring: ours and the peer's turn by turn in one process, so that both meet the same weather."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from bench.table import Beside, Ratio, Unit

PAIRS, FEW_PAIRS = 7, 3
"""Of a whole measure, and of a sample."""
PART = 5
"""What of a turn a sample does: one in so many."""
T = TypeVar("T")


def measure(
    bench: str,
    measured: str,
    ours: Callable[[], object],
    peer_name: str,
    peer: Callable[[], object],
    *,
    times: int,
    peer_times: int,
    bound: float | None = None,
    sample: bool = False,
) -> Beside:
    """Run `ours` and `peer` in pairs; `times` and `peer_times` are operations a turn.

    The row is of CPU seconds for one operation; `bound` is how many times as fast as the peer we promise it.
    """
    if sample:
        times, peer_times = max(1, times // PART), max(1, peer_times // PART)
    ours(), peer()
    pairs = in_turn(
        FEW_PAIRS if sample else PAIRS, lambda: 1 / rate(ours, times), lambda: 1 / rate(peer, peer_times)
    )
    return beside(bench, measured, peer_name, pairs, Ratio.AS_FAST, bound)


def in_turn(count: int, ours: Callable[[], T], peer: Callable[[], T]) -> list[tuple[T, T]]:
    """Take so many pairs, ours first in one and the peer first in the next."""
    pairs = []
    for number in range(count):
        if number % 2:
            theirs, own = peer(), ours()
        else:
            own, theirs = ours(), peer()
        pairs.append((own, theirs))
    return pairs


def beside(
    bench: str,
    measured: str,
    peer_name: str,
    pairs: Sequence[tuple[float, float]],
    ratio: Ratio,
    bound: float | None = None,
    unit: Unit = Unit.SECONDS,
) -> Beside:
    """Return the row of pairs of what one operation cost, ours and theirs: medians, also of the ratios."""
    middle = statistics.median(
        theirs / own if ratio is Ratio.AS_FAST else own / theirs for own, theirs in pairs
    )
    return Beside(
        bench,
        measured,
        statistics.median(own for own, _ in pairs),
        peer_name,
        statistics.median(theirs for _, theirs in pairs),
        middle,
        ratio,
        bound,
        len(pairs),
        unit,
    )


def rate(act: Callable[[], object], times: int) -> float:
    """Operations a second of CPU time."""
    began = time.process_time()
    for _ in range(times):
        act()
    return times / (time.process_time() - began)
