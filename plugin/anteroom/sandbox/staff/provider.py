"""An OpenID provider, as far as a console needs one: OpenID Connect Core 1.0 and Discovery 1.0.

What it keeps to, and refuses otherwise:
- metadata at `/.well-known/openid-configuration`, whose `issuer` is its address (Discovery 1.0, 3 and 4);
- only the authorization code flow (`response_type=code`), `scope` with `openid` (Core 1.0, 3.1.2.1), and a
  code challenge by S256, without which there is no code (RFC 7636, 4.4.1, as RFC 9700, 2.1.1 asks);
- an unknown client or address to come back to is told to the person, never to that address (RFC 6749,
  4.1.2.1); everything else is told to the client, with its `state` and the `iss` of RFC 9207;
- a code is good once, for a minute, for the client and the address that it was made for, with its verifier
  (RFC 6749, 4.1.2 and 4.1.3; RFC 7636, 4.6);
- the client shows its secret by HTTP Basic (RFC 6749, 2.3.1), nothing else is taken;
- an ID token of five minutes, signed with RS256 by the key that `kid` names (Core 1.0, 2 and 10.1).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import unquote_plus, urlencode

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from anteroom.sandbox.server import Refusal, Server, form_of
from anteroom.sandbox.staff.page import choice_page
from anteroom.sandbox.staff.people import STAFF, StaffPerson

CODE_LIFE = 60
TOKEN_LIFE = 300
AUTHORIZE = "/authorize"
TOKEN = "/token"
KEYS = "/keys"
METADATA = "/.well-known/openid-configuration"

Sign = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Client:
    """A client as it is registered here."""

    client_id: str
    secret: str
    redirect_uri: str


@dataclass(frozen=True)
class _Code:
    person: StaffPerson
    challenge: str
    nonce: str
    redirect_uri: str
    until: float


@dataclass(frozen=True)
class _Asked:
    redirect_uri: str
    state: str
    nonce: str
    challenge: str


class SandboxStaff(Server):
    """`sign` makes the ID token of claims, as tests want it wrong; `changed` are claims put over its own.

    `described` is put over what its metadata say, `published` in place of its keys.
    """

    def __init__(self, client: Client, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.client, self.now = client, now
        self.people: tuple[StaffPerson, ...] = STAFF
        self.sign: Sign = signed
        self.changed: Mapping[str, Any] = {}
        self.described: Mapping[str, Any] = {}
        self.published: Mapping[str, Any] = {}
        self._codes: dict[str, _Code] = {}
        self._count = 0

    async def answer(self, request: web.Request, body: bytes) -> web.Response:
        """Serve what a provider serves."""
        match request.method, request.path:
            case "GET", "/.well-known/openid-configuration":
                return web.json_response(self._metadata())
            case "GET", "/keys":
                return web.json_response(self.published or {"keys": [public_key()]})
            case "GET", "/authorize":
                self._asked(request.query)
                return web.Response(text=choice_page(self.people), content_type="text/html")
            case "POST", "/authorize":
                return self._chosen(self._asked(request.query), form_of(body).get("person", ""))
            case "POST", "/token":
                return self._tokens(request, form_of(body))
            case _:
                raise Refusal(404, {"error": "not_found"})

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}{AUTHORIZE}",
            "token_endpoint": f"{self.url}{TOKEN}",
            "jwks_uri": f"{self.url}{KEYS}",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile"],
            "authorization_response_iss_parameter_supported": True,
            **self.described,
        }

    def _asked(self, query: Mapping[str, str]) -> _Asked:
        """Read what a browser was sent for. Raises Refusal as a page, and HTTPSeeOther with an error."""
        if query.get("client_id") != self.client.client_id:
            raise Refusal(400, {"error": "unauthorized_client"})
        if query.get("redirect_uri") != self.client.redirect_uri:
            raise Refusal(400, {"error": "invalid_request", "error_description": "redirect_uri"})
        asked = _Asked(
            query["redirect_uri"],
            query.get("state", ""),
            query.get("nonce", ""),
            query.get("code_challenge", ""),
        )
        if query.get("response_type") != "code":
            raise self._back(asked, error="unsupported_response_type")
        if "openid" not in query.get("scope", "").split():
            raise self._back(asked, error="invalid_scope")
        if not asked.challenge or query.get("code_challenge_method") != "S256":
            raise self._back(asked, error="invalid_request")
        return asked

    def _chosen(self, asked: _Asked, key: str) -> web.Response:
        person = next((each for each in self.people if each.key == key), None)
        if person is None:
            raise self._back(asked, error="access_denied")
        self._count += 1
        code = f"code-{self._count:06}"
        until = self.now().timestamp() + CODE_LIFE
        self._codes[code] = _Code(person, asked.challenge, asked.nonce, asked.redirect_uri, until)
        raise self._back(asked, code=code)

    def _back(self, asked: _Asked, **said: str) -> web.HTTPSeeOther:
        query = urlencode({**said, "state": asked.state, "iss": self.url})
        return web.HTTPSeeOther(f"{asked.redirect_uri}?{query}")

    def _tokens(self, request: web.Request, form: Mapping[str, str]) -> web.Response:
        if not self._shown(request.headers.get("Authorization", "")):
            raise Refusal(401, {"error": "invalid_client"})
        if form.get("grant_type") != "authorization_code":
            raise Refusal(400, {"error": "unsupported_grant_type"})
        code = self._codes.pop(form.get("code", ""), None)
        now = self.now().timestamp()
        if code is None or code.until <= now or form.get("redirect_uri") != code.redirect_uri:
            raise Refusal(400, {"error": "invalid_grant"})
        if challenge_of(form.get("code_verifier", "")) != code.challenge:
            raise Refusal(400, {"error": "invalid_grant", "error_description": "code_verifier"})
        return web.json_response(
            {
                "access_token": f"access-{self._count:06}",
                "token_type": "Bearer",
                "expires_in": TOKEN_LIFE,
                "id_token": self.sign({**self.claims(code.person, code.nonce), **self.changed}),
            },
            headers={"Cache-Control": "no-store"},
        )

    def claims(self, person: StaffPerson, nonce: str) -> dict[str, Any]:
        """Return what is said of somebody who signed in now."""
        now = int(self.now().timestamp())
        said = {
            "iss": self.url,
            "sub": f"harbourline-{person.key}",
            "aud": self.client.client_id,
            "iat": now,
            "exp": now + TOKEN_LIFE,
            "name": person.name,
            "zoneinfo": person.zone,
            "locale": person.locale,
            "groups": list(person.groups),
        }
        return said | ({"nonce": nonce} if nonce else {})

    def _shown(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        try:
            client_id, _, secret = base64.b64decode(given).decode().partition(":")
        except ValueError:
            return False
        shown = (unquote_plus(client_id), unquote_plus(secret))
        return scheme.lower() == "basic" and shown == (self.client.client_id, self.client.secret)


@cache
def private_key(key_id: str) -> rsa.RSAPrivateKey:
    """Draw a key once a process: it takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims: dict[str, Any], key_id: str = "harbourline-1") -> str:
    """Return an ID token as this provider signs it."""
    return jwt.encode(claims, private_key(key_id), algorithm="RS256", headers={"kid": key_id})


def public_key(key_id: str = "harbourline-1") -> dict[str, Any]:
    """Return a key as the provider publishes it (RFC 7517)."""
    said: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(private_key(key_id).public_key()))
    return said | {"kid": key_id, "use": "sig", "alg": "RS256"}


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
