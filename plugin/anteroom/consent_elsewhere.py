"""Connecting an organisation's account elsewhere: a link that is asked for, consent there, and back.

The link is good for half an hour. Looking at it changes nothing: a page says what pressing on does, for a
link may have been sent by somebody who wants another's account. Only that page's own button leads on: whoever
has consented before may be sent back without a question. On the way there and back goes a state: signed,
short-lived, used once and bound to one browser (RFC 6749, 10.12). Whatever connects accounts goes this way.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
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
from anteroom.api.origin import refuse_unless_own_page
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.once import once
from anteroom.pages.plain import page, policy
from anteroom.passes.tokens import Use, WrongToken, read_token

log = structlog.get_logger()

LONGEST_CODE = 500
BEGIN_AGAIN = "Nothing was connected. Ask for a new link where you got this one."


class ConnectShown(Shown, frozen=True):
    """Where somebody of the organisation consents."""

    url: str


class ConnectedShown(Shown, frozen=True):
    """Whether the organisation's account is connected."""

    connected: bool


class ConsentElsewhere:
    """The way to the consent of one outside, called `outside` by people, below the path `home` of ours."""

    def __init__(self, house: House, outside: str, home: str) -> None:
        self._house = house
        self._outside = outside
        self._home = home
        self.connect, self.go, self.back = f"{home}/connect", f"{home}/go", f"{home}/oauth"
        self.kind = outside.lower()
        link, state = f"{self.kind}-connect", f"{self.kind}-state"
        self._link = Use(f"{link}+jwt", "anteroom", link, timedelta(minutes=30), ())
        self._state = Use(f"{state}+jwt", "anteroom", state, timedelta(minutes=20), ("jti", "org"))
        self._cookie = f"{self.kind}_connect"

    def invite(self, request: web.Request, organisation: str) -> web.Response:
        """Return the link that connects an organisation's account."""
        ticket = self._signed(self._link, organisation, {})
        url = f"{self._house.settings.public_url}{self.connect}?{urlencode({'ticket': ticket})}"
        request[PASSAGE] = Passage(minted=(ticket, url))
        return respond(request, ConnectShown(url=url), 201)

    def meant(self, request: web.Request) -> str:
        """Return the organisation whose link was opened. Raises WrongToken."""
        return self._organisation(request.query.get("ticket", ""))

    def explain(
        self, request: web.Request, title: str, sentences: Sequence[str], consents_at: str, *leads_to: str
    ) -> web.Response:
        """Say what pressing on does; `leads_to` are further hosts to which the outside sends browsers on."""
        ticket = request.query["ticket"]
        request[PASSAGE] = Passage(minted=(ticket,))
        answer = page(
            request,
            "connect.html",
            title=title,
            sentences=tuple(sentences),
            action=self.go,
            ticket=ticket,
            button=f"Go to {self._outside}",
            marketplace=self._house.settings.marketplace.name,
        )
        # Browsers hold form-action against the redirect to the outside, too, and against its own redirects.
        answer.headers["Content-Security-Policy"] = policy(str(URL(consents_at).origin()), *leads_to)
        return answer

    async def send_on(
        self, request: web.Request, consents_at: str, client_id: str, redirect_uri: str
    ) -> web.Response:
        """Send the browser to the outside's consent, with a state of which it keeps one half.

        Raises NotAllowed for what another site's page sent.
        """
        refuse_unless_own_page(request)
        form = await read_form(request)
        try:
            organisation = self._organisation(form.get("ticket", ""))
        except WrongToken as error:
            return self.failed(request, str(error))
        nonce = self._house.randomness.token(32)
        extra = {"org": organisation, "jti": self._house.randomness.token(26)}
        state = self._signed(self._state, _digest(nonce), extra)
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        request[PASSAGE] = Passage(minted=(state, nonce))
        answer = web.Response(status=303, headers={"Location": f"{consents_at}?{urlencode(query)}"})
        answer.set_cookie(
            self._cookie,
            nonce,
            max_age=int(self._state.longest.total_seconds()),
            httponly=True,
            secure=self._house.settings.public_url.startswith("https:"),
            samesite="Lax",  # it comes back with the browser from outside, by GET
            path=self._home,
        )
        return answer

    async def came_back(self, request: web.Request) -> tuple[str, str]:
        """Return the organisation and the outside's code. Nothing is believed without this browser's state.

        Raises WrongToken.
        """
        claims = self._read(request.query.get("state", ""), self._state)
        nonce = request.cookies.get(self._cookie, "")
        if not nonce or not hmac.compare_digest(str(claims["sub"]), _digest(nonce)):
            raise WrongToken("another browser's")
        _, fresh = await once(self._house, self._state.audience, str(claims["jti"]), _nothing)
        if not fresh:
            raise WrongToken("used")
        code = request.query.get("code", "")
        if not code or len(code) > LONGEST_CODE:
            raise WrongToken("no code")
        return str(claims["org"]), code

    def connected(self, request: web.Request, sentences: Sequence[str]) -> web.Response:
        """Say that it is done, and take the browser's half of the state back."""
        answer = self._page(request, f"{self._outside} is connected", sentences, 200)
        answer.del_cookie(self._cookie, path=self._home)
        return answer

    def failed(
        self, request: web.Request, reason: str, *, status: int = 400, sentence: str = BEGIN_AGAIN
    ) -> web.Response:
        """Say that nothing was connected; `reason` is for the log alone."""
        request[FIXED_WORDS] = True
        log.info("consent.failed", kind=self.kind, reason=reason)
        return self._page(request, f"{self._outside} was not connected", (sentence,), status)

    def _organisation(self, ticket: str) -> str:
        return str(self._read(ticket, self._link)["sub"])

    def _signed(self, use: Use, subject: str, extra: Mapping[str, str]) -> str:
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

    def _read(self, token: str, use: Use) -> Mapping[str, object]:
        return read_token(token, self._house.settings.secrets.link_key, use, self._house.clock.now())

    def _page(self, request: web.Request, title: str, sentences: Sequence[str], status: int) -> web.Response:
        return page(
            request,
            "steps.html",
            status,
            title=title,
            sentences=tuple(sentences),
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
