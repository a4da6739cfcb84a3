"""A browser with cookies of its own, in which somebody of the workspace installs the app."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import aiohttp


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser shows in the end: whose page, with which status.

    `location` is where it was sent on.
    """

    status: int
    text: str
    address: str
    location: str = ""


class Browser:
    """Follows an installation as a person does. As a context it is open."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Browser:
        # Cookies of hosts that are numbers are kept only by an unsafe jar.
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        return self

    async def __aexit__(self, *_exception: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, address: str) -> Shown:
        """Open an address; a redirect is not followed."""
        return await self._shown("GET", address, {})

    async def begin(self, install_url: str) -> Shown:
        """Press "Add to Slack".

        Return what Slack's own page shows, or the app's where it sends nobody there.
        """
        begun = await self.get(install_url)
        return await self.get(begun.location) if begun.location else begun

    async def press(self, consent: Shown, team: str, person: str, pressed: str) -> Shown:
        """Press a button of Slack's page; return that page, or the redirect back to the app."""
        return await self._shown(
            "POST", consent.address, {"team": team, "person": person, "pressed": pressed}
        )

    async def install(self, install_url: str, team: str, person: str, pressed: str = "allow") -> Shown:
        """Do all of it; return the app's last page. The app is found where `install_url` is, by any name."""
        consent = await self.begin(install_url)
        answered = await self.press(consent, team, person, pressed)
        if not answered.location:
            return answered
        return await self.get(here(install_url, answered.location))

    async def _shown(self, method: str, address: str, form: dict[str, str]) -> Shown:
        assert self._session is not None
        async with self._session.request(method, address, data=form or None, allow_redirects=False) as answer:
            location = answer.headers.get("Location", "")
            return Shown(answer.status, await answer.text(), address, location)


def here(install_url: str, location: str) -> str:
    """Return an address of the app as reached where it was begun."""
    app, back = urlsplit(install_url), urlsplit(location)
    return urlunsplit((app.scheme, app.netloc, back.path, back.query, ""))
