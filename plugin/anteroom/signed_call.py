"""Calls that we sign and make to addresses that others chose: where they may go, and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import msgspec
from yarl import URL

from anteroom.api.standard_webhooks import sign
from anteroom.targets import PrivateTarget, PublicResolver, is_literal, is_public

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
"""Standard Webhooks asks for 15 to 30 seconds."""
LONGEST_WAIT = timedelta(hours=1)
"""A Retry-After beyond this is taken for this."""


class Call(msgspec.Struct, frozen=True):
    """One call as it is frozen before it leaves: it is repeated byte for byte under the same id."""

    method: str
    url: str
    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back. `body` is at most as much as was asked for; `whole` tells that there was no more."""

    status: int
    retry_after: timedelta | None
    body: bytes
    whole: bool


class NotPublic(Exception):
    """The address is none that we call: private, or no address at all. Nothing was sent."""


class NotReached(Exception):
    """Nobody was there. Nothing was sent."""


class NotAnswered(Exception):
    """It was sent, perhaps in part, and no answer came in time."""


class SignedCalls:
    """One session for signed calls; to private addresses only where `allow_private` says so.

    A redirect is an answer like any other and never followed: where it leads was not checked.
    """

    def __init__(self, *, allow_private: bool = False, resolver: PublicResolver | None = None) -> None:
        self._allow_private = allow_private
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the session."""
        # Without a cache of names: what was looked at is what is connected to, each time anew.
        resolver = None if self._allow_private else self._resolver or PublicResolver()
        self._session = aiohttp.ClientSession(
            timeout=TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close it."""
        if self._session is not None:
            await self._session.close()

    async def make(
        self, call: Call, secrets: str | Iterable[str], at: datetime, *, read: int = 0
    ) -> Answered:
        """Make a call and read at most `read` octets of its answer.

        The timestamp is signed anew at each attempt, since receivers refuse an old one; the id stays. Raises
        NotPublic, NotReached, NotAnswered.
        """
        if self._session is None:
            raise NotReached("not started yet")
        self._look_at(call.url)
        body = call.body.encode()
        headers = sign(secrets, call.id, at, body)
        if body:
            headers["content-type"] = "application/json"
        try:
            async with self._session.request(
                call.method, call.url, data=body or None, headers=headers, allow_redirects=False
            ) as answer:
                after = _retry_after(answer.headers.get("Retry-After", ""), at)
                said = await _at_most(answer.content, read) if read else b""
                return Answered(answer.status, after, said[:read], len(said) <= read)
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, PrivateTarget):
                raise NotPublic("the name leads to a private address") from error
            raise NotReached("it cannot be reached") from error
        except aiohttp.InvalidURL as error:
            raise NotPublic("it is no address") from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise NotAnswered("it did not answer") from error

    def _look_at(self, url: str) -> None:
        """Addresses written in digits are never resolved, so they are looked at here."""
        host = URL(url).host or ""
        if not self._allow_private and is_literal(host) and not is_public(host.strip("[]")):
            raise NotPublic("the address is not a public one")


async def _at_most(content: aiohttp.StreamReader, most: int) -> bytes:
    read = bytearray()
    async for piece in content.iter_chunked(16 * 1024):
        read += piece
        if len(read) > most:
            break
    return bytes(read)


def _retry_after(written: str, now: datetime) -> timedelta | None:
    """Seconds, or a date (RFC 9110, 10.2.3); None for anything else and for the past."""
    if written.isascii() and written.isdigit() and len(written) < 10:
        return min(timedelta(seconds=int(written)), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, OverflowError):  # the latter of a year with twenty digits
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(at - now, LONGEST_WAIT) if at > now else None
