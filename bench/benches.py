"""All benches, and how they are run: each so that it neither hides nor slows another."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Final, Protocol

from bench.asked import Asked
from bench.table import BELOW, Broken, Table

BENCHES: Final = (
    "invitations",
    "answers",
    "guard",
    "times",
    "published",
    "slack",
    "relay",
    "nudges",
    "console",
)
"""Each is a module of this folder, in the order of the table: what takes longest comes last."""
KEPT, MISSED = 0, 1
"""Exit codes: every promise is kept; one is not, or could not be measured."""


class Bench(Protocol):
    """What a module of `BENCHES` has."""

    def run(self, table: Table, asked: Asked) -> None:
        """Measure, and add a row to the table for each thing as soon as it is known. May raise anything."""


def measure_all(table: Table, process: Callable[[str], int], *, sample: bool) -> int:
    """Print one table; `process` runs one bench in a process of its own, which prints rows into it.

    So none is slowed or ended by what another leaves behind. `process` returns the exit code.
    """
    table.begin()
    missed = []
    for name in BENCHES:
        ended = process(name)
        if ended not in (KEPT, MISSED):
            table.add(Broken(name, f"its process ended with {ended}"))
        if ended != KEPT:
            missed.append(name)
    table.say(f"\n{BELOW}")
    if sample:
        table.say("A sample: it shows that each can be measured here, and its figures are worth little.\n")
    table.say(f"Promises not kept in: {', '.join(missed)}.\n" if missed else "Every promise was kept.\n")
    return MISSED if missed else KEPT


def measure_one(table: Table, name: str, load: Callable[[], Bench], asked: Asked) -> int:
    """Print the rows of one bench, with heads where it runs alone; return its exit code."""
    if asked.alone:
        table.begin()
    try:
        load().run(table, asked)
    except Exception as broken:
        # Whatever it is: the others are measured all the same; the row, the trace and the exit code tell.
        table.add(Broken(name, repr(broken)))
        table.note(traceback.format_exc())
    if asked.alone:
        table.say(f"\n{BELOW}")
    return KEPT if table.kept else MISSED
