"""What is known of who is waited for: where it is day, what left to the person, and what forbids the next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from anteroom.conduct.blocks import standing
from anteroom.database.connection import Connection
from anteroom.experiment.exposure import silence as tried
from anteroom.house import House
from anteroom.nudges import store
from anteroom.nudges.business_days import Daytime
from anteroom.nudges.cadence import WEEK, Reader
from anteroom.nudges.daytimes import daytimes
from anteroom.nudges.model import Silence, Waiting, Waits
from anteroom.nudges.opt_out import opted_out
from anteroom.nudges.preferences import preference_of


async def reader_of(conn: Connection, house: House, waiting: Waiting, now: datetime) -> Reader:
    """Return all that decides whether a nudge may reach who is waited for."""
    waits = waiting.waits
    found = await daytimes(conn, house, {waits.person_id, waits.waiter_id})
    longest = max(WEEK, house.settings.nudges.apart)
    return Reader(
        daytime=found.get(waits.person_id),
        sent=await store.sent_to(conn, waits.person_id, now - longest, now),
        silence=await _silence(conn, house, waits),
        away_until=(await preference_of(conn, waits.person_id)).away_until,
        waiter=found.get(waits.waiter_id),
    )


async def gone(conn: Connection, person_ids: Collection[str]) -> bool:
    """Tell whether one of these persons was erased."""
    found = await conn.fetchval(
        "select true from person where id = any($1::text[]) and erased_at is not null limit 1",
        list(person_ids),
    )
    return bool(found)


async def apart(conn: Connection, waits: Waits) -> bool:
    """Tell whether one of the two does not want to be reached by the other."""
    return (await standing(conn, waits.proposal_id)).apart(waits.person_id, waits.waiter_id)


async def night_until(conn: Connection, house: House, person_id: str, now: datetime) -> datetime | None:
    """Return when it is day again where a person is; None where it is day now, or nobody knows.

    For whoever brings a nudge outside: what is late for another reason must not come at night.
    """
    daytime: Daytime | None = (await daytimes(conn, house, {person_id})).get(person_id)
    if daytime is None or daytime.is_day(now):
        return None
    return daytime.next_day(now)


async def _silence(conn: Connection, house: House, waits: Waits) -> Silence | None:
    """Return what keeps nudges from a person whatever the hour; the arm in which it is tried comes first."""
    found = await tried(conn, house, waits.person_id, waits.side)
    if found is not None:
        return found
    if await opted_out(conn, house, waits.person_id):
        return Silence.OPTED_OUT
    if waits.interview_id is not None and await _came_back(conn, waits):
        return Silence.UNREACHABLE
    return None


async def _came_back(conn: Connection, waits: Waits) -> bool:
    """Tell whether the person cannot be written to any more as a party of this interview."""
    found = await conn.fetchval(
        """select true from party where interview_id = $1 and person_id = $2 and removed_at is null
        and not reachable limit 1""",
        waits.interview_id,
        waits.person_id,
    )
    return bool(found)
