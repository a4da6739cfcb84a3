"""A policy table told to people: who may do what, which row says so, and which rows say nothing.

Every combination that can be told apart is decided; what is decided alike is told in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import product

from anteroom.policy.model import NO_ROW, Circumstances, Level, Purpose, Row, Rule, Ruling, Stage, decide
from anteroom.policy.table import SURFACES

OTHER = "any other"
"""Stands for every plan that the table does not name."""
NAMELESS = "\0"
"""A plan that no table names."""
ASKED: dict[Purpose, tuple[str, ...]] = {
    Purpose.TALK: SURFACES,
    Purpose.LEGAL: ("agenda", "title"),
    Purpose.CALL_CHAT: ("message",),
}
"""For which surfaces a purpose is asked about; the others are no texts, and have none."""
NO_SURFACE = ("",)


@dataclass(frozen=True, slots=True)
class Line:
    """What is decided alike. An empty tuple means every one there is; `client` says what it takes of it."""

    stage: Stage
    purposes: tuple[str, ...]
    surfaces: tuple[str, ...]
    plans: tuple[str, ...]
    client: str
    rule: Rule
    row: str
    minutes: int | None

    @property
    def level(self) -> Level:
        """How far it opens."""
        return self.rule.level


@dataclass(frozen=True, slots=True)
class Standing:
    """What becomes of one row on the day: how many combinations it speaks of, and how many it decides.

    `why` is "" for one that decides something. `shadowed_by` are earlier rows that decide what it speaks of.
    """

    row: str
    speaks_of: int
    decides: int
    shadowed_by: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A whole table on one day; `gaps` are lines that no row decides, which are closed."""

    day: date
    lines: tuple[Line, ...]
    rows: tuple[Standing, ...]
    gaps: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """One combination: where it lies in each dimension, and what decides there."""

    stage: Stage
    purposes: frozenset[Purpose]
    surfaces: frozenset[str]
    plans: frozenset[str]
    ratings: frozenset[int]
    jobs: frozenset[int]
    ruling: Ruling


def explain(
    table: Sequence[Row], day: date, *, plans: Iterable[str] = (), stages: Iterable[Stage] = tuple(Stage)
) -> Explained:
    """Decide everything that can be told apart on a day; of these `plans` alone where any are named."""
    rows = tuple(table)
    at = datetime.combine(day, time(), UTC)
    chosen = list(plans) or [*sorted({plan for row in rows for plan in row.plans}), NAMELESS]
    ratings = [None, *sorted({row.least_rating for row in rows if row.on and row.least_rating})]
    jobs = [0, *sorted({row.least_completed_jobs for row in rows if row.on and row.least_completed_jobs})]
    speaks: dict[str, int] = dict.fromkeys((row.name for row in rows), 0)
    decides: dict[str, int] = dict.fromkeys((row.name for row in rows), 0)
    shadows: dict[str, dict[str, None]] = {row.name: {} for row in rows}
    cells: list[_Cell] = []
    for stage, purpose in product(stages, Purpose):
        for surface, plan, (rating, least), (place, count) in product(
            ASKED.get(purpose, NO_SURFACE), chosen, enumerate(ratings), enumerate(jobs)
        ):
            asked = Circumstances(plan, stage, least, count, purpose, surface)
            ruling = decide(rows, asked, at)
            cells.append(_cell(asked, ruling, rating, place))
            for row in rows:
                if row.applies(asked, day):
                    speaks[row.name] += 1
                    if ruling.row == row.name:
                        decides[row.name] += 1
                    else:
                        shadows[row.name][ruling.row] = None
    lines = [_line(cell, chosen, ratings, jobs) for cell in _merged(cells)]
    order = {row.name: place for place, row in enumerate(rows)}
    lines.sort(key=lambda line: (list(Stage).index(line.stage), order.get(line.row, len(order))))
    standing = tuple(
        Standing(
            row.name,
            speaks[row.name],
            decides[row.name],
            tuple(shadows[row.name]),
            "" if decides[row.name] else _why(row, day, speaks[row.name]),
        )
        for row in rows
    )
    return Explained(day, tuple(lines), standing, tuple(line for line in lines if line.row == NO_ROW))


def _cell(asked: Circumstances, ruling: Ruling, rating: int, jobs: int) -> _Cell:
    return _Cell(
        asked.stage,
        frozenset({asked.purpose}),
        frozenset({asked.surface}),
        frozenset({asked.plan}),
        frozenset({rating}),
        frozenset({jobs}),
        replace(ruling, of=None),
    )


def _merged(cells: list[_Cell]) -> list[_Cell]:
    """Join cells that differ in one dimension alone, one dimension after the other."""
    for dimension in ("surfaces", "ratings", "jobs", "plans"):
        cells = _joined(cells, dimension)
    whole = [
        replace(cell, surfaces=frozenset())
        if cell.surfaces == frozenset(ASKED.get(next(iter(cell.purposes)), NO_SURFACE))
        else cell
        for cell in cells
    ]
    return _joined(whole, "purposes")


def _joined(cells: list[_Cell], dimension: str) -> list[_Cell]:
    found: dict[_Cell, frozenset[object]] = {}
    for cell in cells:
        beside = replace(cell, **{dimension: frozenset()})  # type: ignore[arg-type]  # a field by its name
        found[beside] = found.get(beside, frozenset()) | getattr(cell, dimension)
    return [replace(cell, **{dimension: values}) for cell, values in found.items()]  # type: ignore[arg-type]


def _line(cell: _Cell, plans: list[str], ratings: list[float | None], jobs: list[int]) -> Line:
    named = tuple(OTHER if plan == NAMELESS else plan for plan in plans if plan in cell.plans)
    purposes = tuple(each.value for each in Purpose if each in cell.purposes)
    return Line(
        cell.stage,
        () if len(purposes) == len(Purpose) else purposes,
        tuple(each for each in SURFACES if each in cell.surfaces),
        () if len(cell.plans) == len(plans) and len(plans) > 1 else named,
        _client(cell, ratings, jobs),
        cell.ruling.rule,
        cell.ruling.row,
        cell.ruling.minutes if Purpose.LATE_HOST in cell.purposes else None,
    )


def _client(cell: _Cell, ratings: list[float | None], jobs: list[int]) -> str:
    parts = []
    for name, places, steps in (("rating", cell.ratings, ratings), ("completed jobs", cell.jobs, jobs)):
        if len(places) < len(steps):
            said = [_step(steps, place) for place in sorted(places)]
            parts.append(f"{name} {' or '.join(said)}")
    return ", ".join(parts)


def _step(steps: Sequence[float | None], place: int) -> str:
    above = f"below {steps[place + 1]}" if place + 1 < len(steps) else ""
    if place == 0:
        return above
    return f"from {steps[place]}" + (f" and {above}" if above else "")


def _why(row: Row, day: date, speaks_of: int) -> str:
    if not row.on:
        return "is switched off"
    if day < row.since:
        return f"begins on {row.since}"
    if day >= row.until:
        return f"ended on {row.until}"
    return "is decided by earlier rows" if speaks_of else "speaks of nothing that is ever asked"
