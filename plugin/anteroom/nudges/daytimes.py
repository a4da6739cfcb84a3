"""When it is day for people, as far as it was told where they are."""

from __future__ import annotations

from collections.abc import Collection

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges.business_days import Daytime
from anteroom.people.working_hours import hours_of


async def daytimes(conn: Connection, house: House, person_ids: Collection[str]) -> dict[str, Daytime | None]:
    """Return when it is day for these persons, by the zones that count now; None where none is known."""
    cadence = house.settings.nudges
    rows = await conn.fetch(
        "select id, time_zone from person where id = any($1::text[]) and erased_at is null", list(person_ids)
    )
    hours = await hours_of(conn, list(person_ids))
    return {
        row["id"]: Daytime.of(row["time_zone"], cadence.begins, cadence.ends, hours.get(row["id"]))
        for row in rows
    }
