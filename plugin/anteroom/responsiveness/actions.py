"""Figuring out how soon members answer: once, when something of it is settled, and never when it is read."""

from __future__ import annotations

from anteroom.house import House
from anteroom.responsiveness import store
from anteroom.responsiveness.model import figure

AT_ONCE = 200
"""People a step; a step takes a second, and goes on where it left off in the next."""


async def figure_due(house: House) -> int:
    """Figure out anew whomever an occasion of 72 hours or of 90 days ago makes due; return how many."""
    now, withdrawal = house.clock.now(), house.settings.nudges.withdrawal
    async with house.database.transaction() as conn:
        people = await store.due(conn, now, AT_ONCE)
        if not people:
            return 0
        told = await store.occasions(conn, people)
        figures = {person_id: figure(each, now, withdrawal) for person_id, each in told.items()}
        await store.keep(conn, figures, now)
        gone = set(people) - set(told)
        if gone:
            await store.forget(conn, *gone)
    return len(people)
