"""HTTP of embeds: the component's script, the page in the frame, and who looks at it."""

from __future__ import annotations

from importlib.resources import files

import msgspec
from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.doorway import FIXED_WORDS, HOUSE, PASSAGE, Passage
from anteroom.api.members import Short
from anteroom.embeds.card_views import ROUTES as CARD_ROUTES
from anteroom.embeds.conduct_views import ROUTES as CONDUCT_ROUTES
from anteroom.embeds.event_views import ROUTES as EVENT_ROUTES
from anteroom.embeds.pages import shell
from anteroom.embeds.previews import ROUTES as PREVIEW_ROUTES
from anteroom.embeds.sessions import open_session
from anteroom.errors import BadInput

COMPONENT_KEPT = 300
"""Seconds for which browsers keep the component's script."""


class ViewerBody(Told, frozen=True):
    """A viewer token, and what it is to open: an interview of ours, or a proposal of the marketplace's."""

    viewer: str
    interview: Short = ""
    proposal: Short = ""


class SessionAnswer(msgspec.Struct, frozen=True):
    """A session for the frame's memory; `seconds` is how long it lasts."""

    session: str
    seconds: int


async def component(_: web.Request) -> web.Response:
    """Give `<anteroom-interview>` to any page that asks: it holds nothing of anybody."""
    body = files("anteroom.embeds").joinpath("static", "component.js").read_bytes()
    headers = {
        "Access-Control-Allow-Origin": "*",  # a module, and one with an integrity, is fetched with CORS
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": f"public, max-age={COMPONENT_KEPT}",
    }
    return web.Response(body=body, content_type="text/javascript", charset="utf-8", headers=headers)


async def framed(request: web.Request) -> web.Response:
    """Show the page in the frame. It is the same for every id: looking tells and consumes nothing."""
    request[FIXED_WORDS] = True
    return shell(request)


async def begin(request: web.Request) -> web.Response:
    """Take a viewer token for a session."""
    body = await read(request, ViewerBody)
    if bool(body.interview) == bool(body.proposal):
        raise BadInput("Say which interview, or which proposal.", field="interview")
    house = request.app[HOUSE]
    session, member = await open_session(house, body.viewer, interview=body.interview, proposal=body.proposal)
    request[PASSAGE] = Passage(readers=(member.person_id,), minted=(session.token,))
    left = session.expires_at - house.clock.now()
    answer = SessionAnswer(session.token, int(left.total_seconds()))
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")


ROUTES = (
    web.get("/embed.js", component),
    web.get("/embed/interview/{id}", framed),
    web.get("/embed/proposal/{id}", framed),
    web.post("/embed/session", begin),
    *CARD_ROUTES,
    *CONDUCT_ROUTES,
    *EVENT_ROUTES,
    *PREVIEW_ROUTES,
)
