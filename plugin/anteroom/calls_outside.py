"""What every call to an outside keeps to: public addresses, no cookies, answers no larger than expected."""

from __future__ import annotations

import aiohttp
from yarl import URL

from anteroom.targets import PublicResolver, is_literal, is_public


def open_session(timeout: aiohttp.ClientTimeout, *, allow_private: bool) -> aiohttp.ClientSession:
    """Return a session that keeps no cookies, and reaches private addresses only where that is allowed."""
    return aiohttp.ClientSession(
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(resolver=None if allow_private else PublicResolver()),
    )


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
