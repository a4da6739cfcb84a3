"""Leads a page's WebSocket to the instance that keeps its room, and carries every message both ways.

The instance there judges cookie, admission and everything said, as if the page had come to it; what it says
passes its door. This one only carries, so a room has one hub and one order of things.
"""

from __future__ import annotations

import asyncio

import aiohttp
import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from anteroom.errors import NotFound, Unavailable
from anteroom.instances.leases import Leases
from anteroom.rooms.connection import COME_BACK
from anteroom.rooms.hooks import Reason, Room
from anteroom.rooms.page_messages import LONGEST_MESSAGE
from anteroom.rooms.signalling import HEARTBEAT_SECONDS

FORWARDED = "Anteroom-Forwarded"
"""Such a request is not led on again: whoever sets it without being of ours is only refused."""

CARRIED = ("Cookie", "Origin", "Sec-Fetch-Site")
SECONDS_TO_CONNECT = 2.0
SECONDS_TO_SETTLE = 8.0
"""Longer than a lease: when the keeper was killed, the room becomes somebody's within this time."""

PAUSE = 0.25
LONGEST_ANSWER = 256 * 1024
_log = structlog.get_logger("anteroom.instances")


class Elsewhere:
    """Finds out where a room is kept, and leads there."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Get ready to connect."""
        # Cookies are each page's own and go with its request alone.
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def stop(self) -> None:
        """Hang up everywhere; pages come back."""
        if self._session is not None:
            await self._session.close()

    async def lead(self, request: web.Request, room: Room) -> web.WebSocketResponse | None:
        """Return None when the room is kept here, else, at its end, the connection that was carried.

        Raises Unavailable when nobody can be found to keep it, and NotFound where its keeper finds nothing.
        """
        assert self._session is not None
        loop = asyncio.get_running_loop()
        until = loop.time() + SECONDS_TO_SETTLE
        while True:
            keeper = await self._leases.keeper(room)
            if keeper is None:
                return None
            if FORWARDED in request.headers:
                raise Unavailable("This call is moving. Please wait.", reason="led on twice")
            try:
                there = await self._connect(request, keeper)
            except aiohttp.WSServerHandshakeError as refused:
                if refused.status < 500:
                    raise NotFound("There is nothing here.", reason=f"refused: {refused.status}") from refused
                failure: Exception = refused
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                failure = error
            else:
                return await _carry(request, there)
            if loop.time() > until:
                raise Unavailable("This call is moving. Please wait.", reason=repr(failure)) from failure
            await asyncio.sleep(PAUSE)

    async def heard(self, request: web.Request, room: Room, seat: str) -> bool:
        """Tell whether the instance that keeps a room would hear this browser, whose seat is in the call.

        Only it knows which page sits there. Where nobody keeps the room, or whoever did is gone, none does.
        """
        assert self._session is not None
        keeper = await self._leases.elsewhere(room)
        if keeper is None:
            return True
        if FORWARDED in request.headers:
            return False
        session = {"session": request.query.get("session", "")}
        headers = {**_carried(request), FORWARDED: "1"}
        try:
            async with (
                asyncio.timeout(SECONDS_TO_CONNECT),
                self._session.get(
                    f"{keeper}/lobby/{seat}/state", params=session, headers=headers, allow_redirects=False
                ) as answer,
            ):
                # Of a page's state only this is asked for; a fault of the keeper's opens nothing.
                return answer.status == 200
        except TimeoutError:
            # It may live and be slow; if it does not, its lease ends in a moment.
            return False
        except aiohttp.ClientConnectionError as gone:
            _log.warning("instances.keeper_not_asked", room=room, kind=type(gone).__name__)
            return True

    async def _connect(self, request: web.Request, keeper: str) -> aiohttp.ClientWebSocketResponse:
        assert self._session is not None
        headers = _carried(request)
        async with asyncio.timeout(SECONDS_TO_CONNECT):
            return await self._session.ws_connect(
                f"{keeper}{request.rel_url}",
                headers={**headers, FORWARDED: "1"},
                heartbeat=HEARTBEAT_SECONDS,
                max_msg_size=LONGEST_ANSWER,
                compress=0,
            )


def _carried(request: web.Request) -> dict[str, str]:
    return {name: request.headers[name] for name in CARRIED if name in request.headers}


ELSEWHERE = web.AppKey("elsewhere", Elsewhere)
"""Only where there are several instances."""


def is_websocket(request: web.Request) -> bool:
    """Tell whether a WebSocket is asked for; a page that was refused asks again without."""
    return web.WebSocketResponse().can_prepare(request).ok


async def _carry(request: web.Request, there: aiohttp.ClientWebSocketResponse) -> web.WebSocketResponse:
    here = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=LONGEST_MESSAGE, compress=False)
    try:
        await here.prepare(request)
        heard, said = asyncio.create_task(_copy(there, here)), asyncio.create_task(_copy(here, there))
        _, left = await asyncio.wait({heard, said}, return_when=asyncio.FIRST_COMPLETED)
        for way in left:
            way.cancel()
        await asyncio.wait({heard, said})
        why = "" if heard.cancelled() or heard.exception() else heard.result()
        await _end_as(here, there.close_code, why)
    finally:
        await there.close()
    return here


async def _copy(
    source: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
    target: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
) -> str:
    """Carry one way until either side ends; return the reason that the source gave for its end."""
    try:
        while True:
            # Read one by one: iterating keeps the closing frame, and the reason in it, to itself.
            frame = await source.receive()
            if frame.type is WSMsgType.TEXT:
                await target.send_str(frame.data)
            elif frame.type is WSMsgType.BINARY:
                await target.send_bytes(frame.data)
            else:
                return str(frame.extra or "") if frame.type is WSMsgType.CLOSE else ""
    except (ConnectionError, aiohttp.ClientError):
        return ""


async def _end_as(here: web.WebSocketResponse, code: int | None, why: str) -> None:
    """End as the keeper did; where it just went away, so that the page comes back."""
    if here.closed:
        return
    if code is None or code in (WSCloseCode.ABNORMAL_CLOSURE, WSCloseCode.OK):
        await here.close(code=COME_BACK, message=Reason.RESTARTING.value.encode())
    else:
        await here.close(code=code, message=why.encode())
