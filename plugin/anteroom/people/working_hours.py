"""When somebody works, as the person told us: days and hours in the own time zone, whichever that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from anteroom.database.connection import Connection
from anteroom.errors import BadInput

DAY = 24 * 60
"""Minutes."""
WEEK = 7 * DAY
MOST_SPANS = 4
"""Spans of one day."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Days as in ISO 8601 (1 is Monday, 7 Sunday); `begins` and `ends` are minutes after midnight.

    `week` holds what differs by day: spans in minutes after Monday 00:00, in order, none over midnight. It
    is empty where each of the days has the one span; else `begins` and `ends` are the earliest and latest.
    """

    days: frozenset[int]
    begins: int
    ends: int
    week: tuple[Span, ...] = ()

    @classmethod
    def of_week(cls, spans: Iterable[Span]) -> WorkingHours:
        """Return the hours that have these spans, in minutes after Monday 00:00 and not over midnight.

        Raises BadInput for spans that nobody can have.
        """
        week = tuple(sorted(spans))
        _refuse_week(week)
        days = frozenset(begins // DAY + 1 for begins, _ in week)
        clocks = {(begins % DAY, ends - begins // DAY * DAY) for begins, ends in week}
        first, last = min(begins for begins, _ in clocks), max(ends for _, ends in clocks)
        return cls(days, first, last, () if len(clocks) == 1 else week)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Each day's spans, in minutes after Monday 00:00."""
        if self.week:
            return self.week
        return tuple(
            ((day - 1) * DAY + self.begins, (day - 1) * DAY + self.ends) for day in sorted(self.days)
        )

    def hold(self, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
        """Tell whether a time lies within them, for somebody in `zone`."""
        start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
        since = (start.isoweekday() - 1) * DAY + _minute(start)
        until = since + int((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds()) // 60
        return any(
            begins <= since + turn and until + turn <= ends
            for begins, ends in _joined(self.spans)
            for turn in (0, WEEK)
        )


async def hours_of(conn: Connection, person_ids: Sequence[str]) -> dict[str, WorkingHours]:
    """Return the working hours of those of these persons who told any."""
    rows = await conn.fetch("select * from working_hours where person_id = any($1::text[])", list(person_ids))
    return {
        row["person_id"]: WorkingHours(
            frozenset(row["days"]),
            row["begins"],
            row["ends"],
            tuple(zip(row["week"][::2], row["week"][1::2], strict=True)),
        )
        for row in rows
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
    if hours.week:
        _refuse_week(hours.week)
    await conn.execute(
        """insert into working_hours (person_id, days, begins, ends, week, at) values ($1, $2, $3, $4, $5, $6)
        on conflict (person_id) do update set days = excluded.days, begins = excluded.begins,
            ends = excluded.ends, week = excluded.week, at = excluded.at""",
        person_id,
        sorted(hours.days),
        hours.begins,
        hours.ends,
        [minute for span in hours.week for minute in span],
        now,
    )


def _refuse_week(week: Sequence[Span]) -> None:
    if not week:
        raise BadInput("Choose at least one day.", field="days")
    before = 0
    for begins, ends in week:
        midnight = begins // DAY * DAY + DAY
        if not 0 <= begins < ends <= min(midnight, WEEK):
            raise BadInput("Your day must begin before it ends.", field="ends")
        if begins < before:
            raise BadInput("Two spans of one day must not overlap.", field="begins")
        before = ends
    days = [begins // DAY for begins, _ in week]
    if any(days.count(day) > MOST_SPANS for day in days[: 7 * MOST_SPANS + 1]):
        raise BadInput(f"A day has at most {MOST_SPANS} spans.", field="begins")


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return spans of which none touch: who works until and from midnight works on over it."""
    joined: list[Span] = []
    for begins, ends in spans:
        if joined and joined[-1][1] == begins:
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((begins, ends))
    if len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == WEEK:
        joined[-1] = (joined[-1][0], WEEK + joined[0][1])
    return joined


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
