"""Connecting a company's Zoom: a link that the marketplace asks for, Zoom's consent, and back.

The marketplace says for which organisation; a page says whose interviews will be made in whose Zoom. How one
gets to Zoom's consent and back: `anteroom/account_elsewhere.py`.
"""

from __future__ import annotations

import structlog
from aiohttp import web

from anteroom.account_elsewhere import AccountElsewhere
from anteroom.api.answers import respond
from anteroom.consent_elsewhere import ConnectedShown, ConsentElsewhere
from anteroom.errors import NotFound
from anteroom.guard import Context
from anteroom.meetings.link import hosts_of
from anteroom.meetings.model import Tool
from anteroom.meetings.provider import MeetingFault
from anteroom.plain_text import one_line
from anteroom.proposals import store
from anteroom_meetings.zoom_accounts import PROVIDER, ZoomAccounts
from anteroom_meetings.zoom_settings import Zoom

log = structlog.get_logger()

REST = "/v1/organisations/{id}/tools/zoom"


class Connecting(AccountElsewhere):
    """The routes of it."""

    def __init__(self, accounts: ZoomAccounts, settings: Zoom) -> None:
        consent = ConsentElsewhere(accounts.house, "Zoom", "/meetings/zoom")
        super().__init__(consent, REST, "Zoom", refusals=(NotFound,))
        self._accounts = accounts
        self._house = accounts.house
        self._settings = settings

    async def invite(self, request: web.Request) -> web.Response:
        """Return the link that connects an organisation's Zoom; who opens it consents at Zoom."""
        organisation = request.match_info["id"]
        await self._name_of(organisation)
        return self.consent.invite(request, organisation)

    async def tell(self, request: web.Request) -> web.Response:
        """Say whether it is connected."""
        organisation = request.match_info["id"]
        await self._name_of(organisation)
        connected = await self._accounts.bearer(organisation) is not None
        return respond(request, ConnectedShown(connected=connected))

    async def disconnect(self, request: web.Request) -> web.Response:
        """Forget its tokens at once, and revoke them at Zoom where that answers."""
        try:
            there = await self._accounts.disconnect(request.match_info["id"])
        except MeetingFault as error:
            log.warning("meetings.not_revoked", kind=PROVIDER, code=error.code)
            there = True
        if not there:
            raise NotFound("This organisation has not connected Zoom.")
        return web.Response(status=204)

    async def explained(self, request: web.Request, organisation: str) -> web.Response:
        """Say what pressing on does."""
        name = await self._name_of(organisation)
        sentences = (
            f"From then on {name} can have interviews made in your Zoom account.",
            "Everybody in such a call sees the name and picture of your Zoom profile.",
            "If somebody sent you this link whom you do not know, close this page.",
        )
        title = f"Connect your Zoom to {name}"
        # Zoom sends browsers on to its own sign-in.
        hosts = hosts_of(Tool.ZOOM, {})
        return self.consent.explain(request, title, sentences, self._settings.web_url, *hosts)

    async def go(self, request: web.Request) -> web.Response:
        """Send the browser to Zoom's consent."""
        return await self.consent.send_on(
            request,
            f"{self._settings.web_url}/oauth/authorize",
            self._settings.client_id or "",
            self._accounts.redirect_uri,
        )

    async def granted(self, request: web.Request, organisation: str, code: str) -> web.Response:
        """Take the tokens for it."""
        try:
            await self._accounts.connect(organisation, code)
        except MeetingFault as error:
            log.warning("meetings.not_connected", kind=PROVIDER, code=error.code, reason=str(error))
            return self.consent.failed(request, error.code, status=502)
        log.info("meetings.connected", kind=PROVIDER)
        name = await self._name_of(organisation)
        sentences = (
            f"Interviews of {name} can be made in your Zoom account now.",
            "You can close this page.",
        )
        return self.consent.connected(request, sentences)

    async def _name_of(self, organisation_id: str) -> str:
        """Return what people call it. Raises NotFound."""
        async with self._house.database.connection() as conn:
            found = await store.organisation(conn, organisation_id)
        if found is None:
            raise NotFound("There is no such organisation.")
        name = one_line(found.name)
        passes = self._house.guard.inspect(name, Context((), "name")).action.passes
        return name if passes else "your company"
