"""Pages that meet at the hub: what they say and hear, over WebSockets, with a real relay behind."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from anteroom.clock import SetClock
from anteroom.rooms.connection import FINAL
from anteroom.rooms.relay.client import RelayControl
from calls import CallHouse

START = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
Said = dict[str, Any]


@dataclass
class Page:
    """A call page reduced to what it hears and says."""

    socket: aiohttp.ClientWebSocketResponse
    session: str
    heard: list[Said] = field(default_factory=list)

    async def hears(self, kind: str, **wanted: object) -> Said:
        """Return the next message of that kind with those values."""
        async with asyncio.timeout(5):
            while True:
                message: Said = json.loads(await self.socket.receive_str())
                self.heard.append(message)
                if message["kind"] == kind and all(message.get(key) == each for key, each in wanted.items()):
                    return message

    async def says(self, kind: str, **what: object) -> None:
        await self.socket.send_json({"kind": kind, **what})

    async def is_told_why(self) -> str:
        """Return the reason given at the end; the connection is closed for good after it."""
        reason = (await self.hears("ended"))["reason"]
        async with asyncio.timeout(5):
            frame = await self.socket.receive()
        assert (frame.type, frame.data, frame.extra) == (aiohttp.WSMsgType.CLOSE, FINAL, reason)
        return str(reason)


class Company:
    """Pages in one house."""

    def __init__(self, house: CallHouse, clock: SetClock, control: RelayControl) -> None:
        self.house = house
        self.clock = clock
        self.control = control
        self._client = aiohttp.ClientSession()

    async def enter(self, seat: str, *, session: str = "", room: str = "room-1") -> tuple[Page, Said]:
        """Connect a page and return it with its welcome."""
        page = await self.connect(seat, session=session, room=room)
        return page, await page.hears("welcome")

    async def connect(self, seat: str, *, session: str = "", room: str = "room-1") -> Page:
        session = session or f"{seat}00000000"
        url = f"{self.house.page_url(seat, room)}/signal?session={session}"
        return Page(await self._client.ws_connect(url), session)

    async def go_home(self) -> None:
        await self._client.close()
