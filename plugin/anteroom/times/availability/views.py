"""The page on which a person says when that person can be met: hours, calendars, and what is kept of them.

Behind the person's own pass, and about nobody else. What others may see of it is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from zoneinfo import available_timezones

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.house import House
from anteroom.pages.plain import go_to, page
from anteroom.pages.reader import read_in
from anteroom.passes.seats import Seated, seat_of_request
from anteroom.passes.times import hour, point
from anteroom.passes.words import LobbyWords
from anteroom.people import zones
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.people.working_hours import hours_of, keep_hours
from anteroom.times.availability import store
from anteroom.times.availability.actions import close_calendar, open_calendar
from anteroom.times.availability.model import (
    AHEAD,
    FORGOTTEN,
    GUESTS_KEPT,
    MOST_SOURCES,
    NOT_OFTENER,
    Kind,
    Source,
    State,
)
from anteroom.times.availability.refreshing import refresh
from anteroom.times.availability.week_form import (
    USUAL,
    DayShown,
    WrongWeek,
    read_week,
    week_shown,
)
from anteroom.times.availability.words import availability_words

STATES = {State.WORKING: "state-ok", State.FAILING: "state-warn", State.REFUSED: "state-bad"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A calendar as its owner sees it: what it is called, how it goes, in sentences."""

    id: str
    name: str
    host: str
    state: str
    mark: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was wrong with what was sent: sentences by field, and what was typed that may be shown again."""

    faults: Mapping[str, str]
    kind: str = ""
    typed: Mapping[str, str] | None = None
    days: Sequence[DayShown] = ()


async def show(request: web.Request) -> web.Response:
    """Show what is known of the person, and until when."""
    house = request.app[HOUSE]
    return await _page(request, house, await seat_of_request(request, house))


async def save(request: web.Request) -> web.StreamResponse:
    """Keep weekly hours and the zone they are meant in, or forget the hours."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    person_id, now, wish = seated.party.person_id, house.clock.now(), form.get("wish")
    try:
        hours = {"forget": None, "usual": USUAL}[wish] if wish in ("forget", "usual") else read_week(form)
    except WrongWeek as error:
        say = availability_words(read_in(request))
        names = say("days").split()
        faults = {
            f"day{day.number}": say(f"fault.{day.fault}", day=names[day.number - 1])
            for day in error.days
            if day.fault
        }
        return await _page(request, house, seated, Wrong(faults, days=error.days))
    zone = form.get("zone", "")
    async with house.database.transaction() as conn:
        before, _ = await zone_and_language(conn, person_id)
        if zone and zone != before and known_zone(zone) is not None:
            await zones.tell(conn, person_id, zones.Source.SAID, zone, now)
        elif hours is not None and before is None:
            say = availability_words(read_in(request))
            return await _page(
                request, house, seated, Wrong({"zone": say("fault.zone")}, days=week_shown(hours))
            )
        await keep_hours(conn, person_id, hours, now)
    return _back(seated, "hours")


async def add(request: web.Request) -> web.StreamResponse:
    """Add a calendar that is typed."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    try:
        kind = Kind(form.get("kind", ""))
    except ValueError as error:
        raise NotFound("Such a calendar cannot be added here.") from error
    try:
        await open_calendar(house, seated.party.person_id, kind, form)
    except BadInput as error:
        say = availability_words(read_in(request))
        found = house.availability.of(kind)
        plain = (
            {each.name: form.get(each.name, "")[:500] for each in found.fields if not each.secret}
            if found
            else {}
        )
        name = error.field or "kind"
        return await _page(request, house, seated, Wrong({name: say(f"fault.{name}")}, kind.value, plain))
    return _back(seated, "calendars")


async def close(request: web.Request) -> web.StreamResponse:
    """Take a calendar away, with all that it said."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    form = await read_form(request)
    await close_calendar(house, seated.party.person_id, form.get("source", ""))
    return _back(seated, "calendars")


async def ask(request: web.Request) -> web.StreamResponse:
    """Ask the person's calendars now, unless they were just asked."""
    house = request.app[HOUSE]
    seated = await seat_of_request(request, house)
    await refresh(house, [seated.party.person_id])
    return _back(seated, "calendars")


async def _page(
    request: web.Request, house: House, seated: Seated, wrong: Wrong | None = None
) -> web.Response:
    person_id, now = seated.party.person_id, house.clock.now()
    async with house.database.connection() as conn:
        zone, _ = await zone_and_language(conn, person_id)
        guest = await store.is_guest(conn, person_id)
        hours = (await hours_of(conn, [person_id])).get(person_id)
        sources = await store.sources_of(conn, person_id)
        hosts = [await _host(house, conn, source) for source in sources]
    say = availability_words(read_in(request))
    shown = [_shown(source, host, say, zone) for source, host in zip(sources, hosts, strict=True)]
    request[PASSAGE] = Passage(
        interview_id=seated.interview.id,
        readers=(person_id,),
        minted=(*(each.id for each in shown), *_instants(sources, zone, say)),
    )
    wrong = wrong or Wrong({})
    return page(
        request,
        "availability.html",
        status=400 if wrong.faults else 200,
        say=say,
        language=say.language,
        marketplace=house.settings.marketplace.name,
        seat=seated.party.id,
        days=wrong.days or week_shown(hours),
        day_names=say("days").split(),
        told=hours is not None,
        zone=zone,
        zones=_zones(),
        now=hour(now, zone) if known_zone(zone) else "",
        calendars=shown,
        full=len(shown) >= MOST_SOURCES,
        kinds=house.availability.all(),
        wrong=wrong,
        ahead=AHEAD // timedelta(days=1),
        guest=guest,
        guests_kept=GUESTS_KEPT // timedelta(days=1),
        minutes=NOT_OFTENER // timedelta(minutes=1),
        hours=FORGOTTEN // timedelta(hours=1),
    )


async def _host(house: House, conn: Connection, source: Source) -> str:
    kind = house.availability.of(source.kind)
    account = await store.account(conn, house.vault, source.person_id, source.id)
    return kind.shown(account.given) if kind is not None and account is not None else ""


def _shown(source: Source, host: str, say: LobbyWords, zone: str | None) -> Shown:
    sentences = [_why(source, say)] if source.trouble else []
    sentences += [say(f"doubt.{each}") for each in source.doubts]
    if source.looked_at is not None:
        sentences.append(say("asked", when=point(source.looked_at, zone, say)))
    if source.forget_at is not None:
        sentences.append(say("until", when=point(source.forget_at, zone, say)))
    return Shown(
        source.id,
        say(f"kind.{source.kind}"),
        host,
        say(f"state.{source.state}"),
        STATES.get(source.state, ""),
        tuple(sentences),
    )


def _why(source: Source, say: LobbyWords) -> str:
    """What is to be mended at one service may be put otherwise at another."""
    own = f"trouble.{source.kind}.{source.trouble}"
    return say(own if own in say.words else f"trouble.{source.trouble}")


@cache
def _zones() -> tuple[str, ...]:
    no_place = ("Etc/", "SystemV/", "US/")
    return tuple(
        sorted(each for each in available_timezones() if "/" in each and not each.startswith(no_place))
    )


def _instants(sources: Sequence[Source], zone: str | None, say: LobbyWords) -> list[str]:
    found = [each for source in sources for each in (source.looked_at, source.forget_at)]
    return [point(each, zone, say) for each in found if each is not None]


def _back(seated: Seated, part: str) -> web.Response:
    return go_to(f"/availability/{seated.party.id}#{part}")


ROUTES = (
    web.get("/availability/{seat}", show),
    web.post("/availability/{seat}/hours", save),
    web.post("/availability/{seat}/add", add),
    web.post("/availability/{seat}/close", close),
    web.post("/availability/{seat}/ask", ask),
)
