"""Somebody at the console, in a browser without scripts: signs in at the provider, looks, and sends forms."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import aiohttp
from yarl import URL

from anteroom.sandbox.world import World

PEOPLE = {"support": "ines", "trust": "tomasz", "operator": "odile"}
"""Who has one role alone."""
CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
NAVIGATES = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the browser shows, or where it is led."""

    status: int
    text: str
    location: str
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """The text without its markup."""
        return unescape(re.sub(r"<[^>]+>", " ", self.text))


class ConsoleVisit:
    """One browser. Redirects are not followed, but by `sign_in`."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self.world = world
        self.session = session

    async def sign_in(self, person: str, then: str = "/console") -> Seen:
        """Go through the provider as one of its people (`""` cancels), and end where that leads."""
        begun = await self.get(f"/console/sign-in?then={then}")
        return await self.came_back(await self.chosen(begun.location, person))

    async def chosen(self, authorize: str, person: str) -> str:
        """Choose who one is at the provider; return where it sends the browser."""
        address = URL(authorize, encoded=True)
        async with self.session.post(address, data={"person": person}, allow_redirects=False) as answer:
            assert answer.status == 303, await answer.text()
            return answer.headers["Location"]

    async def came_back(self, address: str) -> Seen:
        """Come back from the provider, and go on where that leads."""
        back = await self.get(address)
        return await self.get(back.location) if back.status == 303 else back

    async def get(self, path: str, **headers: str) -> Seen:
        """Look at a page."""
        return await self._asked("GET", path, {}, headers)

    async def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Seen:
        """Send a form as it stands."""
        return await self._asked("POST", path, fields, {**NAVIGATES, **headers})

    async def send(self, page: str, path: str, fields: Mapping[str, str] | None = None) -> Seen:
        """Send a form of a page, with the token that stands there."""
        return await self.post(path, {**(fields or {}), "csrf": await self.csrf(page)})

    async def csrf(self, page: str = "/console/you") -> str:
        """Return the token of the forms of a page."""
        shown = await self.get(page)
        found = CSRF.search(shown.text)
        assert found is not None, shown.text
        return found[1]

    @property
    def cookie(self) -> str:
        """What the browser holds of the session, "" for nothing."""
        found = self.session.cookie_jar.filter_cookies(URL(self.world.url)).get("console")
        return found.value if found else ""

    async def _asked(
        self, method: str, path: str, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> Seen:
        address = URL(path if path.startswith("http") else f"{self.world.url}{path}", encoded=True)
        data = dict(fields) if method == "POST" else None
        async with self.session.request(
            method, address, data=data, headers=dict(headers), allow_redirects=False
        ) as answer:
            location = answer.headers.get("Location", "")
            return Seen(answer.status, await answer.text(), location, dict(answer.headers))


@asynccontextmanager
async def visit(world: World, person: str = "") -> AsyncIterator[ConsoleVisit]:
    """Open a browser; with a person of the provider's it is signed in already."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        opened = ConsoleVisit(world, session)
        if person:
            shown = await opened.sign_in(person)
            assert shown.status == 200, shown.text
        yield opened
