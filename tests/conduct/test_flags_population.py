"""Flags: a drawn population as rows of the database, counted by the step itself, month by month.

`test_flags_chance.py` asks the same of the rule alone and of more people; here the questions to the tables,
what triggers them and the sums are tried along. It takes minutes, so `.ci/run` and `make soak` have it.
"""

from __future__ import annotations

import random
import sys
from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.conduct.flags.noticing import count_due
from anteroom.sandbox.world import World
from conduct.flag_books import DAY, Books, flagged
from conduct.test_flags_chance import BOUND, interval

PEOPLE = 3_000
"""Clients, and as many freelancers."""
RATES = {
    "silent_hires": (1.2, 10.0),
    "withdrawn_after": (1.0, 30.0),
    "no_shows": (1.0, 14.0),
    "slips_all_over": (0.8, 12.0),
}

pytestmark = pytest.mark.heavy


def drawn(books: Books) -> None:
    """Draw a year of honest people: each with a share of its own for each pattern."""
    rng = random.Random(20_261_122)
    sellers = [books.member("freelancer") for _ in range(PEOPLE)]
    clients = [books.member("client") for _ in range(PEOPLE)]
    share = {
        person: {kind: rng.betavariate(*ab) for kind, ab in RATES.items()} for person in sellers + clients
    }
    first = books.proposal(clients[0], sellers[-1])
    books.message(first, clients[0], books.begins + DAY)
    for client in clients:
        for _ in range(min(40, int(rng.lognormvariate(1.2, 1.0)))):
            at = books.begins + timedelta(days=40 + 310 * rng.random())
            hired, met = rng.sample(sellers, 2)
            proposal = books.proposal(client, hired)
            books.hire(proposal, at)
            if rng.random() >= share[client]["silent_hires"]:
                books.message(proposal, client, at - DAY)
            absent = [
                side
                for side, person in (("client", client), ("freelancer", met))
                if rng.random() < share[person]["no_shows"]
            ]
            gone = not absent and any(rng.random() < share[each]["withdrawn_after"] for each in (client, met))
            after: dict[str, Any] = {"state": "withdrawn", "refused": at + DAY} if gone else {}
            other = books.proposal(client, met, **after)
            missing = "both" if len(absent) == 2 else "".join(absent)
            books.interview(other, client, met, at, state="missed" if absent else "held", missing=missing)
            for person in (client, met):
                books.message(other, person, at - DAY)
                if rng.random() < share[person]["slips_all_over"]:
                    books.slip(other, person, at)


async def test_it_flags_hardly_any_of_a_drawn_population(
    quiet_world: World, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    house = quiet_world.house
    begins = clock.now()
    books = Books(begins)
    drawn(books)
    await books.write(house)
    ever: dict[str, set[str]] = {kind: set() for kind in RATES}
    for month in range(1, 13):
        clock.set(begins + timedelta(days=30.4 * month))
        while await count_due(house):
            pass
        async with house.database.connection() as conn:
            for kind, found in ever.items():
                found |= await flagged(conn, kind)
    lines = []
    for kind, found in ever.items():
        of = PEOPLE if kind == "silent_hires" else 2 * PEOPLE
        low, high = interval(len(found), of)
        lines.append(f"{kind}: {len(found)} of {of:,} ever flagged, {low:.3%} to {high:.3%}")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert all(interval(len(found), PEOPLE)[0] <= BOUND for found in ever.values())
