"""What every call to an outside keeps to: public addresses, no cookies, answers no larger than expected."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from anteroom.targets import PrivateTarget, PublicResolver, is_literal, is_public


class Sent(TypedDict, total=False):
    """What goes along with a call: `said` as JSON, `form` as a form."""

    bearer: str
    headers: Mapping[str, str]
    said: Mapping[str, Any]
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back, whatever its status; `body` is one octet longer than was wanted where it is larger."""

    status: int
    headers: CIMultiDict[str] = field(repr=False)
    body: bytes = field(repr=False)


class NotOpen(Exception):
    """Nothing can be called before the session is opened."""


@dataclass(frozen=True, slots=True)
class Internet:
    """How the outside is reached: who resolves names, what makes sockets, whose certificates are believed.

    Left out, it is the system's way. What is public is judged between the first and the second.
    """

    resolver: AbstractResolver | None = None
    sockets: aiohttp.SocketFactoryType | None = None
    trust: ssl.SSLContext | None = None


def open_session(
    timeout: aiohttp.ClientTimeout, *, allow_private: bool, internet: Internet | None = None
) -> aiohttp.ClientSession:
    """Return a session that keeps no cookies, and reaches private addresses only where that is allowed."""
    way = internet or Internet()
    connector = aiohttp.TCPConnector(
        resolver=way.resolver if allow_private else PublicResolver(way.resolver),
        socket_factory=way.sockets,
        ssl=way.trust or True,
    )
    return aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), connector=connector)


class OneSession:
    """Base of whoever calls an outside: one session, from `open` to `close`.

    To private addresses only where `allow_private` says so.
    """

    def __init__(
        self, timeout: aiohttp.ClientTimeout, *, allow_private: bool, internet: Internet | None = None
    ) -> None:
        self._timeout = timeout
        self._allow_private = allow_private
        self._internet = internet
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the session."""
        self._session = open_session(
            self._timeout, allow_private=self._allow_private, internet=self._internet
        )

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def carry(self, method: str, url: str, largest: int, **sent: Unpack[Sent]) -> Answered:
        """Return what one call is answered; redirects are answers.

        Raises NotOpen, PrivateTarget, TimeoutError and aiohttp's ClientError, which quotes the whole address:
        whoever catches it chains nothing to it.
        """
        if self._session is None:
            raise NotOpen
        if not may_call(url, allow_private=self._allow_private):
            raise PrivateTarget("the address is not a public one")
        headers = dict(sent.get("headers", {}))
        if sent.get("bearer"):
            headers["Authorization"] = f"Bearer {sent['bearer']}"
        async with self._session.request(
            method, url, headers=headers, json=sent.get("said"), data=sent.get("form"), allow_redirects=False
        ) as answer:
            body = await read_at_most(answer, largest)
            return Answered(answer.status, CIMultiDict(answer.headers), body)


def may_call(url: URL | str, *, allow_private: bool) -> bool:
    """Tell whether an address may be called. One in digits is never resolved, so no resolver looks at it."""
    host = URL(url).host or ""
    return allow_private or not is_literal(host) or is_public(host)


async def read_at_most(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    """Return an answer's body whole, or its first `largest` + 1 octets where it is larger.

    A single read returns what has arrived so far, and no more.
    """
    read = await answer.content.read(largest + 1)
    while len(read) <= largest and not answer.content.at_eof():
        read += await answer.content.read(largest + 1 - len(read))
    return read
