"""The form that schedules, as a browser would fill it in and send it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from anteroom.sandbox.world import World
from embeds.frame import Frame, Said

FIRST = {
    "day": "2026-11-26",
    "hour": "15:00",
    "minutes": "45",
    "zone": "Europe/Berlin",
    "guests": "1",
    "guest.0.email": "boss@larkfield.example",
    "guest.0.label": "Ruth, CTO",
    "guest.0.required": "yes",
    "offers": "0",
    "agenda": "How you would begin.",
    "where": "room",
}
"""A form that can be sent as it is: Thursday at three in Berlin."""


@dataclass
class Dialog:
    """One member's form on one proposal."""

    frame: Frame
    fields: dict[str, str] = field(default_factory=lambda: dict(FIRST))

    async def check(self, wish: str = "check", **fields: str) -> Said:
        """Send the form; the next time it is sent as the same draft."""
        self.fields |= {name.replace("__", "."): value for name, value in fields.items()}
        said = await self.frame.send("/embed/schedule", {**self.fields, "wish": wish})
        self.fields["draft"] = hidden(said, "draft") or self.fields.get("draft", "")
        return said

    async def send(self, step: Said) -> Said:
        """Press the button of the last step."""
        return await self.frame.send(
            "/embed/schedule/send", {"draft": hidden(step, "draft"), "shown": hidden(step, "shown")}
        )


def hidden(said: Said, name: str) -> str:
    """Return what a hidden field of a fragment holds; "" where there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', said.text)
    return html.unescape(found[1]) if found else ""


async def frame_of(world: World, member: str, proposal: str) -> Frame:
    """Give a member a frame at a proposal, by the marketplace's word."""
    import aiohttp

    token = world.twins.marketplace.viewer_token(member)
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{world.url}/embed/session", json={"viewer": token, "proposal": proposal}) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return Frame(world.url, (await answer.json())["session"])


async def dialog_of(world: World, member: str, proposal: str) -> Dialog:
    """Give a member the form."""
    return Dialog(await frame_of(world, member, proposal))
