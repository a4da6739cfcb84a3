"""Named places at which a test may kill the process, to see what is still true afterwards."""

from __future__ import annotations

import os
import signal
from typing import Protocol


class Failpoints(Protocol):
    """Told whenever a named place is reached."""

    def reach(self, name: str, detail: str = "") -> None:
        """Say that the place `name` is reached, for `detail` (an effect's kind, an event)."""
        ...


class NoFailpoints:
    """Nothing happens; the rule outside tests."""

    def reach(self, name: str, detail: str = "") -> None:
        return


class KillAt:
    """Kills the process with SIGKILL at the `count`-th time that `place` is reached.

    `place` is `name` or `name/detail`.
    """

    def __init__(self, place: str, count: int = 1) -> None:
        self._place = place
        self._left = count

    def reach(self, name: str, detail: str = "") -> None:
        if self._place not in (name, f"{name}/{detail}"):
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
