"""Tools in which calls can be made, beside an Anteroom that is set up for them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from yarl import URL

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.meetings.jitsi import SandboxJitsi
from anteroom.sandbox.meetings.livekit import SandboxLiveKit
from anteroom.sandbox.meetings.teams import SandboxTeams
from anteroom.sandbox.meetings.zoom import SandboxZoom, ZoomApp
from anteroom.sandbox.server import Server
from anteroom.settings.deployment import Settings, with_part

APP = "company-client"
_TICKET = re.compile(r'action="([^"]+)"[^<]*<input type="hidden" name="ticket" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class SandboxTools:
    """A Zoom that companies connect, and a Jitsi, a LiveKit and a Teams of the deployment's own."""

    zoom: SandboxZoom
    jitsi: SandboxJitsi
    livekit: SandboxLiveKit
    teams: SandboxTeams

    @property
    def all(self) -> tuple[Server, ...]:
        """Every one of them."""
        return (self.zoom, self.jitsi, self.livekit, self.teams)

    async def connect_zoom(self, anteroom_url: str, api_key: str, organisation: str, account: str) -> None:
        """Let a company connect its Zoom; see the function."""
        await connect_zoom(self.zoom, anteroom_url, api_key, organisation, account)


async def connect_zoom(
    zoom: SandboxZoom, anteroom_url: str, api_key: str, organisation: str, account: str
) -> None:
    """Let a company connect its Zoom, as its people do: the link, the page, Zoom's consent, and back.

    Raises RuntimeError where that does not end well.
    """
    zoom.apps[0].redirect_uri = f"{anteroom_url}/meetings/zoom/oauth"
    ask = f"{anteroom_url}/v1/organisations/{organisation}/tools/zoom"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as person:
        async with person.post(ask, headers={"Authorization": f"Bearer {api_key}"}) as answer:
            link = str((await answer.json())["url"])
        async with person.get(link) as answer:
            button = _TICKET.search(await answer.text())
        if button is None:
            raise RuntimeError("the page that connects Zoom has no button")
        go = URL(link).join(URL(button[1]))
        async with person.post(go, data={"ticket": button[2]}, allow_redirects=False) as answer:
            asked = URL(answer.headers["Location"])
        code = zoom.consent(asked.query["client_id"], asked.query["redirect_uri"], account)
        back = URL(asked.query["redirect_uri"]).with_query(code=code, state=asked.query["state"])
        async with person.get(back) as answer:
            if answer.status != 200:
                raise RuntimeError(f"connecting Zoom ended with {answer.status}")


@asynccontextmanager
async def open_tools(
    settings: Settings, clock: Clock, randomness: Randomness
) -> AsyncIterator[tuple[SandboxTools, Settings]]:
    """Open them, and return them with settings of an Anteroom that may use them all."""
    names = ("ZOOM_CLIENT", "ZOOM_WEBHOOK", "JITSI", "LIVEKIT", "TEAMS")
    drawn = {name: randomness.token(40) for name in names}
    zoom = SandboxZoom([ZoomApp(APP, drawn["ZOOM_CLIENT"])], drawn["ZOOM_WEBHOOK"], clock.now)
    jitsi = SandboxJitsi(drawn["JITSI"], "anteroom", "meet.example.org", clock.now)
    livekit = SandboxLiveKit("APIkey", drawn["LIVEKIT"], clock.now)
    teams = SandboxTeams("tenant-1", "client-1", drawn["TEAMS"], "user-1", clock.now)
    async with zoom, jitsi, livekit, teams:
        said = {
            "jitsi": {"url": jitsi.url, "app_id": "anteroom", "subject": "meet.example.org"},
            "livekit": {"url": livekit.url, "page": "https://calls.example.org", "api_key": "APIkey"},
            "zoom": {"api_url": zoom.url, "web_url": zoom.url, "client_id": APP},
            "teams": {
                "tenant": "tenant-1",
                "client_id": "client-1",
                "organizer": "user-1",
                "graph_url": teams.url,
                "login_url": teams.url,
            },
        }
        environ = {f"ANTEROOM_{name}_SECRET": drawn[name] for name in names}
        yield SandboxTools(zoom, jitsi, livekit, teams), with_part(settings, "meetings", said, environ)
