"""HTTP of live embeds: a stream of ids and revisions (HTML, "Server-sent events"), or the same on asking.

No text of anybody is in it: what changed is fetched anew by the frame, past the door, as this one may see it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from aiohttp import web

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.database.connection import Connection
from anteroom.effects.model import Part
from anteroom.embeds.cards import Drawn, state_of
from anteroom.embeds.news import Line, News
from anteroom.embeds.sessions import SCHEME, Viewer, viewer_of_request, viewer_of_token
from anteroom.errors import AnteroomError
from anteroom.house import House

NEWS = web.AppKey("embed_news", News)
HEARTBEAT = 20.0
"""Seconds between two comments: proxies close what is silent for longer than a minute or half of one."""
AGAIN_AFTER = 3000
"""Milliseconds after which a reader that lost the stream comes back."""
State = Mapping[str, int | str]


async def events(request: web.Request) -> web.StreamResponse:
    """Stream what changes, until the session ends or the right to it.

    The first event is the whole state, unless the reader has it: an event's id (`Last-Event-ID`) is a digest
    of the state that it leads to, so that any instance can go on for any other.
    """
    house, news = request.app[HOUSE], request.app[NEWS]
    viewer = await viewer_of_request(request, house)
    async with news.line(viewer, lambda: _gone(request)) as line:
        answer = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await answer.prepare(request)
        await answer.write(f"retry: {AGAIN_AFTER}\n\n".encode())
        try:
            await _tell(request, house, line, answer)
        except (AnteroomError, ConnectionResetError):
            pass  # the right to it has ended, or the page has gone: either way the stream is over
    return answer


async def state(request: web.Request) -> web.Response:
    """Answer with the state, for who gets no stream."""
    house = request.app[HOUSE]
    viewer = await viewer_of_request(request, house)
    async with house.database.connection() as conn:
        now = await state_of(conn, viewer)
    request[PASSAGE] = Passage(viewer.interview_id, (viewer.person_id,), _minted(now))
    return web.Response(body=msgspec.json.encode(now), content_type="application/json")


def _gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


async def _tell(request: web.Request, house: House, line: Line, answer: web.StreamResponse) -> None:
    token = request.headers["Authorization"][len(SCHEME) + 1 :]
    shown: State = {}
    last = request.headers.get("Last-Event-ID", "")
    while not line.ended:
        viewer = await viewer_of_token(house, token)
        async with house.database.connection() as conn:
            now = await state_of(conn, viewer)
            mark = _digest(now)
            if mark != last:
                new = {key: value for key, value in now.items() if shown.get(key) != value}
                event = f"id: {mark}\ndata: {msgspec.json.encode(new).decode()}\n\n".encode()
                await _past_the_door(conn, house, viewer, now, event)
                await answer.write(event)
        shown, last = now, mark
        while not await line.news(HEARTBEAT):
            await viewer_of_token(house, token)
            await answer.write(b": still here\n\n")


async def _past_the_door(conn: Connection, house: House, viewer: Viewer, now: State, event: bytes) -> None:
    about = Drawn((Part("text/plain", event),), _minted(now), (viewer.person_id,))
    await house.door.inspect(conn, viewer.interview_id, about)


def _minted(now: State) -> tuple[str, ...]:
    return (_digest(now), *now, *(value for value in now.values() if isinstance(value, str)))


def _digest(now: State) -> str:
    written = " ".join(f"{key}:{value}" for key, value in sorted(now.items()))
    return hashlib.sha256(written.encode()).hexdigest()[:16]


ROUTES = (
    web.get("/embed/events", events),
    web.get("/embed/state", state),
)
