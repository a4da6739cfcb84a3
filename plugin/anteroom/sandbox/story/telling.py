"""How a story is told: step by step, with the time each took and what proves it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class NotProven(Exception):
    """A step did not come true; the story ends here and says so."""


@dataclass(slots=True)
class Proof:
    """What a step has to show for itself; a step without a proof is not done."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, line: str) -> None:
        """Add a line of proof."""
        self.lines.append(line)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was done: its name, how many seconds it took, and its proof."""

    name: str
    seconds: float
    proof: tuple[str, ...]


class Teller:
    """Prints steps as they come true; `say` is where lines go."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._colour = sys.stdout.isatty()
        self.steps: list[Step] = []

    @contextmanager
    def step(self, name: str) -> Iterator[Proof]:
        """Do one step. Raises NotProven when it ends without a proof."""
        began = time.monotonic()
        proof = Proof()
        yield proof
        if not proof.lines:
            raise NotProven(f"{name}: nothing proves it")
        done = Step(name, time.monotonic() - began, tuple(proof.lines))
        self.steps.append(done)
        self._say(f"{self._mark('✓', 32)} {name}  {self._mark(f'{done.seconds:.2f} s', 2)}")
        for line in done.proof:
            self._say(f"    {line}")

    def _mark(self, text: str, code: int) -> str:
        return f"\033[{code}m{text}\033[0m" if self._colour else text


def prove(condition: object, otherwise: str) -> None:
    """Raise NotProven unless something is so."""
    if not condition:
        raise NotProven(otherwise)
