"""Who one is here: name, roles, how long the session lasts, the zone of one's times; and signing out."""

from __future__ import annotations

from zoneinfo import available_timezones

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console import sessions
from anteroom.console.layout import console_page
from anteroom.console.model import EVERYBODY, OPERATOR
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.staff import keep_zone
from anteroom.console.standing import CONSOLE, WHO
from anteroom.errors import BadInput
from anteroom.pages.plain import go_to
from anteroom.people.persons import known_zone

YOU = f"{HOME}/you"


async def show(request: web.Request) -> web.StreamResponse:
    """Show it."""
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return console_page(
        request,
        "you.html",
        "you",
        zones=["UTC", *zones],
        idle_minutes=request.app[CONSOLE].idle_minutes,
        roles_minutes=request.app[CONSOLE].roles_minutes,
        operator=request[WHO].may(OPERATOR),
    )


async def choose_zone(request: web.Request) -> web.StreamResponse:
    """Keep in which zone somebody reads times."""
    zone = request[FORM].get("zone", "")
    if known_zone(zone) is None:
        raise BadInput("This time zone is not known.", field="zone")
    await keep_zone(request.app[HOUSE], request[WHO].staff.id, zone)
    return go_to(YOU)


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End this session."""
    house = request.app[HOUSE]
    await sessions.end(house, request[WHO])
    answer = go_to(f"{HOME}/signed-out")
    sessions.take_cookie(answer, house)
    return answer


async def sign_out_everywhere(request: web.Request) -> web.StreamResponse:
    """End this session and every other of the same person."""
    house, staff_id = request.app[HOUSE], request[WHO].staff.id
    await sessions.end_all(house, staff_id, staff_id)
    answer = go_to(f"{HOME}/signed-out")
    sessions.take_cookie(answer, house)
    return answer


WAYS: tuple[Way, ...] = (
    Page(path=YOU, name="you", roles=EVERYBODY, handler=show),
    Act(path=f"{YOU}/zone", name="choose_zone", roles=EVERYBODY, handler=choose_zone, under="you"),
    Act(path=f"{HOME}/sign-out", name="sign_out", roles=EVERYBODY, handler=sign_out, under="you"),
    Act(
        path=f"{HOME}/sign-out/everywhere",
        name="sign_out_everywhere",
        roles=EVERYBODY,
        handler=sign_out_everywhere,
        under="you",
    ),
)
