"""Connecting somebody's account elsewhere: a link that is asked for, consent there, and back.

Somebody is an organisation or a person: the `subject`, by an id of ours. The link is good for half an hour.
Looking at it changes nothing: a page says what pressing on does, for a link may have been sent by somebody
who wants another's account. Only that page's own button leads on: whoever has consented before may be sent
back without a question. On the way there and back goes a state: signed, short-lived, used once and bound to
one browser (RFC 6749, 10.12); where the outside takes it, the code that comes back is bound to that browser
as well (RFC 7636). Whatever connects accounts goes this way.
"""

from __future__ import annotations

import base64
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
from anteroom.consent_words import ConsentWords, english
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.once import once
from anteroom.pages.plain import page, policy
from anteroom.passes.tokens import Use, WrongToken, read_token

log = structlog.get_logger()

LONGEST_CODE = 500


class ConnectShown(Shown, frozen=True):
    """Where somebody of the organisation consents."""

    url: str


class ConnectedShown(Shown, frozen=True):
    """Whether the organisation's account is connected."""

    connected: bool


class Declined(WrongToken):
    """Whoever was sent there came back without consenting. `subject` is who was meant."""

    def __init__(self, subject: str) -> None:
        super().__init__("no code")
        self.subject = subject


class ConsentElsewhere:
    """The way to the consent of one outside, called `outside` by people, below the path `home` of ours.

    `kind` is its short name, where the one that people use is none.
    """

    def __init__(self, house: House, outside: str, home: str, *, kind: str = "") -> None:
        self._house = house
        self._home = home
        self._words = english(outside, house.settings.marketplace.name)
        self.connect, self.go, self.back = f"{home}/connect", f"{home}/go", f"{home}/oauth"
        self.kind = kind or outside.lower()
        link, state = f"{self.kind}-connect", f"{self.kind}-state"
        self._link = Use(f"{link}+jwt", "anteroom", link, timedelta(minutes=30), ())
        self._state = Use(f"{state}+jwt", "anteroom", state, timedelta(minutes=20), ("jti", "org"))
        self._cookie = f"{self.kind}_connect"

    def ticket(self, subject: str) -> str:
        """Return what lets a page of ours lead on, for half an hour."""
        return self._signed(self._link, subject, {})

    def invite(self, request: web.Request, subject: str) -> web.Response:
        """Return the link that connects somebody's account."""
        ticket = self.ticket(subject)
        url = f"{self._house.settings.public_url}{self.connect}?{urlencode({'ticket': ticket})}"
        request[PASSAGE] = Passage(minted=(ticket, url))
        return respond(request, ConnectShown(url=url), 201)

    def meant(self, request: web.Request) -> str:
        """Return whose link was opened. Raises WrongToken."""
        return self._subject(request.query.get("ticket", ""))

    def explain(
        self,
        request: web.Request,
        title: str,
        sentences: Sequence[str],
        consents_at: str,
        *leads_to: str,
        ticket: str = "",
        words: ConsentWords | None = None,
    ) -> web.Response:
        """Say what pressing on does; `leads_to` are further hosts to which the outside sends browsers on.

        The ticket is the link's own, unless another is given.
        """
        ticket, say = ticket or request.query["ticket"], words or self._words
        request[PASSAGE] = Passage(minted=(ticket,))
        answer = page(
            request,
            "connect.html",
            title=title,
            sentences=tuple(sentences),
            action=self.go,
            ticket=ticket,
            button=say.button,
            close=say.close,
            made_for=say.made_for,
            language=say.language,
        )
        # Browsers hold form-action against the redirect to the outside, too, and against its own redirects.
        answer.headers["Content-Security-Policy"] = policy(str(URL(consents_at).origin()), *leads_to)
        return answer

    async def send_on(
        self,
        request: web.Request,
        consents_at: str,
        client_id: str,
        redirect_uri: str,
        *,
        asks: Mapping[str, str] | None = None,
        words: ConsentWords | None = None,
    ) -> web.Response:
        """Send the browser to the outside's consent, with a state of which it keeps one half.

        `asks` is what else is asked for there; then the code that comes back needs `verifier` as well.
        Raises NotAllowed for what another site's page sent.
        """
        refuse_unless_own_page(request)
        form = await read_form(request)
        try:
            subject = self._subject(form.get("ticket", ""))
        except WrongToken as error:
            return self.failed(request, str(error), words=words)
        nonce = self._house.randomness.token(32)
        extra = {"org": subject, "jti": self._house.randomness.token(26)}
        state = self._signed(self._state, _digest(nonce), extra)
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        if asks is not None:
            challenge = _unpadded(hashlib.sha256(self._verifier(nonce).encode()).digest())
            query |= {**asks, "code_challenge": challenge, "code_challenge_method": "S256"}
        request[PASSAGE] = Passage(minted=(state, nonce, query.get("code_challenge", state)))
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
        """Return who was meant, and the outside's code. Nothing is believed without this browser's state.

        Raises WrongToken, and Declined where all is right but for a code.
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
            raise Declined(str(claims["org"]))
        return str(claims["org"]), code

    def verifier(self, request: web.Request) -> str:
        """Return what proves that a code was asked for by this browser (RFC 7636, 4.1)."""
        return self._verifier(request.cookies.get(self._cookie, ""))

    def connected(
        self,
        request: web.Request,
        sentences: Sequence[str],
        *,
        words: ConsentWords | None = None,
        onward: Mapping[str, str] | None = None,
    ) -> web.Response:
        """Say that it is done, and take the browser's half of the state back.

        `onward` is the `href` and the `text` of a button that leads on, where there is somewhere to go.
        """
        say = words or self._words
        answer = self._page(request, say, say.connected, sentences, 200, onward)
        answer.del_cookie(self._cookie, path=self._home)
        return answer

    def failed(
        self,
        request: web.Request,
        reason: str,
        *,
        status: int = 400,
        sentence: str = "",
        words: ConsentWords | None = None,
        onward: Mapping[str, str] | None = None,
    ) -> web.Response:
        """Say that nothing was connected; `reason` is for the log alone."""
        request[FIXED_WORDS] = True
        log.info("consent.failed", kind=self.kind, reason=reason)
        say = words or self._words
        return self._page(request, say, say.failed, (sentence or say.begin_again,), status, onward)

    def _verifier(self, nonce: str) -> str:
        """What the browser keeps says it to us alone: whoever sees the browser's half cannot tell it."""
        said = f"{self.kind}-verifier\0{nonce}".encode()
        return _unpadded(hmac.new(self._house.settings.secrets.link_key, said, hashlib.sha256).digest())

    def _subject(self, ticket: str) -> str:
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

    def _page(
        self,
        request: web.Request,
        say: ConsentWords,
        title: str,
        sentences: Sequence[str],
        status: int,
        onward: Mapping[str, str] | None,
    ) -> web.Response:
        return page(
            request,
            "steps.html",
            status,
            title=title,
            sentences=tuple(sentences),
            steps=(),
            action=onward,
            sections=(),
            links=(),
            reference="",
            made_for=say.made_for,
            language=say.language,
        )


async def _nothing(_: House, __: Connection) -> dict[str, Any]:
    """That it was seen is all there is to keep."""
    return {}


def _unpadded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _digest(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
