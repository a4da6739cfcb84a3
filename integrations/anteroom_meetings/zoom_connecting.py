"""Connecting a company's Zoom: a link that the marketplace asks for, Zoom's consent, and back.

The marketplace says for which organisation; the link that it gets is good for half an hour. Looking at it
changes nothing: a page says whose interviews will be made in whose Zoom, for a link may have been sent by
somebody who wants another's account. Only that page's own button leads on (`api/origin.py`): whoever has
consented to this app before may be sent back by Zoom without a question. On the way to Zoom and back goes a
state: signed, short-lived, used once and bound to one browser (RFC 6749, 10.12).
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
from anteroom.errors import NotFound
from anteroom.guard import Context
from anteroom.house import House
from anteroom.meetings.link import hosts_of
from anteroom.meetings.model import Tool
from anteroom.meetings.provider import MeetingFault
from anteroom.once import once
from anteroom.pages.plain import page, policy
from anteroom.passes.tokens import Use, WrongToken, read_token
from anteroom.plain_text import one_line
from anteroom.proposals import store
from anteroom.settings_meetings import Zoom
from anteroom_meetings.zoom_accounts import PROVIDER, ZoomAccounts

log = structlog.get_logger()

REST = "/v1/organisations/{id}/tools/zoom"
CONNECT, GO, BACK = "/meetings/zoom/connect", "/meetings/zoom/go", "/meetings/zoom/oauth"
INVITED = Use("zoom-connect+jwt", "anteroom", "zoom-connect", timedelta(minutes=30), ())
STATE = Use("zoom-state+jwt", "anteroom", "zoom-state", timedelta(minutes=20), ("jti", "org"))
COOKIE = "zoom_connect"
LONGEST_CODE = 500
FAILED = "Zoom was not connected"
BEGIN_AGAIN = "Nothing was connected. Ask for a new link where you got this one."


class ConnectShown(Shown, frozen=True):
    """Where somebody of the organisation consents."""

    url: str


class ConnectedShown(Shown, frozen=True):
    """Whether its Zoom is connected."""

    connected: bool


class Connecting:
    """The routes of it."""

    def __init__(self, accounts: ZoomAccounts, settings: Zoom) -> None:
        self._accounts = accounts
        self._house = accounts.house
        self._settings = settings

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are; those below /v1 ask for the marketplace's key."""
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
                name="connect_zoom",
                tag="Tools",
                summary="Get a link by which an organisation connects its Zoom, good for half an hour",
                handler=self.invite,
                scope=Scope.MEMBERS_WRITE,
                answers={201: ConnectShown},
                problems=(NotFound,),
            ),
            Route(
                method="GET",
                path=REST,
                name="show_zoom",
                tag="Tools",
                summary="Say whether an organisation's Zoom is connected",
                handler=self.tell,
                scope=Scope.MEMBERS_READ,
                answers={200: ConnectedShown},
                problems=(NotFound,),
            ),
            Route(
                method="DELETE",
                path=REST,
                name="disconnect_zoom",
                tag="Tools",
                summary="Forget an organisation's Zoom at once",
                handler=self.disconnect,
                scope=Scope.MEMBERS_WRITE,
                answers={204: None},
                problems=(NotFound,),
            ),
        )

    async def invite(self, request: web.Request) -> web.Response:
        """Return the link that connects an organisation's Zoom; who opens it consents at Zoom."""
        organisation = request.match_info["id"]
        await self._name_of(organisation)
        ticket = self._signed(INVITED, organisation, {})
        url = f"{self._house.settings.public_url}{CONNECT}?{urlencode({'ticket': ticket})}"
        request[PASSAGE] = Passage(minted=(ticket, url))
        return respond(request, ConnectShown(url=url), 201)

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

    async def explain(self, request: web.Request) -> web.Response:
        """Say what pressing on does; look without changing anything."""
        try:
            organisation = self._read(request.query.get("ticket", ""), INVITED)["sub"]
        except WrongToken as error:
            return self._failed(request, str(error))
        name = await self._name_of(str(organisation))
        ticket = request.query["ticket"]
        request[PASSAGE] = Passage(minted=(ticket,))
        sentences = (
            f"From then on {name} can have interviews made in your Zoom account.",
            "Everybody in such a call sees the name and picture of your Zoom profile.",
            "If somebody sent you this link whom you do not know, close this page.",
        )
        answer = page(
            request,
            "connect.html",
            title=f"Connect your Zoom to {name}",
            sentences=sentences,
            action=GO,
            ticket=ticket,
            button="Go to Zoom",
            marketplace=self._house.settings.marketplace.name,
        )
        # Browsers hold form-action against the redirect to Zoom, too, and against Zoom's own to its sign-in.
        answer.headers["Content-Security-Policy"] = policy(
            str(URL(self._settings.web_url).origin()), *hosts_of(Tool.ZOOM, {})
        )
        return answer

    async def go(self, request: web.Request) -> web.Response:
        """Send the browser to Zoom's consent, with a state of which it keeps one half."""
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
            "client_id": self._settings.client_id or "",
            "redirect_uri": self._accounts.redirect_uri,
            "state": state,
        }
        request[PASSAGE] = Passage(minted=(state, nonce))
        location = f"{self._settings.web_url}/oauth/authorize?{urlencode(query)}"
        answer = web.Response(status=303, headers={"Location": location})
        answer.set_cookie(
            COOKIE,
            nonce,
            max_age=int(STATE.longest.total_seconds()),
            httponly=True,
            secure=self._house.settings.public_url.startswith("https:"),
            samesite="Lax",  # it comes back with the browser from Zoom, by GET
            path="/meetings/zoom",
        )
        return answer

    async def back(self, request: web.Request) -> web.Response:
        """Take Zoom's answer. Nothing of it is believed without the state that this browser was given."""
        try:
            organisation = await self._finished(request)
        except WrongToken as error:
            return self._failed(request, str(error))
        code = request.query.get("code", "")
        if not code or len(code) > LONGEST_CODE:
            return self._failed(request, "no code")
        try:
            await self._accounts.connect(organisation, code)
        except MeetingFault as error:
            log.warning("meetings.not_connected", kind=PROVIDER, code=error.code, reason=str(error))
            return self._failed(request, error.code, status=502)
        log.info("meetings.connected", kind=PROVIDER)
        name = await self._name_of(organisation)
        sentences = (
            f"Interviews of {name} can be made in your Zoom account now.",
            "You can close this page.",
        )
        answer = self._page(request, "Zoom is connected", sentences)
        answer.del_cookie(COOKIE, path="/meetings/zoom")
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

    async def _name_of(self, organisation_id: str) -> str:
        """Return what people call it. Raises NotFound."""
        async with self._house.database.connection() as conn:
            found = await store.organisation(conn, organisation_id)
        if found is None:
            raise NotFound("There is no such organisation.")
        name = one_line(found.name)
        passes = self._house.guard.inspect(name, Context((), "name")).action.passes
        return name if passes else "your company"

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

    def _failed(self, request: web.Request, reason: str, status: int = 400) -> web.Response:
        request[FIXED_WORDS] = True
        log.info("meetings.connecting_failed", kind=PROVIDER, reason=reason)
        return self._page(request, FAILED, (BEGIN_AGAIN,), status=status)

    def _page(
        self,
        request: web.Request,
        title: str,
        sentences: tuple[str, ...],
        *,
        status: int = 200,
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
