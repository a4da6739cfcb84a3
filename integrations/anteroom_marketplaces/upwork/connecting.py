"""Connecting an organisation's account at Upwork: a link that is asked for, Upwork's consent, and back.

The link is good for half an hour and looked at without consequence: a page says what pressing on does. On
the way to Upwork and back goes a state: signed, short-lived, used once and bound to one browser (RFC 6749,
10.12). Whoever comes back must belong to the organisation that was meant: Upwork says to which ones it does.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
import structlog
from aiohttp import web
from yarl import URL

from anteroom.api.answers import Shown, respond
from anteroom.api.body import read_form
from anteroom.api.doorway import FIXED_WORDS, PASSAGE, Passage
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.database.connection import Connection
from anteroom.effects.model import Refused, TryLater
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.once import once
from anteroom.pages.plain import page, policy
from anteroom.passes.tokens import Use, WrongToken, read_token
from anteroom_marketplaces.upwork import store
from anteroom_marketplaces.upwork.accounts import UpworkAccounts
from anteroom_marketplaces.upwork.client import UpworkClient

log = structlog.get_logger()

REST = "/v1/organisations/{id}/connections/upwork"
HOME = "/marketplace/upwork"
CONNECT, GO, BACK = f"{HOME}/connect", f"{HOME}/go", f"{HOME}/oauth"
AUTHORIZE = "/ab/account-security/oauth2/authorize"
INVITED = Use("upwork-connect+jwt", "anteroom", "upwork-connect", timedelta(minutes=30), ())
STATE = Use("upwork-state+jwt", "anteroom", "upwork-state", timedelta(minutes=20), ("jti", "org"))
COOKIE = "upwork_connect"
LONGEST_CODE = 500
FAILED = "Upwork was not connected"
BEGIN_AGAIN = "Nothing was connected. Ask for a new link where you got this one."
ELSEWHERE = (
    "You do not belong to that organisation at Upwork. Sign in there as somebody who does, and begin again."
)


class ConnectShown(Shown, frozen=True):
    """Where somebody of the organisation consents."""

    url: str


class ConnectedShown(Shown, frozen=True):
    """Whether its account at Upwork is connected."""

    connected: bool


class Connecting:
    """The routes of it."""

    def __init__(self, accounts: UpworkAccounts, client: UpworkClient) -> None:
        self._accounts = accounts
        self._client = client
        self._house = accounts.house

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are; those below /v1 ask for a key."""
        return [
            *(each.resource for each in self.declared),
            web.get(CONNECT, self.explain),
            web.post(GO, self.go),
            web.get(BACK, self.back),
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
        ticket = self._signed(INVITED, request.match_info["id"], {})
        url = f"{self._house.settings.public_url}{CONNECT}?{urlencode({'ticket': ticket})}"
        request[PASSAGE] = Passage(minted=(ticket, url))
        return respond(request, ConnectShown(url=url), 201)

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
            self._read(request.query.get("ticket", ""), INVITED)
        except WrongToken as error:
            return self._failed(request, str(error))
        ticket = request.query["ticket"]
        request[PASSAGE] = Passage(minted=(ticket,))
        sentences = (
            "From then on the cards of your organisation's interviews are posted in your name at Upwork, and "
            "the messages of its interview rooms are read for contact details.",
            "Names, titles and messages from Upwork are kept for no more than a day.",
            "If somebody sent you this link whom you do not know, close this page.",
        )
        answer = page(
            request,
            "connect.html",
            title="Connect your organisation's Upwork account",
            sentences=sentences,
            action=GO,
            ticket=ticket,
            button="Go to Upwork",
            marketplace=self._house.settings.marketplace.name,
        )
        # Browsers hold form-action against the redirect to Upwork, too.
        answer.headers["Content-Security-Policy"] = policy(str(URL(self._accounts.settings.web_url).origin()))
        return answer

    async def go(self, request: web.Request) -> web.Response:
        """Send the browser to Upwork's consent, with a state of which it keeps one half."""
        form = await read_form(request)
        try:
            organisation = str(self._read(form.get("ticket", ""), INVITED)["sub"])
        except WrongToken as error:
            return self._failed(request, str(error))
        nonce = self._house.randomness.token(32)
        extra = {"org": organisation, "jti": self._house.randomness.token(26)}
        state = self._signed(STATE, _digest(nonce), extra)
        query = {
            "response_type": "code",
            "client_id": self._accounts.settings.client_id,
            "redirect_uri": self._accounts.redirect_uri,
            "state": state,
        }
        request[PASSAGE] = Passage(minted=(state, nonce))
        location = f"{self._accounts.settings.web_url}{AUTHORIZE}?{urlencode(query)}"
        answer = web.Response(status=303, headers={"Location": location})
        answer.set_cookie(
            COOKIE,
            nonce,
            max_age=int(STATE.longest.total_seconds()),
            httponly=True,
            secure=self._house.settings.public_url.startswith("https:"),
            samesite="Lax",  # it comes back with the browser from Upwork, by GET
            path=HOME,
        )
        return answer

    async def back(self, request: web.Request) -> web.Response:
        """Take Upwork's answer. Nothing of it is believed without the state that this browser was given."""
        try:
            organisation = await self._finished(request)
        except WrongToken as error:
            return self._failed(request, str(error))
        code = request.query.get("code", "")
        if not code or len(code) > LONGEST_CODE:
            return self._failed(request, "no code")
        try:
            access, refresh, until = await self._accounts.exchanged(code)
            belongs = await self._client.belongs(access, organisation)
        except (TryLater, Refused) as error:
            return self._failed(request, str(error), status=502)
        if not belongs:
            return self._failed(request, "another organisation's", sentence=ELSEWHERE)
        await self._accounts.keep(organisation, access, refresh, until)
        log.info("marketplace.connected", kind=store.CONNECTOR)
        sentences = ("Your organisation's rooms are looked at from now on.", "You can close this page.")
        answer = self._page(request, "Upwork is connected", sentences)
        answer.del_cookie(COOKIE, path=HOME)
        return answer

    async def _finished(self, request: web.Request) -> str:
        claims = self._read(request.query.get("state", ""), STATE)
        nonce = request.cookies.get(COOKIE, "")
        if not nonce or not hmac.compare_digest(str(claims["sub"]), _digest(nonce)):
            raise WrongToken("another browser's")
        _, fresh = await once(self._house, STATE.audience, str(claims["jti"]), _nothing)
        if not fresh:
            raise WrongToken("used")
        return str(claims["org"])

    def _signed(self, use: Use, subject: str, extra: dict[str, str]) -> str:
        now = self._house.clock.now()
        claims = {
            "iss": use.issuer,
            "aud": use.audience,
            "sub": subject,
            "iat": int(now.timestamp()),
            "exp": int((now + use.longest).timestamp()),
            **extra,
        }
        key = self._house.settings.secrets.link_key
        return jwt.encode(claims, key, algorithm="HS256", headers={"typ": use.typ})

    def _read(self, token: str, use: Use) -> dict[str, object]:
        return dict(read_token(token, self._house.settings.secrets.link_key, use, self._house.clock.now()))

    def _failed(
        self, request: web.Request, reason: str, *, status: int = 400, sentence: str = BEGIN_AGAIN
    ) -> web.Response:
        request[FIXED_WORDS] = True
        log.info("marketplace.connecting_failed", kind=store.CONNECTOR, reason=reason)
        return self._page(request, FAILED, (sentence,), status=status)

    def _page(
        self, request: web.Request, title: str, sentences: tuple[str, ...], *, status: int = 200
    ) -> web.Response:
        return page(
            request,
            "slack.html",
            status,
            title=title,
            sentences=sentences,
            steps=(),
            action=None,
            sections=(),
            links=(),
            reference="",
            marketplace=self._house.settings.marketplace.name,
        )


async def _nothing(_: House, __: Connection) -> dict[str, Any]:
    """That it was seen is all there is to keep."""
    return {}


def _digest(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
