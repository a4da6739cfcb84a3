"""Consent and tokens, as Google and Microsoft both give them: OAuth 2.0 by a code, with PKCE.

Written from RFC 6749 (4.1, 5.2, 6), RFC 7636 (4.6), Google's "Using OAuth 2.0 for Web Server Applications"
and Microsoft's "OAuth 2.0 authorization code flow". A code is good once and for ten minutes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from aiohttp import web

from anteroom.sandbox.calendars.page import consent_page
from anteroom.sandbox.server import Refusal, Server, form_of

CODE_LIFE = 600


@dataclass(frozen=True)
class CalendarApp:
    """An app as it is registered there."""

    client_id: str
    secret: str
    redirect_uri: str


@dataclass(frozen=True)
class Event:
    """An entry of somebody's calendar. `status` is one of Microsoft's words."""

    begins: datetime
    ends: datetime
    summary: str = "Board meeting"
    status: str = "busy"


@dataclass
class Grant:
    """What one person consented to: over once it is taken back."""

    account: str
    scopes: frozenset[str]
    until: float = float("inf")
    over: bool = False


@dataclass(frozen=True)
class _Code:
    grant: Grant
    until: float
    challenge: str
    lasting: bool


@dataclass
class _Access:
    grant: Grant
    until: float


@dataclass(frozen=True)
class Asked:
    """What a browser was sent to ask for."""

    redirect_uri: str
    state: str
    scopes: frozenset[str]
    challenge: str
    lasting: bool


class Consenting(Server):
    """`calendars` by account: who can sign in here, and what lies in the own calendar; `also` tells of more.

    `revoked` are tokens that were taken back.
    """

    vendor = ""
    authorize = ""
    token = ""
    access_life = 3599
    knows: frozenset[str] = frozenset()
    """The scopes that there are."""

    def __init__(self, app: CalendarApp, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.calendars: dict[str, list[Event]] = {}
        self.also: Callable[[str], Iterable[Event]] = lambda _: ()
        self.revoked: list[str] = []
        self.grants: list[Grant] = []
        self.app, self.now = app, now
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, _Access] = {}
        self._refresh: dict[str, Grant] = {}
        self._count = 0

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve consent and tokens, and else what there is besides."""
        match request.method, request.path:
            case "GET", self.authorize:
                return self._page(self.asked(request.query))
            case "POST", self.authorize:
                return self._pressed(self.asked(request.query), form_of(body).get("account", ""))
            case "POST", self.token:
                return web.json_response(self._granted(form_of(body)))
            case _:
                return await self.served(request, body)

    async def served(self, request: web.Request, body: bytes) -> web.Response:
        """Answer what is neither consent nor tokens. Raises Refusal."""
        raise NotImplementedError

    def asked(self, query: Mapping[str, str]) -> Asked:
        """Read what a browser was sent for. Raises Refusal, as a page."""
        wrong = (
            "invalid_client" if query.get("client_id") != self.app.client_id else "",
            "redirect_uri_mismatch" if query.get("redirect_uri") != self.app.redirect_uri else "",
            "unsupported_response_type" if query.get("response_type") != "code" else "",
            "invalid_scope" if not self._scopes(query) <= self.knows or not self._scopes(query) else "",
            "invalid_request" if query.get("code_challenge_method", "S256") != "S256" else "",
        )
        for error in filter(None, wrong):
            raise Refusal(400, {"error": error})
        challenge = query.get("code_challenge", "")
        return Asked(
            query["redirect_uri"], query.get("state", ""), self._scopes(query), challenge, self.lasting(query)
        )

    def lasting(self, query: Mapping[str, str]) -> bool:
        """Tell whether a refresh token was asked for."""
        raise NotImplementedError

    def refused(self, error: str, said: str, status: int = 400) -> Refusal:
        """Return what a refusal of tokens looks like here."""
        return Refusal(status, {"error": error, "error_description": said})

    def end(self, account: str) -> None:
        """Let somebody take the app away in the settings of the account."""
        for grant in self.grants:
            grant.over = grant.over or grant.account == account

    def bearer(self, request: web.Request) -> Grant | None:
        """Return what the request's token is for, None for one that is not good now."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = self._access.get(token)
        if found is None or found.grant.over or found.until <= self.now().timestamp():
            return None
        return found.grant

    def known_grant(self, token: str) -> Grant | None:
        """Return what an access or refresh token belongs to, whatever became of it."""
        access = self._access.get(token)
        return access.grant if access is not None else self._refresh.get(token)

    def busy_of(self, account: str, since: datetime, until: datetime) -> list[Event]:
        """Return what touches a window, in its order."""
        all_of_it = (*self.calendars[account], *self.also(account))
        found = [each for each in all_of_it if each.begins < until and each.ends > since]
        return sorted(found, key=lambda each: each.begins)

    def _scopes(self, query: Mapping[str, str]) -> frozenset[str]:
        return frozenset(query.get("scope", "").split())

    def _page(self, asked: Asked) -> web.Response:
        text = consent_page(self.vendor, sorted(asked.scopes), self.calendars)
        return web.Response(text=text, content_type="text/html")

    def _pressed(self, asked: Asked, account: str) -> web.Response:
        said = {"state": asked.state}
        if account not in self.calendars:
            said["error"] = "access_denied"
        else:
            grant = self.consented(account, asked.scopes)
            self.grants.append(grant)
            said["code"] = self._word("4/code")
            until = self.now().timestamp() + CODE_LIFE
            self._codes[said["code"]] = _Code(grant, until, asked.challenge, asked.lasting)
        raise web.HTTPSeeOther(f"{asked.redirect_uri}?{urlencode(said)}")

    def consented(self, account: str, scopes: frozenset[str]) -> Grant:
        """Return what somebody consented to: all that was asked for, if nothing else is said."""
        return Grant(account, scopes)

    def _granted(self, form: dict[str, str]) -> dict[str, object]:
        if form.get("client_id") != self.app.client_id or form.get("client_secret") != self.app.secret:
            raise self.refused("invalid_client", "The app's secret is wrong.", 401)
        now = self.now().timestamp()
        match form.get("grant_type"):
            case "authorization_code":
                code = self._codes.pop(form.get("code", ""), None)
                if code is None or code.until <= now or code.grant.over:
                    raise self.refused("invalid_grant", "The code is used or over.")
                if form.get("redirect_uri") != self.app.redirect_uri:
                    raise self.refused("redirect_uri_mismatch", "Another address.")
                if code.challenge and _challenge(form.get("code_verifier", "")) != code.challenge:
                    raise self.refused("invalid_grant", "The verifier does not fit the challenge.")
                return self._tokens(code.grant, renew=code.lasting)
            case "refresh_token":
                grant = self._refresh.get(form.get("refresh_token", ""))
                if grant is None or grant.over or grant.until <= now:
                    raise self.refused("invalid_grant", "Token has been expired or revoked.")
                return self._tokens(grant, renew=self.rotates)
            case _:
                raise self.refused("unsupported_grant_type", "Another grant type.")

    rotates = False
    """Whether each refresh brings the next refresh token."""

    def _tokens(self, grant: Grant, *, renew: bool) -> dict[str, object]:
        access = self._word("ya29.access")
        self._access[access] = _Access(grant, self.now().timestamp() + self.access_life)
        said: dict[str, object] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.access_life,
            "scope": " ".join(sorted(grant.scopes)),
        }
        if renew:
            refresh = self._word("1//refresh")
            self._refresh[refresh] = grant
            said["refresh_token"] = refresh
        return said

    def _word(self, kind: str) -> str:
        self._count += 1
        return f"{kind}-{self._count:06}"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
