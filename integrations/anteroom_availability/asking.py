"""Calls to calendars elsewhere: bounded in time and size, never redirected, and never to a private address.

Nothing of an answer gets into a log or an error: there are keys and what people do in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, Unpack

import aiohttp
import msgspec

from anteroom.calls_outside import NotOpen, OneSession, Sent
from anteroom.targets import PrivateTarget
from anteroom.times.availability.model import Trouble

TIMEOUT = aiohttp.ClientTimeout(total=5, connect=3)
"""Somebody waits for times meanwhile; what has not answered by then is unknown."""
LARGEST = 1024 * 1024
"""Three months of a full calendar: 5,000 entries with a subject of 100 characters each."""

LONGEST_WAIT = 24 * 3600
"""Seconds."""

Shape = TypeVar("Shape")


class Untold(Exception):
    """A calendar cannot be told just now. It never bears a word of the outside's.

    `wait` is for how many seconds the vendor wants to be left alone, where it says so.
    """

    def __init__(self, trouble: Trouble, wait: int = 0) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.wait = wait


class TokenRefused(Untold):
    """The access token is good no more; another may be."""


class ConsentOver(Untold):
    """The consent was taken back, or ended by itself."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered. Its repr shows no byte of it. `retry_after` is in seconds; 0 where it says none."""

    status: int
    body: bytes = field(repr=False)
    retry_after: int = 0

    def read(self, shape: type[Shape]) -> Shape:
        """Return the body in its shape. Raises Untold for another."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Untold(Trouble.BROKEN) from None


class Asking(OneSession):
    """Carries calls out."""

    def __init__(self, *, allow_private: bool = False, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        super().__init__(timeout, allow_private=allow_private)

    async def ask(self, method: str, url: str, **sent: Unpack[Sent]) -> Reply:
        """Return the answer, whatever its status. Raises Untold where there is none."""
        try:
            answered = await self.carry(method, url, LARGEST, **sent)
        except PrivateTarget:
            raise Untold(Trouble.PRIVATE) from None
        except TimeoutError:
            raise Untold(Trouble.SLOW) from None
        except (NotOpen, aiohttp.ClientError):
            # Chained to nothing: the library's error quotes the whole address.
            raise Untold(Trouble.UNREACHABLE) from None
        if len(answered.body) > LARGEST:
            raise Untold(Trouble.TOO_LARGE)
        return Reply(answered.status, answered.body, _seconds(answered.headers.get("Retry-After", "")))


def judged(reply: Reply, *, throttles: bool = False) -> Reply:
    """Return a reply that says yes; `throttles` where a refusal means that it was asked too often.

    Raises Untold, and TokenRefused where another token may do.
    """
    status = reply.status
    if 200 <= status < 300:
        return reply
    if throttles or status == 429:
        raise Untold(Trouble.THROTTLED, reply.retry_after)
    if status == 401:
        raise TokenRefused(Trouble.DENIED)
    if status == 404:
        raise Untold(Trouble.NO_CALENDAR)
    if status == 403:
        raise Untold(Trouble.DENIED)
    raise Untold(Trouble.BROKEN if status < 500 else Trouble.UNREACHABLE, reply.retry_after)


def _seconds(written: str) -> int:
    """Both vendors write seconds where they write anything (RFC 9110, 10.2.3 knows a date as well)."""
    plain = written.isascii() and written.isdigit() and len(written) < 10
    return min(int(written), LONGEST_WAIT) if plain else 0
