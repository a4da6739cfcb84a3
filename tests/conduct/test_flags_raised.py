"""Flags: of each pattern, histories that must be noticed and such that must not, and how many were."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from anteroom.clock import SetClock
from anteroom.conduct.flags.noticing import count_due
from anteroom.sandbox.world import World
from conduct.flag_books import DAY, Books, flagged
from conduct.flag_histories import honest_peers, must, must_not

COUNTED = ("silent_hires", "withdrawn_after", "no_shows", "slips_all_over")


async def test_it_notices_what_is_unusual_and_nothing_that_has_an_ordinary_explanation(
    quiet_world: World, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """One world for all patterns: what is told for one is honest history for the others."""
    house = quiet_world.house
    books = Books(clock.now() - 365 * DAY + timedelta(hours=1))
    honest_peers(books)
    wanted = {
        kind: (
            {name: history(books) for name, history in must(kind)},
            {name: history(books) for name, history in must_not(kind)},
        )
        for kind in COUNTED
    }
    await books.write(house)

    while await count_due(house):
        pass

    lines, wrong = [], []
    async with house.database.connection() as conn:
        for kind, (there, absent) in wanted.items():
            found = await flagged(conn, kind)
            missed = sorted(name for name, person in there.items() if person not in found)
            false = sorted(name for name, person in absent.items() if person in found)
            lines.append(
                f"{kind}: {len(there) - len(missed)} of {len(there)} noticed that must be, "
                f"{len(false)} of {len(absent)} that must not"
            )
            wrong += [(kind, name) for name in (*missed, *false)]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert wrong == []
