"""An interview whose call we make in a tool, beside that tool's twin."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from anteroom.ledger import chain
from anteroom.sandbox.tools import SandboxTools
from anteroom.sandbox.world import World
from passes.reception import Answer, Browser, Reception

LARKFIELD = "org-larkfield"
TEXT = re.compile(r'name="text" value="([0-9a-f]{64})"')


@dataclass
class Made:
    """The reception, and every tool."""

    desk: Reception
    tools: SandboxTools

    @property
    def world(self) -> World:
        """Everything at once."""
        return self.desk.world

    async def connect(self, account: str = "acc-larkfield") -> None:
        """Maya's company connects its Zoom."""
        key = self.world.settings.secrets.api_key
        await self.tools.connect_zoom(self.world.url, key, LARKFIELD, account)

    async def schedule(self, tool: str = "zoom", **more: Any) -> dict[str, str]:
        """Invite into a call that we make, and let everything happen that is due."""
        seats = await self.desk.schedule(tool=tool, **more)
        await self.world.settle()
        return seats

    async def open_doors(self) -> None:
        """Let it be ten minutes before."""
        await self.desk.open_doors()

    async def place(self) -> Mapping[str, Any]:
        """What the API says of where the call takes place."""
        place: Mapping[str, Any] = (await self.desk.told())["place"]
        return place

    async def agreed(self, seat: str) -> Browser:
        """Come from a pass, and agree to what the tool shows."""
        browser = await self.desk.seated(seat)
        shown = await browser.get(f"/lobby/{seat}")
        found = TEXT.search(shown.text)
        assert found is not None, shown.text
        sent = await browser.send(f"/lobby/{seat}/tool", {"agree": "yes", "text": found[1]})
        assert sent.status == 303
        return browser

    async def opens(self, seat: str, browser: Browser | None = None) -> Answer:
        """Press the button that opens the tool; who has to wait for that is let in, and presses again."""
        browser, lobby = browser or await self.agreed(seat), f"/lobby/{seat}"
        answer = await browser.send(f"{lobby}/tool/open", {})
        told = json.loads((await browser.get(f"{lobby}/state")).text)
        if answer.headers.get("Location") == lobby and told["way"] == "wait":
            await self.desk.at_gate("admit", seat)
            answer = await browser.send(f"{lobby}/tool/open", {})
        return answer

    async def choose(self, tool: str, link: str = "") -> int:
        """Maya chooses another place."""
        body = {"member": "m-maya", "tool": tool, "link": link}
        status, _ = await self.desk.api.post(f"/v1/interviews/{self.desk.interview['id']}/place", body)
        await self.world.settle()
        return status

    async def says(self, tool: str, said: tuple[Mapping[str, str], bytes]) -> int:
        """A tool calls our webhook."""
        headers, body = said
        url = f"{self.world.url}/meetings/{tool}/webhook"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            return answer.status

    def there(self, tool: str) -> list[str]:
        """What calls there are in a tool, as its twin has them."""
        twin = getattr(self.tools, tool)
        return list(twin.rooms if tool == "livekit" else twin.meetings)

    async def later(self, *, minutes: int) -> None:
        """Let some minutes go by, and everything happen that is due then."""
        self.desk.travel(self.desk.clock.now() + timedelta(minutes=minutes))
        await self.world.settle()

    async def ledger(self) -> list[tuple[str, Mapping[str, Any]]]:
        """What the interview's ledger tells: event and facts."""
        async with self.world.house.database.connection() as conn:
            entries = await chain.read(conn, self.desk.interview["id"])
        return [(each.event, each.facts) for each in entries]

    async def fell_back(self) -> Mapping[str, Any]:
        """Why the call takes place in the room."""
        return next(facts for event, facts in await self.ledger() if event == "interview.fell_back")
