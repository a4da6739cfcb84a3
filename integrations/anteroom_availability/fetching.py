"""Fetching from addresses that a person typed: https, public, bounded in time and size, each hop checked.

Nothing of an answer gets into a log or an error. Compressed answers are unpacked no further than what is read
of any answer, so that a few octets cannot become gigabytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from anteroom.calls_outside import Internet, OneSession, may_call
from anteroom.errors import BadInput
from anteroom.targets import PrivateTarget
from anteroom.times.availability.model import Trouble
from anteroom_availability.asking import Untold

TIMEOUT = aiohttp.ClientTimeout(total=5, connect=3)
"""Somebody waits for times meanwhile; what has not answered by then is unknown."""
LARGEST = 4 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2000
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")
NO_ADDRESS = "This is no web address. It begins with https://"
REFUSALS = {
    401: Trouble.DENIED,
    403: Trouble.DENIED,
    404: Trouble.GONE,
    410: Trouble.GONE,
    429: Trouble.THROTTLED,
}
"""What a status means, whatever was asked for."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_PLAIN = frozenset({"", "identity"})
_PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was answered, and from where in the end. Its repr shows no byte of it."""

    status: int
    url: URL = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Fetching(OneSession):
    """Carries requests out; without TLS only where private addresses are allowed, too."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
        internet: Internet | None = None,
    ) -> None:
        super().__init__(timeout, allow_private=allow_private, internet=internet)

    def address(self, typed: str, name: str) -> URL:
        """Return what was typed as an address. Raises BadInput, for the field `name`."""
        text = typed.strip()
        if text.lower().startswith(("webcal://", "webcals://")):
            text = f"https://{text.partition('://')[2]}"
        if len(text) > LONGEST_ADDRESS:
            raise BadInput("This address is too long.", field=name)
        if not text.isprintable():
            raise BadInput(NO_ADDRESS, field=name)
        try:
            url = _known(URL(text))
        except ValueError as error:
            raise BadInput(NO_ADDRESS, field=name) from error
        if not _HOST.fullmatch(url.raw_host or "") or url.scheme not in ("http", "https"):
            raise BadInput(NO_ADDRESS, field=name)
        if url.user or url.password:
            raise BadInput("Leave name and password out of the address.", field=name)
        if not self.allowed(url):
            raise BadInput("Only addresses on the public internet that begin with https:// work.", field=name)
        return url.with_fragment(None)

    def allowed(self, url: URL) -> bool:
        """Tell whether an address may be asked; what its name leads to is looked at when connecting."""
        return (url.scheme == "https" or (self._allow_private and url.scheme == "http")) and may_call(
            url, allow_private=self._allow_private
        )

    async def follow(self, url: URL, headers: Mapping[str, str]) -> Fetched:
        """Return what a GET finds, three redirects away at most. Raises Untold."""
        for _ in range(MOST_REDIRECTS + 1):
            fetched = await self.send("GET", url, headers)
            if fetched.status not in _MOVED:
                return fetched
            url = self.led_to(fetched)
        raise Untold(Trouble.REDIRECTED)

    def led_to(self, fetched: Fetched) -> URL:
        """Return where a redirect leads. Raises Untold where we do not go there."""
        try:
            url = _known(fetched.url.join(URL(fetched.headers.get("location", ""))))
        except ValueError:
            raise Untold(Trouble.REDIRECTED) from None
        if url == fetched.url or url.user or not url.host or not self.allowed(url):
            raise Untold(Trouble.REDIRECTED)
        return url

    async def send(self, method: str, url: URL, headers: Mapping[str, str], body: bytes = b"") -> Fetched:
        """Return the answer to one request, redirects included. Raises Untold where there is none."""
        if self._session is None:
            raise Untold(Trouble.UNREACHABLE)
        if not self.allowed(url):
            raise Untold(Trouble.PRIVATE)
        sent = {**headers, "Accept-Encoding": "gzip"}
        try:
            async with self._session.request(
                method, url, headers=sent, data=body or None, allow_redirects=False, auto_decompress=False
            ) as answer:
                received = await _unpacked(answer)
                return Fetched(answer.status, url, CIMultiDict(answer.headers), received)
        except TimeoutError:
            raise Untold(Trouble.SLOW) from None
        except aiohttp.ClientConnectorError as error:
            # Chained to nothing: the library's error quotes the whole address.
            private = isinstance(error.os_error, PrivateTarget)
            raise Untold(Trouble.PRIVATE if private else Trouble.UNREACHABLE) from None
        except (aiohttp.ClientError, ValueError):
            raise Untold(Trouble.UNREACHABLE) from None


def _known(url: URL) -> URL:
    """Return the address. Raises ValueError for a host that is none once people are to read it (RFC 3492)."""
    _ = url.host
    return url


async def _unpacked(answer: aiohttp.ClientResponse) -> bytes:
    """Return a body, unpacked. Raises Untold for one that is too large, packed or not."""
    packing = answer.headers.get("Content-Encoding", "").strip().lower()
    if packing not in _PLAIN and packing not in _PACKED:
        raise Untold(Trouble.BROKEN)
    unpack = zlib.decompressobj(_PACKED[packing]) if packing in _PACKED else None
    read = bytearray()
    async for chunk in answer.content.iter_any():
        try:
            read += unpack.decompress(chunk, LARGEST + 1 - len(read)) if unpack else chunk
        except zlib.error:
            raise Untold(Trouble.BROKEN) from None
        if len(read) > LARGEST or (unpack and unpack.unconsumed_tail):
            raise Untold(Trouble.TOO_LARGE)
        # What follows the end is kept by zlib, and copied whole for each piece that comes.
        if unpack and unpack.unused_data:
            raise Untold(Trouble.BROKEN)
    if unpack and not unpack.eof:
        raise Untold(Trouble.BROKEN)
    return bytes(read)
