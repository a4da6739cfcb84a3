"""A frame without a screen: takes a viewer token for a session and asks for fragments, as its script does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

from passes.reception import Reception


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it arrived."""

    status: int
    headers: Mapping[str, str]
    text: str


class Frame:
    """One frame with the session that it holds in memory."""

    def __init__(self, url: str, session: str = "") -> None:
        self._url = url
        self.session = session

    async def get(self, path: str, **headers: str) -> Said:
        """Fetch a fragment."""
        return await self._ask("GET", path, headers=headers)

    async def send(self, path: str, fields: Mapping[str, str]) -> Said:
        """Send a form of a fragment."""
        return await self._ask("POST", path, data=fields)

    async def _ask(self, method: str, path: str, **what: Any) -> Said:
        headers = {**what.pop("headers", {}), "Authorization": f"Embed {self.session}"}
        async with (
            aiohttp.ClientSession() as client,
            client.request(
                method, f"{self._url}{path}", allow_redirects=False, headers=headers, **what
            ) as answer,
        ):
            assert not answer.cookies
            return Said(answer.status, answer.headers, await answer.text())


class Frames:
    """The marketplace's pages, which vouch for whoever is signed in there."""

    def __init__(self, reception: Reception, seats: dict[str, str]) -> None:
        self.reception = reception
        self.world = reception.world
        self.clock = reception.clock
        self.seats = seats
        self.interview = str(reception.interview["id"])
        self.proposal = self.world.twins.cast.proposals[0].id

    def token(self, member: str) -> str:
        """A viewer token of the marketplace's."""
        return self.world.twins.marketplace.viewer_token(member)

    def signed(self, member: str) -> str:
        """A viewer token for any member of the marketplace's."""
        now = int(self.clock.now().timestamp())
        claims = {"iss": "marketplace", "aud": "anteroom", "sub": member, "iat": now, "exp": now + 60}
        claims["jti"] = self.world.house.randomness.token(20)
        secret = self.world.settings.secrets.viewer_secret
        return jwt.encode(claims, secret, algorithm="HS256", headers={"typ": "viewer+jwt"})

    async def noor(self) -> None:
        """Tell of a member whom none of this concerns."""
        body = {"role": "freelancer", "organisation": None, "display_name": "Noor Haddad", "plan": "basic"}
        status, answered = await self.reception.api.put("/v1/members/m-noor", body)
        assert status in (200, 201), answered

    async def ask(self, token: str, **what: str) -> tuple[int, Mapping[str, Any], str]:
        """Exchange a viewer token, as the frame's script does."""
        what = what or {"interview": self.interview}
        async with (
            aiohttp.ClientSession() as client,
            client.post(f"{self.world.url}/embed/session", json={"viewer": token, **what}) as answer,
        ):
            assert not answer.cookies
            told = await answer.json() if answer.content_type == "application/json" else {}
            return answer.status, told, await answer.text()

    async def open(self, member: str, **what: str) -> Frame:
        """Show it to a member."""
        status, told, text = await self.ask(self.token(member), **what)
        assert status == 200, text
        return Frame(self.world.url, told["session"])

    async def told(self) -> Mapping[str, Any]:
        """What the API says of the interview now."""
        return await self.reception.told()
