"""The OpenID provider at which the console's people sign in: its ends, its keys, and codes for tokens.

OpenID Connect Discovery 1.0 (4), Core 1.0 (3.1.3, 10.1.1), RFC 6749 (4.1.3) with RFC 7636 (4.5). What it says
is kept for an hour; a key that nobody knows yet is asked for anew, once a minute at most. It is asked by one
at a time, and left alone for a few seconds after it failed: anybody may open the sign-in.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, urlsplit

import aiohttp
import jwt
import msgspec

from anteroom.calls_outside import OneSession
from anteroom.console.id_token import WrongIdToken, key_id_of, read_id_token
from anteroom.console.settings import Console
from anteroom.errors import Unavailable
from anteroom.settings.deployment import Settings
from anteroom.targets import PrivateTarget

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
KEPT = timedelta(hours=1)
ASKED_ANEW = timedelta(minutes=1)
LEFT_ALONE = timedelta(seconds=5)
LARGEST = 256 * 1024
"""Octets of anything that it says."""
MOST_KEYS = 50
NOT_NOW = "The place where you sign in does not answer just now. Try again in a minute."

_Said = TypeVar("_Said", "Described", "_Keys")
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Described(msgspec.Struct, frozen=True):
    """What we need of a provider's metadata (Discovery 1.0, 3); the rest of it is nothing to us."""

    issuer: Address
    authorization_endpoint: Address
    token_endpoint: Address
    jwks_uri: Address
    authorization_response_iss_parameter_supported: bool = False


class _Keys(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


class Refused(Exception):
    """The provider gave nothing for the code; `str` says why, for the log only."""


@dataclass(frozen=True, slots=True)
class _Kept:
    described: Described
    keys: Mapping[str | None, jwt.PyJWK]
    at: datetime


class Provider(OneSession):
    """One provider, with us as its client."""

    def __init__(self, settings: Settings, console: Console, now: Callable[[], datetime]) -> None:
        super().__init__(TIMEOUT, allow_private=settings.allow_private_targets)
        self._sandbox = settings.sandbox
        self._secret = settings.secrets.console_secret
        self._now = now
        self._console = console
        self._kept: _Kept | None = None
        self._failed_at: datetime | None = None
        self._asking = asyncio.Lock()

    async def described(self) -> Described:
        """Return where its ends are. Raises Unavailable."""
        return (await self._known()).described

    async def keys_known(self) -> int:
        """Return how many keys it publishes that may sign for us. Raises Unavailable."""
        return len((await self._known()).keys)

    async def claims_for(self, code: str, verifier: str, redirect_uri: str, nonce: str) -> Mapping[str, Any]:
        """Take a code for the claims of its ID token. Raises Unavailable, Refused and WrongIdToken."""
        described = await self.described()
        token = await self._exchange(described, code, verifier, redirect_uri)
        key = await self._key(key_id_of(token))
        return read_id_token(token, key, self._console, nonce, self._now())

    async def _exchange(self, described: Described, code: str, verifier: str, redirect_uri: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        # client_secret_basic, both halves form-encoded first (RFC 6749, 2.3.1).
        halves = (self._console.client_id, self._secret)
        pair = ":".join(quote(half, safe="") for half in halves)
        headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        status, body = await self._ask("POST", described.token_endpoint, headers=headers, form=form)
        if status != 200:
            raise Refused(f"token endpoint: {status}")
        try:
            return msgspec.json.decode(body, type=_Tokens).id_token
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refused("token endpoint: no id_token") from error

    async def _key(self, key_id: str | None) -> jwt.PyJWK:
        """Return a key by its id; the only one where none is said (Core 1.0, 10.1). Raises WrongIdToken."""
        kept = await self._known()
        if key_id not in kept.keys and self._now() - kept.at >= ASKED_ANEW:
            kept = await self._known(newer_than=kept.at)
        found = kept.keys.get(key_id)
        if found is None and key_id is None and len(kept.keys) == 1:
            found = next(iter(kept.keys.values()))
        if found is None:
            raise WrongIdToken("an unknown key")
        return found

    async def _known(self, *, newer_than: datetime | None = None) -> _Kept:
        async with self._asking:
            kept, now = self._kept, self._now()
            if kept is not None and now - kept.at < KEPT and (newer_than is None or kept.at > newer_than):
                return kept
            if self._failed_at is not None and now - self._failed_at < LEFT_ALONE:
                raise Unavailable(NOT_NOW, reason="provider: failed a moment ago")
            try:
                kept = self._kept = await self._asked()
            except Unavailable:
                self._failed_at = now
                raise
            return kept

    async def _asked(self) -> _Kept:
        issuer = self._console.issuer
        where = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        described = await self._read(where, Described)
        if described.issuer != issuer:
            # Discovery 1.0, 4.3: it must be the very same, or another could speak in its name.
            raise Unavailable(NOT_NOW, reason="it describes another issuer")
        ends = (described.authorization_endpoint, described.token_endpoint, described.jwks_uri)
        if not all(self._usable(each) for each in ends):
            raise Unavailable(NOT_NOW, reason="an end without TLS, or none")
        keys = _keys(await self._read(described.jwks_uri, _Keys), self._console)
        return _Kept(described, keys, self._now())

    def _usable(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        allowed = ("http", "https") if self._sandbox else ("https",)
        return parts.scheme in allowed and bool(parts.hostname) and not parts.fragment

    async def _read(self, address: str, kind: type[_Said]) -> _Said:
        status, body = await self._ask("GET", address)
        try:
            if status != 200:
                raise Unavailable(NOT_NOW, reason=f"provider: {status}")
            return msgspec.json.decode(body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unavailable(NOT_NOW, reason="provider: not as expected") from error

    async def _ask(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        try:
            if form is None:
                answer = await self.carry(method, address, LARGEST, headers=headers or {})
            else:
                answer = await self.carry(method, address, LARGEST, headers=headers or {}, form=form)
        except (aiohttp.ClientError, TimeoutError, PrivateTarget, ValueError) as error:
            # From None: its text quotes the whole address.
            raise Unavailable(NOT_NOW, reason=f"provider: {type(error).__name__}") from None
        if len(answer.body) > LARGEST:
            raise Unavailable(NOT_NOW, reason="provider: too large")
        return answer.status, answer.body


def _keys(said: _Keys, console: Console) -> Mapping[str | None, jwt.PyJWK]:
    """Return those that may sign with our algorithm; of what we cannot read another may be the right one."""
    found: dict[str | None, jwt.PyJWK] = {}
    for each in said.keys[:MOST_KEYS]:
        # RFC 7517, 4.2 and 4.4: a key for something else is none for this.
        if each.get("use", "sig") != "sig" or each.get("alg", console.algorithm) != console.algorithm:
            continue
        try:
            key = jwt.PyJWK.from_dict(each, algorithm=console.algorithm)
        except (jwt.PyJWTError, ValueError, TypeError, KeyError):
            continue
        name = each.get("kid")
        if name is None or isinstance(name, str):
            found[name] = key
    return found
