"""An interview with its seats, and the browsers with which people come to it. No page is drawn here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from anteroom.clock import SetClock
from anteroom.passes.views import ROOMS
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

START = MONDAY + timedelta(days=2, hours=5)
"""Wednesday, 14:00 UTC."""

END = START + timedelta(minutes=45)
REFERENCE = re.compile(r"Reference: [a-z2-7]{8}")
FINAL = 4000


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as it arrived."""

    status: int
    headers: Mapping[str, str]
    text: str
    cookies: Mapping[str, str]

    @property
    def plain(self) -> tuple[int, str]:
        """Status and body without the reference, which is new each time."""
        return self.status, REFERENCE.sub("", self.text)


class Browser:
    """A person's browser without a screen: keeps cookies, follows nothing, likes a language best or none."""

    def __init__(self, url: str, language: str = "") -> None:
        self._url = url
        likes = {"Accept-Language": language} if language else {}
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=likes)

    async def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return await self._ask("GET", path, headers=headers)

    async def take(self, pass_text: object, *, move: bool = False) -> Answer:
        """Exchange a pass, as the page does; `move` once the page has offered that."""
        body = {"pass": pass_text, "move": True} if move else {"pass": pass_text}
        return await self._ask("POST", "/i", json=body)

    async def send(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form."""
        return await self._ask("POST", path, data=fields)

    async def _ask(self, method: str, path: str, **what: Any) -> Answer:
        url = f"{self._url}{path}"
        async with self.session.request(method, url, allow_redirects=False, **what) as answer:
            cookies = {name: morsel.OutputString() for name, morsel in answer.cookies.items()}
            return Answer(answer.status, answer.headers, await answer.text(), cookies)


@dataclass
class CallPage:
    """A call page reduced to what it hears and says."""

    socket: aiohttp.ClientWebSocketResponse
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def hears(self, kind: str) -> dict[str, Any]:
        """Return the next message of that kind."""
        while True:
            message: dict[str, Any] = json.loads(await self.socket.receive_str(timeout=5))
            self.heard.append(message)
            if message["kind"] == kind:
                return message

    async def is_told_why(self) -> str:
        """Return the reason given at the end, after which the connection is closed for good."""
        reason = str((await self.hears("ended"))["reason"])
        frame = await self.socket.receive(timeout=5)
        assert (frame.data, frame.extra) == (FINAL, reason)
        return reason

    async def leaves(self) -> None:
        """Leave the call."""
        await self.socket.send_json({"kind": "leave"})
        await self.is_told_why()


class Reception:
    """One interview of Maya's with Leo and whoever else is looped in. `close` shuts every browser."""

    def __init__(self, world: World, clock: SetClock) -> None:
        self.world = world
        self.clock = clock
        self.api = ApiClient(world)
        self.interview: dict[str, Any] = {}
        self._stack = AsyncExitStack()

    async def schedule(self, **more: Any) -> dict[str, str]:
        """Invite; return the seats by the person's first name, in lower case."""
        offered = self.world.twins.cast.proposals[0]
        wish = {
            "proposal": offered.id,
            "host": offered.client,
            "starts_at": START.isoformat(),
            "minutes": 45,
            **more,
        }
        status, told = await self.api.post("/v1/interviews", wish)
        assert status == 201, told
        self.interview = dict(told)
        return {each["label"].split()[0].strip(",").lower(): each["id"] for each in told["parties"]}

    async def open_doors(self) -> None:
        """Let it be ten minutes before."""
        self.clock.set(START - timedelta(minutes=10))
        await self.world.settle()

    async def told(self) -> Mapping[str, Any]:
        """What the API says of the interview now."""
        return (await self.api.get(f"/v1/interviews/{self.interview['id']}"))[1]

    async def present(self) -> set[str]:
        """The seats that are taken in the room now."""
        async with self.world.house.database.connection() as conn:
            room = await conn.fetchval("select room from interview where id = $1", self.interview["id"])
        return set(self.world.app[ROOMS].present(str(room)))

    async def cancel(self) -> None:
        """Let Maya call it off."""
        body = {"member": self.world.twins.cast.maya.member}
        status, told = await self.api.post(f"/v1/interviews/{self.interview['id']}/cancel", body)
        assert status == 200, told

    async def rewrite(self, sql: str, *values: object) -> None:
        """Change the books behind everybody's back."""
        async with self.world.house.database.connection() as conn:
            await conn.execute(sql, *values)

    def browser(self, language: str = "") -> Browser:
        """A browser that was never here before."""
        opened = Browser(self.world.url, language)
        self._stack.push_async_callback(opened.session.close)
        return opened

    def pass_of(self, seat: str, epoch: int = 1) -> str:
        """The pass of a seat, as its invitation would carry it."""
        return self.world.house.mint.make(seat, epoch)

    async def seated(self, seat: str, language: str = "") -> Browser:
        """A browser that holds the seat's cookie."""
        browser = self.browser(language)
        taken = await browser.take(self.pass_of(seat))
        if taken.text == '{"elsewhere": "elsewhere"}':
            taken = await browser.take(self.pass_of(seat), move=True)
        assert taken.status == 200 and '"lobby"' in taken.text, taken.text
        return browser

    async def at_gate(self, act: str, seat: str) -> str:
        """Let Maya decide about a seat, as the marketplace's page does for her."""
        body = {"member": self.world.twins.cast.maya.member}
        path = f"/v1/interviews/{self.interview['id']}/parties/{seat}/{act}"
        status, told = await self.api.post(path, body)
        assert status == 200, told
        return next(str(each["seat"]) for each in told["parties"] if each["id"] == seat)

    async def admission(self, browser: Browser, seat: str) -> str:
        """The admission in the call page that this browser is shown; who would have to wait is let in."""
        shown = await browser.get(f"/room/{seat}")
        if shown.status == 303:
            await browser.send(f"/lobby/{seat}/enter", {})
            await self.at_gate("admit", seat)
            shown = await browser.get(f"/room/{seat}")
        assert shown.status == 200, shown.headers.get("Location", shown.text)
        found = re.search(r"admission=([\w.-]+)", shown.text)
        assert found is not None
        return found[1]

    async def connect(self, browser: Browser, seat: str, admission: str) -> CallPage:
        """Connect to the room. Raises WSServerHandshakeError when turned away."""
        url = f"{self.world.url}/room/{seat}/signal?session=page12345&admission={admission}"
        socket = await browser.session.ws_connect(url)
        self._stack.push_async_callback(socket.close)
        return CallPage(socket)

    async def enter(self, seat: str) -> CallPage:
        """Come in at a seat, all the way from the pass."""
        browser = await self.seated(seat)
        page = await self.connect(browser, seat, await self.admission(browser, seat))
        await page.hears("welcome")
        return page

    async def together(self, *seats: str) -> list[CallPage]:
        """Let several people come in, one after another."""
        return [await self.enter(seat) for seat in seats]

    def travel(self, moment: datetime) -> None:
        """Let it be then."""
        self.clock.set(moment)

    async def close(self) -> None:
        """Shut every browser."""
        await self._stack.aclose()
