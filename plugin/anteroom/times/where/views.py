"""The page of a person's time zone, behind the pass: which one counts, by whose word, and who travels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.pages.plain import go_to, page
from anteroom.pages.reader import read_in
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.passes.times import day, named
from anteroom.passes.words import lobby_words
from anteroom.people import zones
from anteroom.people.persons import known_zone
from anteroom.people.zones import NOWHERE, Source
from anteroom.times.where.choices import choices
from anteroom.times.where.words import where_words

BACK = {"lobby": "/lobby/{seat}", "another": "/another/{seat}"}
"""Where a form on another page leads back to."""


async def show(request: web.Request) -> web.Response:
    """Show which zone counts, and what can be said of it."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    return await _page(request, house, seated)


async def say(request: web.Request) -> web.StreamResponse:
    """Keep the zone that the person says is the own."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    if known_zone(form.get("zone")) is None:
        return await _page(request, house, seated, fault="zone")
    async with house.database.transaction() as conn:
        await zones.tell(conn, seated.party.person_id, Source.SAID, form["zone"], house.clock.now())
    back = BACK.get(form.get("back", ""))
    return go_to(back.format(seat=seated.party.id) if back else f"/where/{seated.party.id}?saved=yes#saved")


async def travel(request: web.Request) -> web.StreamResponse:
    """Keep where the person is for a while."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    try:
        until = date.fromisoformat(form.get("until", ""))
        begins = date.fromisoformat(form["since"]) if form.get("since") else None
    except ValueError:
        return await _page(request, house, seated, fault="until", typed=form)
    try:
        await zones.say_travel(house, seated.party.person_id, form.get("zone", ""), until, begins)
    except BadInput as error:
        return await _page(request, house, seated, fault=f"travel.{error.field}", typed=form)
    return go_to(f"/where/{seated.party.id}?saved=yes#saved")


async def home(request: web.Request) -> web.StreamResponse:
    """Forget where the person is for a while."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    await zones.come_home(house, seated.party.person_id)
    return go_to(f"/where/{seated.party.id}?saved=yes#saved")


async def _page(
    request: web.Request,
    house: House,
    seated: Seated,
    *,
    fault: str = "",
    typed: Mapping[str, str] | None = None,
) -> web.Response:
    now, person_id = house.clock.now(), seated.party.person_id
    async with house.database.connection() as conn:
        where = (await zones.whereabouts(conn, [person_id], now)).get(person_id, NOWHERE)
    language = read_in(request)
    words, lobby = where_words(language), lobby_words(language)
    zone, home_zone = where.at(now), where.home.zone if where.home else None
    request[PASSAGE] = Passage(interview_id=seated.interview.id, readers=(person_id,))
    trip = where.travel
    return page(
        request,
        "where.html",
        status=400 if fault else 200,
        say=lobby,
        words=words,
        language=words.language,
        seat=seated.party.id,
        marketplace=house.settings.marketplace.name,
        zone=zone,
        named=named(now, zone, lobby) if zone else "",
        home=home_zone,
        home_named=named(now, home_zone, lobby) if home_zone else "",
        source=where.home.source.value if where.home else "",
        trip=trip,
        trip_named=named(trip.begins_at, trip.zone, lobby) if trip else "",
        trip_begins=day(trip.begins_at, trip.zone, lobby) if trip else "",
        trip_last=day(trip.until - timedelta(minutes=1), trip.zone, lobby) if trip else "",
        away=trip is not None and trip.begins_at <= now,
        regions=choices(now, zone, home_zone, trip.zone if trip else None),
        today=now.astimezone(known_zone(zone)).date().isoformat() if zone else now.date().isoformat(),
        fault=fault,
        typed={name: (typed or {}).get(name, "") for name in ("zone", "since", "until")},
        saved=request.query.get("saved") == "yes",
    )


ROUTES = (
    web.get("/where/{seat}", show),
    web.post("/where/{seat}", say),
    web.post("/where/{seat}/travel", travel),
    web.post("/where/{seat}/home", home),
)
