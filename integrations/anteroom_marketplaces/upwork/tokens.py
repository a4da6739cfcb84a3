"""Tokens of Upwork's (OAuth 2.0, RFC 6749): asked for with our key, and never with a `scope`.

Upwork has the scopes on the key, and refuses the word (invalid_scope).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta

import aiohttp
import msgspec

from anteroom.calls_outside import open_session, read_at_most
from anteroom.effects.model import Refused, TryLater
from anteroom.marketplaces.connector_settings import Upwork

PATH = "/api/v3/oauth2/token"
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
LARGEST = 64 * 1024
LONGEST = 86_400


class Tokens(msgspec.Struct, frozen=True):
    """What Upwork gave (RFC 6749, 5.1). `refresh_token` is there where somebody consented."""

    access_token: str = ""
    refresh_token: str = ""
    expires_in: int = LONGEST

    def __repr__(self) -> str:
        return "Tokens(‹sealed›)"

    def end(self, asked_at: datetime) -> datetime:
        """Return when the access token ends; its time runs from when it was asked for."""
        return asked_at + timedelta(seconds=min(max(self.expires_in, 0), LONGEST))


class _Refusal(msgspec.Struct, frozen=True):
    error: str = ""


class ConsentOver(Refused):
    """What somebody once consented to is over, or was used up."""


def token_session(*, allow_private: bool) -> aiohttp.ClientSession:
    """Return a session to ask for tokens over."""
    return open_session(TIMEOUT, allow_private=allow_private)


async def exchange(
    session: aiohttp.ClientSession, settings: Upwork, secret: str, form: Mapping[str, str]
) -> Tokens:
    """Ask for tokens. Raises TryLater, Refused where our key is no good, ConsentOver."""
    basic = base64.b64encode(f"{settings.client_id}:{secret}".encode()).decode()
    # Its own libraries send the key both ways, and a refresh without the second was seen to fail.
    sent = {**form, "client_id": settings.client_id, "client_secret": secret}
    try:
        async with session.post(
            f"{settings.web_url}{PATH}",
            data=sent,
            headers={"Authorization": f"Basic {basic}"},
            allow_redirects=False,
        ) as answer:
            status, read = answer.status, await read_at_most(answer, LARGEST)
    except (TimeoutError, aiohttp.ClientError):
        # Chained to nothing: the library's error may quote what was sent.
        raise TryLater("Upwork's tokens cannot be reached", certain=False) from None
    if status in (400, 401, 403):
        if _error(read) == "invalid_grant":
            raise ConsentOver("Upwork knows the consent no more")
        raise Refused("Upwork refuses our key")
    try:
        tokens = msgspec.json.decode(read, type=Tokens)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise TryLater(f"Upwork's tokens answered {status}", certain=False) from None
    if status != 200 or not tokens.access_token:
        raise TryLater(f"Upwork's tokens answered {status}", certain=False)
    return tokens


def _error(read: bytes) -> str:
    try:
        return msgspec.json.decode(read, type=_Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
