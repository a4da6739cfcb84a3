"""What every adapter of nudges asks at the last step: whether the nudge is still wanted, and what it says.

Between the step that sends it and its leaving an answer may have come, or a wish to be left alone.
"""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, TryLater
from anteroom.experiment.exposure import halted
from anteroom.house import House
from anteroom.nudges import store
from anteroom.nudges.cadence import steps_of
from anteroom.nudges.model import Waiting
from anteroom.nudges.opt_out import opted_out
from anteroom.nudges.readers import apart, night_until
from anteroom.nudges.words import NudgeSeen, nudge_seen


async def nudge_of(
    conn: Connection, house: House, effect: Effect, *, waiting_id: str = "", even_if_over: bool = False
) -> NudgeSeen | None:
    """Return the nudge of an effect, whose data name what waits and the step; None where it is not wanted.

    `waiting_id` and `even_if_over` are for what is said about an answer that has come. Raises TryLater where
    it is night by now.
    """
    waiting = await store.load(conn, waiting_id or effect.data["waiting"])
    if waiting is None:
        return None
    if not even_if_over:
        if not await _wanted(conn, house, waiting):
            return None
        night = await night_until(conn, house, waiting.waits.person_id, house.clock.now())
        if night is not None:
            raise TryLater("it is night there", after=night - house.clock.now(), tried=False)
        await store.leaves(conn, waiting.id, int(effect.data.get("step", "0")), house.clock.now())
    nudges = [each for each in steps_of(house.settings.nudges, escalates=False) if not each.escalates]
    last = int(effect.data.get("step", "0")) >= max(each.number for each in nudges)
    return await nudge_seen(conn, house, waiting, last=last)


async def _wanted(conn: Connection, house: House, waiting: Waiting) -> bool:
    waits = waiting.waits
    if not waiting.open or await opted_out(conn, house, waits.person_id) or await halted(conn):
        return False
    return not await apart(conn, waits)
