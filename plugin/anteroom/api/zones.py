"""REST v1: where a member lives, by whose word, and where a member is for a while."""

from __future__ import annotations

from datetime import date
from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import Told, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Short, member_named
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import BadInput, NotFound
from anteroom.passes.times import named
from anteroom.people import zones
from anteroom.people.persons import known_zone
from anteroom.people.zones import NOWHERE, Source, Travel


class ZoneBody(Told, frozen=True):
    """What the member says of the own zone, IANA; null takes it back."""

    time_zone: Short | None


class TravelBody(Told, frozen=True):
    """Where the member is, to the end of the day `until` as people there count it; `since` a day, or now."""

    time_zone: Short
    until: date
    since: date | None = None


class TravelShown(Shown, frozen=True):
    """Where the member is for a while."""

    time_zone: str
    begins_at: Instant
    ends_at: Instant


class ZoneShown(Shown, frozen=True):
    """The zone that counts now, null where nobody said any; `named` is how people read it.

    `home` counts outside of `travel`, by the word of `source`.
    """

    time_zone: str | None
    named: str
    home: str | None
    source: Literal["said", "slack", "marketplace", "browser", "answer"] | None
    travel: TravelShown | None


async def get_zone(request: web.Request) -> web.Response:
    """Show where a member is."""
    async with house_of(request).database.connection() as conn:
        person_id = (await member_named(conn, request)).person_id
    return await _shown(request, person_id)


async def put_zone(request: web.Request) -> web.Response:
    """Keep what a member says of the own zone."""
    body = await read(request, ZoneBody)
    house = house_of(request)
    if body.time_zone is not None and known_zone(body.time_zone) is None:
        raise BadInput("This time zone is not known.", field="time_zone")
    async with house.database.transaction() as conn:
        person_id = (await member_named(conn, request)).person_id
        if body.time_zone is None:
            await zones.untell(conn, person_id, Source.SAID, house.clock.now())
        else:
            await zones.tell(conn, person_id, Source.SAID, body.time_zone, house.clock.now())
    return await _shown(request, person_id)


async def put_travel(request: web.Request) -> web.Response:
    """Keep where a member is for a while."""
    body = await read(request, TravelBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person_id = (await member_named(conn, request)).person_id
    await zones.say_travel(house, person_id, body.time_zone, body.until, body.since)
    return await _shown(request, person_id)


async def delete_travel(request: web.Request) -> web.Response:
    """Forget where a member is for a while; that there was nothing to forget is no fault."""
    house = house_of(request)
    async with house.database.connection() as conn:
        person_id = (await member_named(conn, request)).person_id
    await zones.come_home(house, person_id)
    return web.Response(status=204)


def travel_shown(travel: Travel) -> TravelShown:
    """Return where somebody is for a while."""
    begins, ends = travel.begins_at.isoformat(), travel.until.isoformat()
    return TravelShown(time_zone=travel.zone, begins_at=begins, ends_at=ends)


async def _shown(request: web.Request, person_id: str) -> web.Response:
    house = house_of(request)
    now = house.clock.now()
    async with house.database.connection() as conn:
        where = (await zones.whereabouts(conn, [person_id], now)).get(person_id, NOWHERE)
    travel, zone = where.travel, where.at(now)
    shown = ZoneShown(
        time_zone=zone,
        named=named(now, zone),
        home=where.home.zone if where.home else None,
        source=where.home.source.value if where.home else None,
        travel=travel_shown(travel) if travel else None,
    )
    if shown.travel is not None:
        request[PASSAGE] = Passage(minted=(shown.travel.begins_at, shown.travel.ends_at))
    return respond(request, shown)


ROUTES = (
    Route(
        method="GET",
        path="/v1/members/{id}/zone",
        name="show_zone",
        tag="Members",
        summary="Show in which time zone a member is, and by whose word",
        handler=get_zone,
        scope=Scope.MEMBERS_READ,
        answers={200: ZoneShown},
        problems=(NotFound,),
    ),
    Route(
        method="PUT",
        path="/v1/members/{id}/zone",
        name="say_zone",
        tag="Members",
        summary="Say in which time zone a member lives, by the member's own word",
        handler=put_zone,
        scope=Scope.MEMBERS_WRITE,
        body=ZoneBody,
        answers={200: ZoneShown},
        problems=(NotFound,),
        notes="It goes before what Slack and you tell otherwise; null takes it back.",
    ),
    Route(
        method="PUT",
        path="/v1/members/{id}/travel",
        name="say_travel",
        tag="Members",
        summary="Say where a member is for a while",
        handler=put_travel,
        scope=Scope.MEMBERS_WRITE,
        body=TravelBody,
        answers={200: ZoneShown},
        problems=(NotFound,),
        notes="Times in these days are shown and looked for in that zone. It ends by itself.",
    ),
    Route(
        method="DELETE",
        path="/v1/members/{id}/travel",
        name="end_travel",
        tag="Members",
        summary="Forget where a member is for a while",
        handler=delete_travel,
        scope=Scope.MEMBERS_WRITE,
        answers={204: None},
        problems=(NotFound,),
    ),
)
