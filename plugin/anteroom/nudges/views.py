"""The page behind every nudge: no more of them, or again after all, and by which way they come.

Its address stands in the person's own nudges and nowhere else, and is the proof. Looking, as link scanners
do, changes nothing; the page tells nothing of the person, of whom a nudge was about, or of what waits.
"""

from __future__ import annotations

from aiohttp import web

from anteroom.api.body import read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotFound
from anteroom.house import House
from anteroom.nudges import opt_out
from anteroom.nudges.address import PATH, Named, named_by
from anteroom.nudges.preferences import GROUP, Channel, Preference, prefer, preference_of
from anteroom.nudges.seen import nudge_words
from anteroom.pages.plain import page
from anteroom.pages.reader import browser_language, read_by
from anteroom.passes.words import LobbyWords

ONE_CLICK = ("List-Unsubscribe", "One-Click")
ANY = "any"


async def show(request: web.Request) -> web.Response:
    """Show how it stands, and what can be done."""
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        named = await _named(conn, request)
        silent = await opt_out.names_silent(conn, named)
        say = await words_for(conn, request, named.person_id)
        reaching = await _reaching(conn, house, named)
        preference = await preference_of(conn, named.person_id) if named.person_id else Preference()
    request[PASSAGE] = Passage(minted=(request.match_info["local"],))
    name = house.settings.marketplace.name
    return page(
        request,
        "nudges.html",
        silent=silent,
        done=request.query.get("done", ""),
        ways=reaching,
        chosen=preference.channel.value if preference.channel else ANY,
        most=house.settings.nudges.a_week,
        say=lambda key, **said: say(key, **{"marketplace": name, **said}),
        language=say.language,
    )


async def decide(request: web.Request) -> web.StreamResponse:
    """Do what the button or the mail program asks.

    One click (RFC 8058, 3.2) comes without a cookie, and from a program that follows no redirect.
    """
    house = request.app[HOUSE]
    form = await read_form(request)
    async with house.database.transaction() as conn:
        named = await _named(conn, request)
        if form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
            await opt_out.opt_out(conn, house, named, "one-click")
            return web.Response(text="")
        match form.get("wish"):
            case "stop":
                await opt_out.opt_out(conn, house, named, "page")
                done = ""
            case "again":
                await opt_out.opt_in(conn, house, named, "page")
                done = "?done=again"
            case "way":
                await _keep_way(conn, house, named, form.get("channel", ""))
                done = "?done=way"
            case _:
                raise BadInput("Please press one of the page's buttons.", field="wish")
    return web.Response(status=303, headers={"Location": request.path + done})


async def words_for(conn: Connection, request: web.Request, person_id: str | None) -> LobbyWords:
    """Return the words of a person's language; of the browser's where it or the person is not known."""
    language = browser_language(request) if person_id is None else await read_by(request, conn, person_id)
    return nudge_words(language)


async def _named(conn: Connection, request: web.Request) -> Named:
    named = await named_by(conn, request.match_info["local"])
    if named is None:
        raise NotFound("There is nothing here.", reason="not made by us")
    return named


async def _reaching(conn: Connection, house: House, named: Named) -> list[str]:
    """Return the channels by which nudges can reach the person; one alone is no choice."""
    if named.person_id is None:
        return []
    found = []
    for channel in Channel:
        adapter = house.adapters.of(f"{GROUP}_{channel}")
        if adapter is not None and await adapter.reaches(conn, house, named.person_id):
            found.append(channel.value)
    return found if len(found) > 1 else []


async def _keep_way(conn: Connection, house: House, named: Named, channel: str) -> None:
    if named.person_id is None or channel not in (ANY, *Channel):
        raise BadInput("Please choose one of the ways.", field="channel")
    old = await preference_of(conn, named.person_id)
    new = None if channel == ANY else Channel(channel)
    await prefer(conn, house, named.person_id, Preference(new, old.away_until))


ROUTES = (
    web.get(PATH + "{local}", show),
    web.post(PATH + "{local}", decide),
)
