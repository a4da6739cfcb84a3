"""People in a call without a picture: each comes by the card, and speaks to the room as a page does."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import aiohttp

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven, prove
from anteroom.sandbox.story.visit import Visitor

SECONDS = 10


@dataclass
class Guestroom:
    """One member behind the door of one interview, in a browser of the own."""

    scene: Scene
    key: str
    visitor: Visitor
    seat: str

    @classmethod
    async def come(cls, scene: Scene, key: str, card: JsonObject) -> Guestroom:
        """Open the thread card's neutral address as a member for whom the marketplace vouches."""
        visitor = scene.visitor(key)
        token = scene.world.twins.marketplace.viewer_token(key)
        led = await visitor.send_form(card["url"], {"viewer": token})
        found = re.fullmatch(r"/lobby/([\w-]+)", led.location)
        if found is None:
            raise NotProven(f"the card's address answered {led.status}")
        return cls(scene, key, visitor, found[1])

    async def page(self) -> str:
        """Return what the page behind the door shows now."""
        return (await self.visitor.open(f"{self.scene.world.url}/lobby/{self.seat}")).text

    async def press(self, what: str, **fields: str) -> int:
        """Send one of the page's forms; return the status of the answer."""
        sent = await self.visitor.send_form(f"{self.scene.world.url}/lobby/{self.seat}/{what}", fields)
        return sent.status

    async def enter(self) -> Seat:
        """Go into the room."""
        room = await self.visitor.open(f"{self.scene.world.url}/room/{self.seat}")
        found = re.search(r"admission=([\w.-]+)", room.text)
        if found is None:
            raise NotProven(f"the room answered {room.status}")
        url = f"{self.scene.world.url}/room/{self.seat}/signal?session=page12345&admission={found[1]}"
        seat = Seat(self, await self.visitor.connect(url))
        await seat.hears("welcome")
        return seat


@dataclass
class Seat:
    """A taken seat: what a call page says and hears, without a browser."""

    room: Guestroom
    socket: aiohttp.ClientWebSocketResponse

    async def says(self, kind: str, **fields: object) -> None:
        """Say one thing to the hub."""
        await self.socket.send_json({"kind": kind, **fields})

    async def hears(self, kind: str) -> dict[str, Any]:
        """Return the next message of that kind; what is heard is kept as what arrived."""
        scene = self.room.scene
        while True:
            text = await self.socket.receive_str(timeout=SECONDS)
            name = (scene.cast.person(self.room.key).name,)
            scene.received.append(Capture(scene.clock.now(), "room", "Anteroom", name, text.encode()))
            message: dict[str, Any] = json.loads(text)
            if message["kind"] == kind:
                return message

    async def leaves(self) -> None:
        """Leave the call for good."""
        await self.says("leave")
        ended = await self.hears("ended")
        prove(ended["reason"] == "left", f"leaving ended with {ended['reason']}")
        await self.socket.close()
