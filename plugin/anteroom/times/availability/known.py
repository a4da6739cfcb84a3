"""Who can when, as far as it is known here: weekly hours, calendars that were opened, interviews to come.

What a calendar said is never told onwards: it becomes an `Attendee`, which the finder alone looks at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.people.persons import known_zone, zones_of
from anteroom.people.working_hours import DAY, WorkingHours, hours_of
from anteroom.times.availability import store
from anteroom.times.availability.model import Span, Window
from anteroom.times.finder.model import Attendee, Week, merged


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who is to meet. `key` is what the finder's answer calls the person by."""

    person_id: str
    key: str
    required: bool = True


async def attendees(
    house: House, conn: Connection, people: Sequence[Wanted], window: Window, *, but: str = ""
) -> tuple[Attendee, ...]:
    """Return what is known of each of these people in a window, in their order.

    Known is who told hours or opened a calendar, unless one of the calendars did not answer of late.
    Nothing outside is asked: whoever wants the newest calls `refresh` before, outside any transaction.
    `but` is the id of an interview that is being moved: it occupies nobody.
    """
    ids = list(dict.fromkeys(each.person_id for each in people))
    now = house.clock.now()
    zones = await zones_of(conn, ids, now)
    hours = await hours_of(conn, ids)
    said = await store.said_of(conn, ids, window.after(int(now.timestamp())), now)
    span = datetime.fromtimestamp(window.begins, UTC), datetime.fromtimestamp(window.ends, UTC)
    held = await interviews.held(conn, ids, *span, but)
    return tuple(
        Attendee(
            key=each.key,
            zone=known_zone(zones.get(each.person_id)),
            week=_week(hours.get(each.person_id)),
            required=each.required,
            busy=merged(said.spans.get(each.person_id, ())),
            known=each.person_id not in said.unknown
            and (each.person_id in hours or each.person_id in said.asked),
            interviews=tuple(
                (_seconds(begins), _seconds(ends)) for begins, ends in held.get(each.person_id, ())
            ),
        )
        for each in people
    )


def week_of(hours: WorkingHours) -> Week:
    """Return weekly hours as the finder takes them."""
    days: list[list[Span]] = [[] for _ in range(7)]
    for begins, ends in hours.spans:
        day = begins // DAY
        last = days[day][-1] if days[day] else None
        if last is not None and last[1] == begins - day * DAY:
            days[day][-1] = (last[0], ends - day * DAY)
        else:
            days[day].append((begins - day * DAY, ends - day * DAY))
    return Week(tuple(tuple(spans) for spans in days))


def _week(hours: WorkingHours | None) -> Week | None:
    return None if hours is None else week_of(hours)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
