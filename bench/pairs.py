"""Paired measuring: ours and the peer's turn by turn in one process, so that both meet the same weather."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

PAIRS = 7


@dataclass(frozen=True, slots=True)
class Result:
    """Medians over the pairs, in operations a second of CPU time, and the median of the pairs' ratios.

    `at_least` is the ratio that we promise, 0 where we only measure.
    """

    name: str
    ours: float
    peer_name: str
    peer: float
    ratio: float
    at_least: float = 0

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.ratio >= self.at_least


def measure(
    name: str,
    ours: Callable[[], object],
    peer_name: str,
    peer: Callable[[], object],
    *,
    times: int,
    peer_times: int,
    at_least: float = 0,
) -> Result:
    """Run `ours` and `peer` in pairs; `times` and `peer_times` are operations a turn."""
    ours(), peer()
    pairs = [(rate(ours, times), rate(peer, peer_times)) for _ in range(PAIRS)]
    return Result(
        name,
        statistics.median(pair[0] for pair in pairs),
        peer_name,
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
        at_least,
    )


def rate(act: Callable[[], object], times: int) -> float:
    """Operations a second of CPU time."""
    began = time.process_time()
    for _ in range(times):
        act()
    return times / (time.process_time() - began)
