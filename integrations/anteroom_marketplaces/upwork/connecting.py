"""Connecting an organisation's account at Upwork: a link that is asked for, Upwork's consent, and back.

Whoever comes back must belong to the organisation that was meant: Upwork says to which ones it does. How one
gets to Upwork's consent and back: `anteroom/consent_elsewhere.py`.
"""

from __future__ import annotations

import structlog
from aiohttp import web

from anteroom.api.answers import respond
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.consent_elsewhere import ConnectedShown, ConnectShown, ConsentElsewhere
from anteroom.effects.model import Refused, TryLater
from anteroom.errors import NotFound
from anteroom.passes.tokens import WrongToken
from anteroom_marketplaces.upwork import store
from anteroom_marketplaces.upwork.accounts import UpworkAccounts
from anteroom_marketplaces.upwork.client import UpworkClient

log = structlog.get_logger()

REST = "/v1/organisations/{id}/connections/upwork"
AUTHORIZE = "/ab/account-security/oauth2/authorize"
ELSEWHERE = (
    "You do not belong to that organisation at Upwork. Sign in there as somebody who does, and begin again."
)


class Connecting:
    """The routes of it."""

    def __init__(self, accounts: UpworkAccounts, client: UpworkClient) -> None:
        self._accounts = accounts
        self._client = client
        self._house = accounts.house
        self._consent = ConsentElsewhere(accounts.house, "Upwork", "/marketplace/upwork")

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are; those below /v1 ask for a key."""
        return [
            *(each.resource for each in self.declared),
            web.get(self._consent.connect, self.explain),
            web.post(self._consent.go, self.go),
            web.get(self._consent.back, self.back),
        ]

    @property
    def declared(self) -> tuple[Route, ...]:
        """Those below /v1, as that declares its calls."""
        return (
            Route(
                method="POST",
                path=REST,
                name="connect_upwork",
                tag="Tools",
                summary="Get a link by which an organisation connects its Upwork account; half an hour",
                handler=self.invite,
                scope=Scope.MEMBERS_WRITE,
                answers={201: ConnectShown},
            ),
            Route(
                method="GET",
                path=REST,
                name="show_upwork",
                tag="Tools",
                summary="Say whether an organisation's Upwork account is connected",
                handler=self.tell,
                scope=Scope.MEMBERS_READ,
                answers={200: ConnectedShown},
            ),
            Route(
                method="DELETE",
                path=REST,
                name="disconnect_upwork",
                tag="Tools",
                summary="Forget an organisation's Upwork account at once",
                handler=self.disconnect,
                scope=Scope.MEMBERS_WRITE,
                answers={204: None},
                problems=(NotFound,),
            ),
        )

    async def invite(self, request: web.Request) -> web.Response:
        """Return the link that connects an organisation; who opens it consents at Upwork."""
        return self._consent.invite(request, request.match_info["id"])

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

    async def explain(self, request: web.Request) -> web.Response:
        """Say what pressing on does; look without changing anything."""
        try:
            self._consent.meant(request)
        except WrongToken as error:
            return self._consent.failed(request, str(error))
        sentences = (
            "From then on the cards of your organisation's interviews are posted in your name at Upwork, and "
            "the messages of its interview rooms are read for contact details.",
            "Names, titles and messages from Upwork are kept for no more than a day.",
            "If somebody sent you this link whom you do not know, close this page.",
        )
        title = "Connect your organisation's Upwork account"
        return self._consent.explain(request, title, sentences, self._accounts.settings.web_url)

    async def go(self, request: web.Request) -> web.Response:
        """Send the browser to Upwork's consent."""
        settings = self._accounts.settings
        return await self._consent.send_on(
            request, f"{settings.web_url}{AUTHORIZE}", settings.client_id, self._accounts.redirect_uri
        )

    async def back(self, request: web.Request) -> web.Response:
        """Take Upwork's answer."""
        try:
            organisation, code = await self._consent.came_back(request)
        except WrongToken as error:
            return self._consent.failed(request, str(error))
        try:
            access, refresh, until = await self._accounts.exchanged(code)
            belongs = await self._client.belongs(access, organisation)
        except (TryLater, Refused) as error:
            return self._consent.failed(request, str(error), status=502)
        if not belongs:
            return self._consent.failed(request, "another organisation's", sentence=ELSEWHERE)
        await self._accounts.keep(organisation, access, refresh, until)
        log.info("marketplace.connected", kind=store.CONNECTOR)
        sentences = ("Your organisation's rooms are looked at from now on.", "You can close this page.")
        return self._consent.connected(request, sentences)
