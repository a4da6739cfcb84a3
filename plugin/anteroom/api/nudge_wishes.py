"""REST v1: whether a member wants to be nudged, by which way, and until when the member is away."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Told, instant, read
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import member_named
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import BadInput, NotFound
from anteroom.nudges import opt_out, preferences
from anteroom.nudges.address import Named
from anteroom.nudges.preferences import Channel, Preference

Way = Literal["slack", "mail", "thread"]


class NudgesBody(Told, frozen=True):
    """What you say for a member, whole: what is left out is taken back.

    `wanted` false: no nudges. True lifts what you said before, never what the member said to us.
    """

    wanted: bool = True
    channel: Way | None = None
    away_until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class NudgesShown(Shown, frozen=True):
    """How it stands. `wanted` is your word, `refused` the member's own; either ends nudges.

    `channel` null: whatever is nearest. `away_until` may be past.
    """

    wanted: bool
    refused: bool
    channel: Way | None
    away_until: Instant | None


async def get_nudges(request: web.Request) -> web.Response:
    """Show how a member is nudged."""
    async with house_of(request).database.connection() as conn:
        person_id = (await member_named(conn, request)).person_id
    return await _shown(request, person_id)


async def put_nudges(request: web.Request) -> web.Response:
    """Keep what the marketplace says of a member's nudges."""
    body, house = await read(request, NudgesBody), house_of(request)
    away = instant(body.away_until, "away_until")
    async with house.database.transaction() as conn:
        person_id = (await member_named(conn, request)).person_id
        change = opt_out.opt_in if body.wanted else opt_out.opt_out
        await change(conn, house, Named(person_id), "api", "marketplace")
        channel = Channel(body.channel) if body.channel else None
        await preferences.prefer(conn, house, person_id, Preference(channel, away))
    return await _shown(request, person_id)


async def _shown(request: web.Request, person_id: str) -> web.Response:
    house = house_of(request)
    async with house.database.connection() as conn:
        refused = await opt_out.refused_by(conn, house, person_id)
        preference = await preferences.preference_of(conn, person_id)
    shown = NudgesShown(
        wanted="marketplace" not in refused,
        refused="person" in refused,
        channel=preference.channel.value if preference.channel else None,
        away_until=written(preference.away_until),
    )
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown)


ROUTES = (
    Route(
        method="GET",
        path="/v1/members/{id}/nudges",
        name="get_nudges",
        tag="Nudges",
        summary="Show whether and how a member is nudged",
        handler=get_nudges,
        scope=Scope.MEMBERS_READ,
        answers={200: NudgesShown},
        problems=(NotFound,),
    ),
    Route(
        method="PUT",
        path="/v1/members/{id}/nudges",
        name="say_nudges",
        tag="Nudges",
        summary="Say whether and how a member is nudged, and until when the member is away",
        handler=put_nudges,
        scope=Scope.MEMBERS_WRITE,
        body=NudgesBody,
        answers={200: NudgesShown},
        problems=(NotFound, BadInput),
        notes="The member's own word, from the page behind every nudge, is never lifted by yours. "
        "While a member is away no nudge is sent; people still help who waits.",
    ),
)
