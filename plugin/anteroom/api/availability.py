"""REST v1: when a member can be met, as the member says: weekly hours, and calendars that were opened.

When a member is busy is told to nobody, here neither.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import member_named
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.people.working_hours import DAY, MOST_SPANS, WorkingHours, hours_of, keep_hours
from anteroom.times.availability import store as availability
from anteroom.times.availability.actions import close_calendar
from anteroom.times.availability.model import Kind, Source, State, Trouble

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
Minute = Annotated[int, msgspec.Meta(ge=0, le=DAY)]


class HoursBody(Told, frozen=True):
    """One span of one day: the ISO weekday, and minutes after midnight in the member's zone."""

    day: Weekday
    begins: Minute
    ends: Minute


class WeekBody(Told, frozen=True):
    """All hours of a week; none forgets them."""

    week: Annotated[tuple[HoursBody, ...], msgspec.Meta(max_length=7 * MOST_SPANS)]


class HoursOfDay(Shown, frozen=True):
    """One span of one day."""

    day: int
    begins: int
    ends: int


class CalendarShown(Shown, frozen=True):
    """A calendar that the member opened: how asking it goes, and until when what it said is kept."""

    id: str
    kind: Kind
    state: State
    trouble: Trouble | None
    asked_at: Instant | None
    kept_until: Instant | None


class AvailabilityShown(Shown, frozen=True):
    """When the member can be met, as far as the member said so; never when the member is busy."""

    week: tuple[HoursOfDay, ...]
    calendars: tuple[CalendarShown, ...]


async def get_availability(request: web.Request) -> web.Response:
    """Show a member's hours and calendars."""
    async with house_of(request).database.connection() as conn:
        return await _shown(request, conn, (await member_named(conn, request)).person_id)


async def put_availability(request: web.Request) -> web.Response:
    """Keep a member's weekly hours."""
    body = await read(request, WeekBody)
    house = house_of(request)
    spans = [((each.day - 1) * DAY + each.begins, (each.day - 1) * DAY + each.ends) for each in body.week]
    hours = WorkingHours.of_week(spans) if spans else None
    async with house.database.transaction() as conn:
        person_id = (await member_named(conn, request)).person_id
        await keep_hours(conn, person_id, hours, house.clock.now())
        return await _shown(request, conn, person_id)


async def delete_calendar(request: web.Request) -> web.Response:
    """Forget a member's calendar, its credentials and all that it said."""
    house = house_of(request)
    async with house.database.connection() as conn:
        person_id = (await member_named(conn, request)).person_id
    await close_calendar(house, person_id, request.match_info["calendar"], "marketplace")
    return web.Response(status=204)


async def _shown(request: web.Request, conn: Connection, person_id: str) -> web.Response:
    hours = (await hours_of(conn, [person_id])).get(person_id)
    calendars = tuple(map(calendar_shown, await availability.sources_of(conn, person_id)))
    instants = [each for one in calendars for each in (one.asked_at, one.kept_until) if each is not None]
    request[PASSAGE] = Passage(minted=(*(each.id for each in calendars), *instants))
    return respond(request, AvailabilityShown(week=week_shown(hours), calendars=calendars))


def week_shown(hours: WorkingHours | None) -> tuple[HoursOfDay, ...]:
    """Return hours as an answer has them."""
    return tuple(
        HoursOfDay(day=begins // DAY + 1, begins=begins % DAY, ends=ends - begins // DAY * DAY)
        for begins, ends in (hours.spans if hours else ())
    )


def calendar_shown(source: Source) -> CalendarShown:
    """Return a calendar as an answer has it."""
    return CalendarShown(
        id=source.id,
        kind=source.kind,
        state=source.state,
        trouble=source.trouble,
        asked_at=written(source.looked_at),
        kept_until=written(source.forget_at),
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/members/{id}/availability",
        name="show_availability",
        tag="Members",
        summary="Show when a member can be met: weekly hours, and which calendars may be asked",
        handler=get_availability,
        scope=Scope.MEMBERS_READ,
        answers={200: AvailabilityShown},
        problems=(NotFound,),
        notes="When the member is busy is told to nobody.",
    ),
    Route(
        method="PUT",
        path="/v1/members/{id}/availability",
        name="say_hours",
        tag="Members",
        summary="Say in which hours of a week a member can be met",
        handler=put_availability,
        scope=Scope.MEMBERS_WRITE,
        body=WeekBody,
        answers={200: AvailabilityShown},
        problems=(NotFound,),
        notes="In minutes after midnight by the member's own clock, at most four spans a day. No span goes "
        "over midnight: it ends at 1440 and goes on at 0 the next day. An empty week forgets the hours.",
    ),
    Route(
        method="DELETE",
        path="/v1/members/{id}/availability/calendars/{calendar}",
        name="close_calendar",
        tag="Members",
        summary="Forget a member's calendar, its credentials and all that it said",
        handler=delete_calendar,
        scope=Scope.MEMBERS_WRITE,
        answers={204: None},
        problems=(NotFound,),
    ),
)
