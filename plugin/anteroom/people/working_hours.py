"""When somebody works, as the person told us: days and hours in the own time zone, whichever that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from anteroom.database.connection import Connection
from anteroom.errors import BadInput

DAY = 24 * 60
"""Minutes."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Days as in ISO 8601 (1 is Monday, 7 Sunday); `begins` and `ends` are minutes after midnight."""

    days: frozenset[int]
    begins: int
    ends: int

    def hold(self, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
        """Tell whether a time lies within them, for somebody in `zone`."""
        start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
        if start.date() != end.date() or start.isoweekday() not in self.days:
            return False
        return self.begins <= _minute(start) and _minute(end) <= self.ends


async def hours_of(conn: Connection, person_ids: Sequence[str]) -> dict[str, WorkingHours]:
    """Return the working hours of those of these persons who told any."""
    rows = await conn.fetch("select * from working_hours where person_id = any($1::text[])", list(person_ids))
    return {
        row["person_id"]: WorkingHours(frozenset(row["days"]), row["begins"], row["ends"]) for row in rows
    }


async def keep_hours(conn: Connection, person_id: str, hours: WorkingHours | None, now: datetime) -> None:
    """Keep somebody's working hours; None forgets them. Raises BadInput for hours that nobody can have."""
    if hours is None:
        await conn.execute("delete from working_hours where person_id = $1", person_id)
        return
    if not hours.days or not hours.days <= set(range(1, 8)):
        raise BadInput("Choose at least one day.", field="days")
    if not 0 <= hours.begins < hours.ends <= DAY:
        raise BadInput("Your day must begin before it ends.", field="ends")
    await conn.execute(
        """insert into working_hours (person_id, days, begins, ends, at) values ($1, $2, $3, $4, $5)
        on conflict (person_id) do update set days = excluded.days, begins = excluded.begins,
            ends = excluded.ends, at = excluded.at""",
        person_id,
        sorted(hours.days),
        hours.begins,
        hours.ends,
        now,
    )


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
