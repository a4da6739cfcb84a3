"""What a viewer token opens: pages in frames and behind neutral addresses, for each kind of member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import jwt

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from callers.stage import ACTORS, Stage, strict, uncapped
from callers.test_roles import CANDIDATE, HOST, PARTIES, SCHEDULERS

SEES = {
    "the interview in a frame": PARTIES,
    "the proposal in a frame": SCHEDULERS | CANDIDATE,
    "the interview's neutral address": PARTIES,
    "the proposal's neutral address": SCHEDULERS | CANDIDATE,
    "the form that schedules": SCHEDULERS,
}
DOES = {"answer": PARTIES, "move": HOST, "cancel": HOST}
"""What is pressed on the card, by whoever gets as far as a session; the others have none."""


@dataclass
class Browser:
    """Browsers of members whom the marketplace vouches for."""

    world: World
    clock: SetClock
    client: aiohttp.ClientSession

    def token(self, member: str, *, secret: str = "", ago: int = 0) -> str:
        """A viewer token; with another `secret`, or made so many seconds `ago`."""
        now = int(self.clock.now().timestamp()) - ago
        claims = {"iss": "marketplace", "aud": "anteroom", "sub": member, "iat": now, "exp": now + 60}
        claims["jti"] = self.world.house.randomness.token(20)
        key = secret or self.world.settings.secrets.viewer_secret
        return jwt.encode(claims, key, algorithm="HS256", headers={"typ": "viewer+jwt"})

    async def session(self, token: str, **what: str) -> tuple[int, str]:
        """Exchange a token; return the status and the session."""
        told = {"viewer": token, **what}
        async with self.client.post(f"{self.world.url}/embed/session", json=told) as answer:
            return answer.status, (await answer.json())["session"] if answer.status == 200 else ""

    async def send(self, path: str, form: Mapping[str, str], session: str = "") -> int:
        """Send a form; return the status, of a way on too."""
        headers = {"Authorization": f"Embed {session}"} if session else {}
        url = f"{self.world.url}{path}"
        async with self.client.post(url, data=form, headers=headers, allow_redirects=False) as answer:
            return answer.status

    async def get(self, path: str, session: str) -> int:
        """Fetch a page of a frame; return the status."""
        headers = {"Authorization": f"Embed {session}"}
        async with self.client.get(f"{self.world.url}{path}", headers=headers) as answer:
            return answer.status


async def test_every_kind_of_viewer_sees_and_does_what_its_part_allows(clock: SetClock) -> None:
    wrong: list[tuple[str, str, int]] = []
    async with strict(clock, uncapped) as world, aiohttp.ClientSession() as client:
        stage, browser = await Stage.set_up(world, clock), Browser(world, clock, client)
        path = await stage.schedule()
        interview = path.rpartition("/")[2]
        async with world.house.database.connection() as conn:
            neutral = await conn.fetchval("select neutral from interview where id = $1", interview)
        seen = (await stage.api.get(path)).said
        for actor in sorted(ACTORS, key=lambda each: each == "host"):
            member = stage.named(actor)
            in_frame, own = await browser.session(browser.token(member), interview=interview)
            of_proposal, wide = await browser.session(browser.token(member), proposal="p-payments")
            got = {
                "the interview in a frame": in_frame,
                "the proposal in a frame": of_proposal,
                "the interview's neutral address": await browser.send(
                    f"/t/{neutral}", {"viewer": browser.token(member)}
                ),
                "the proposal's neutral address": await browser.send(
                    "/schedule/p-payments", {"viewer": browser.token(member)}
                ),
                "the form that schedules": await browser.get("/embed/schedule", wide),
            }
            wrong += [(what, actor, got[what]) for what in SEES if (got[what] < 400) != (actor in SEES[what])]
            for what, may in DOES.items():
                form = {"answer": "tentative", "starts_at": seen["starts_at"], "minutes": "30"}
                status = await browser.send(f"/embed/interviews/{interview}/{what}", form, own or wide)
                if (status == 200) != (actor in may):
                    wrong.append((what, actor, status))
        for token in (
            browser.token("m-maya", secret="s" * 40),
            browser.token("m-maya", ago=3600),
            browser.token("m-nobody-at-all"),
            "a.b.c",
        ):
            status, _ = await browser.session(token, interview=interview)
            assert status == 403
    assert wrong == []
