"""The one table of all benches: a row for each thing measured, printed as soon as it is known."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

HEADS = ("bench", "what is measured", "ours", "peer", "peer's", "ratio", "aim", "kept", "pairs")
WIDTHS = (11, 60, 9, 48, 9, 14, 10, 12, 5)
NOTHING = "–"
BELOW = (
    "Times are CPU time for one operation, and rates operations in a second of it, where a row does not\n"
    "say otherwise: medians of pairs of turns, of which ours comes first in one and the peer in the next.\n"
    "A ratio is the median of the pairs' own. What is aimed at with × is promised; an aim in figures says\n"
    "as much of the machine and decides nothing.\n"
)


class Unit(StrEnum):
    """How a figure of a row is said. Figures are seconds for one operation, but for `COUNT`."""

    SECONDS = "seconds"
    RATE = "operations a second"
    COUNT = "things counted"

    def say(self, figure: float) -> str:
        """Return the figure as it is printed."""
        if self is Unit.COUNT:
            return f"{figure:,.0f}"
        if self is Unit.RATE:
            return f"{1 / figure:,.0f}/s"
        if figure < 0.0009995:
            return f"{figure * 1e6:.3g} µs" if figure < 0.0000995 else f"{figure * 1e6:.0f} µs"
        return f"{figure * 1e3:.3g} ms" if figure < 0.0995 else f"{figure * 1e3:,.0f} ms"


class Ratio(StrEnum):
    """Which way a ratio is told: how many times as fast we are, or what we cost beside the peer."""

    AS_FAST = "as fast"
    THE_COST = "the cost"

    @property
    def sign(self) -> str:
        """The sign before a bound on it."""
        return "≥" if self is Ratio.AS_FAST else "≤"


class Kept(StrEnum):
    """What became of an aim. The first three are of promises, the next two of aims that decide nothing."""

    YES = "yes"
    MISSED = "MISSED"
    NOT_MEASURED = "not measured"
    REACHED = "reached"
    NOT_REACHED = "not reached"
    NO_AIM = NOTHING


@dataclass(frozen=True, slots=True)
class Beside:
    """Something measured beside a peer, in so many pairs.

    `ours` and `peer` are as `unit` has them; `peer` and `factor` are None where the peer is not installed.
    `bound` is the promise on `factor`, None where nothing is promised.
    """

    bench: str
    measured: str
    ours: float
    peer_name: str
    peer: float | None
    factor: float | None
    ratio: Ratio
    bound: float | None
    pairs: int
    unit: Unit = Unit.SECONDS

    @property
    def kept(self) -> Kept:
        """Whether the promise holds; what was not measured does not."""
        if self.bound is None:
            return Kept.NO_AIM
        if self.factor is None:
            return Kept.NOT_MEASURED
        held = self.factor >= self.bound if self.ratio is Ratio.AS_FAST else self.factor <= self.bound
        return Kept.YES if held else Kept.MISSED

    def cells(self) -> tuple[str, ...]:
        """Return what is printed in each column."""
        return (
            self.bench,
            self.measured,
            self.unit.say(self.ours),
            self.peer_name if self.peer is not None else f"{self.peer_name} (not installed)",
            NOTHING if self.peer is None else self.unit.say(self.peer),
            NOTHING if self.factor is None else f"{_times(self.factor)}× {self.ratio}",
            NOTHING if self.bound is None else f"{self.ratio.sign} {self.bound:g}×",
            self.kept,
            NOTHING if self.peer is None else str(self.pairs),
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that has no peer, beside what we aim at: `most` of seconds, which decides nothing."""

    bench: str
    measured: str
    ours: float
    most: float | None = None
    unit: Unit = Unit.SECONDS

    @property
    def kept(self) -> Kept:
        """Whether the aim is reached."""
        if self.most is None:
            return Kept.NO_AIM
        return Kept.REACHED if self.ours <= self.most else Kept.NOT_REACHED

    def cells(self) -> tuple[str, ...]:
        """Return what is printed in each column."""
        aim = NOTHING
        if self.most is not None:
            aim = f"{'≥' if self.unit is Unit.RATE else '≤'} {self.unit.say(self.most)}"
        ours = self.unit.say(self.ours)
        return (self.bench, self.measured, ours, NOTHING, NOTHING, NOTHING, aim, self.kept, NOTHING)


@dataclass(frozen=True, slots=True)
class Broken:
    """A bench, or a part of one, that broke off: its promises are not kept."""

    bench: str
    why: str

    @property
    def kept(self) -> Kept:
        """Never."""
        return Kept.MISSED

    def cells(self) -> tuple[str, ...]:
        """Return what is printed in each column."""
        why = " ".join(self.why.replace("|", "/").split())
        return (self.bench, f"broke off: {why}", *[NOTHING] * 5, self.kept, NOTHING)


class Table:
    """Prints rows as they come, as Markdown that lines up; remembers whether every promise is kept."""

    def __init__(self, say: Callable[[str], object], note: Callable[[str], object]) -> None:
        """`say` prints the table, and what stands below it; `note` whatever is no part of it."""
        self.say = say
        self.note = note
        self.kept = True

    def begin(self) -> None:
        """Print where this is measured, and the heads."""
        self.say(f"{machine()}\n\n{_line(HEADS)}{_line(tuple('-' * width for width in WIDTHS))}")

    def add(self, row: Beside | Figure | Broken) -> None:
        """Print a row."""
        self.kept = self.kept and row.kept not in (Kept.MISSED, Kept.NOT_MEASURED)
        self.say(_line(row.cells()))


def machine() -> str:
    """Return what this is measured on, in one line: cores, system, Python, and how busy it was."""
    name = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        lines = told.read_text(encoding="utf-8").splitlines()
        name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), name)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    busy = f"{os.getloadavg()[0]:.1f} programs running or waiting when it began"
    return f"{os.cpu_count()} cores ({name}), {platform.system()} {platform.machine()}, {python}; {busy}"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True)) + " |\n"


def _times(factor: float) -> str:
    if factor < 0.00995:
        return f"{factor:.1g}"
    return f"{factor:.2f}" if factor < 9.995 else f"{factor:,.1f}" if factor < 99.95 else f"{factor:,.0f}"
