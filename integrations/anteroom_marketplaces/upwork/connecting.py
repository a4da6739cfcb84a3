"""Connecting an organisation's account at Upwork: a link that is asked for, Upwork's consent, and back.

Whoever comes back must belong to the organisation that was meant: Upwork says to which ones it does. How one
gets to Upwork's consent and back: `anteroom/account_elsewhere.py`.
"""

from __future__ import annotations

import structlog
from aiohttp import web

from anteroom.account_elsewhere import AccountElsewhere
from anteroom.api.answers import respond
from anteroom.consent_elsewhere import ConnectedShown, ConsentElsewhere
from anteroom.effects.model import Refused, TryLater
from anteroom.errors import NotFound
from anteroom_marketplaces.upwork import store
from anteroom_marketplaces.upwork.accounts import UpworkAccounts
from anteroom_marketplaces.upwork.client import UpworkClient

log = structlog.get_logger()

REST = "/v1/organisations/{id}/connections/upwork"
AUTHORIZE = "/ab/account-security/oauth2/authorize"
ELSEWHERE = (
    "You do not belong to that organisation at Upwork. Sign in there as somebody who does, and begin again."
)


class Connecting(AccountElsewhere):
    """The routes of it."""

    def __init__(self, accounts: UpworkAccounts, client: UpworkClient) -> None:
        consent = ConsentElsewhere(accounts.house, "Upwork", "/marketplace/upwork")
        super().__init__(consent, REST, "Upwork account")
        self._accounts = accounts
        self._client = client
        self._house = accounts.house

    async def invite(self, request: web.Request) -> web.Response:
        """Return the link that connects an organisation; who opens it consents at Upwork."""
        return self.consent.invite(request, request.match_info["id"])

    async def tell(self, request: web.Request) -> web.Response:
        """Say whether it is connected."""
        async with self._house.database.connection() as conn:
            found = await store.account(conn, request.match_info["id"])
        return respond(request, ConnectedShown(connected=found is not None))

    async def disconnect(self, request: web.Request) -> web.Response:
        """Forget its tokens at once. Upwork has no call to revoke them; who consented does so there."""
        if not await self._accounts.drop(request.match_info["id"]):
            raise NotFound("This organisation has not connected Upwork.")
        return web.Response(status=204)

    async def explained(self, request: web.Request, organisation: str) -> web.Response:
        """Say what pressing on does."""
        sentences = (
            "From then on the cards of your organisation's interviews are posted in your name at Upwork, and "
            "the messages of its interview rooms are read for contact details.",
            "Names, titles and messages from Upwork are kept for no more than a day.",
            "If somebody sent you this link whom you do not know, close this page.",
        )
        title = "Connect your organisation's Upwork account"
        return self.consent.explain(request, title, sentences, self._accounts.settings.web_url)

    async def go(self, request: web.Request) -> web.Response:
        """Send the browser to Upwork's consent."""
        settings = self._accounts.settings
        return await self.consent.send_on(
            request, f"{settings.web_url}{AUTHORIZE}", settings.client_id, self._accounts.redirect_uri
        )

    async def granted(self, request: web.Request, organisation: str, code: str) -> web.Response:
        """Take the tokens for it."""
        try:
            access, refresh, until = await self._accounts.exchanged(code)
            belongs = await self._client.belongs(access, organisation)
        except (TryLater, Refused) as error:
            return self.consent.failed(request, str(error), status=502)
        if not belongs:
            return self.consent.failed(request, "another organisation's", sentence=ELSEWHERE)
        await self._accounts.keep(organisation, access, refresh, until)
        log.info("marketplace.connected", kind=store.CONNECTOR)
        sentences = ("Your organisation's rooms are looked at from now on.", "You can close this page.")
        return self.consent.connected(request, sentences)
