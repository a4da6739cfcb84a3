"""How much work something is beside a fixed piece of work, done before it and after it by the same thread.

Seconds say little on a machine that is shared, or on another one.
"""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import TypeVar

Done = TypeVar("Done")


def dear(work: Callable[[], Done]) -> tuple[float, Done]:
    """Return how many times as much of the processor `work` takes as the measure, and what it returned.

    The measure is about seven milliseconds on a machine of 2025 that does nothing else. Raises what `work`
    raises.
    """
    before = measure()
    began = thread_time()
    done = work()
    spent = thread_time() - began
    return spent / max(before, measure()), done


def measure() -> float:
    """Return the seconds of the processor that the measure takes just now."""
    began = thread_time()
    words = sorted(f"{number * 7_919 % 20_011:x}" for number in range(20_000))
    assert " ".join(words).count("ff") > 1
    return thread_time() - began
