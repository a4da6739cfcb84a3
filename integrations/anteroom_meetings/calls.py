"""Calls to tools that make calls: bounded, never redirected, never to a private address, and never logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar, Unpack

import aiohttp
import msgspec

from anteroom.calls_outside import NotOpen, OneSession, Sent
from anteroom.clock import Clock
from anteroom.meetings.provider import (
    ProviderDown,
    ProviderMisconfigured,
    ProviderRefused,
    ProviderThrottled,
)
from anteroom.targets import PrivateTarget

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=4)
"""Somebody waits at a page or a form meanwhile."""
LARGEST = 512 * 1024
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=24)
USUAL_WAIT = timedelta(seconds=60)

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a tool answered. Its repr shows no byte of it: there are links and keys in it."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def read(self, shape: type[Shape]) -> Shape:
        """Return the body in its shape. Raises ProviderDown for another: what was done is not known then."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise ProviderDown("it answered what nobody can read", certain=False) from None


class Calls(OneSession):
    """Carries calls out."""

    def __init__(
        self, clock: Clock, *, allow_private: bool = False, timeout: aiohttp.ClientTimeout = TIMEOUT
    ) -> None:
        self._clock = clock
        super().__init__(timeout, allow_private=allow_private)

    async def ask(self, method: str, url: str, **sent: Unpack[Sent]) -> Reply:
        """Return the answer, whatever its status.

        Raises ProviderDown where there is none, and ProviderMisconfigured for an address that is private.
        """
        try:
            answered = await self.carry(method, url, LARGEST, **sent)
        except NotOpen:
            raise ProviderDown("not started yet") from None
        except PrivateTarget:
            raise ProviderMisconfigured("its address is not a public one") from None
        except aiohttp.ClientConnectorError:
            # Chained to nothing: the library's error quotes the whole address.
            raise ProviderDown("it cannot be reached") from None
        except (TimeoutError, aiohttp.ClientError):
            raise ProviderDown("it did not answer", certain=False) from None
        if len(answered.body) > LARGEST:
            raise ProviderDown("it answered too much", certain=False)
        lowered = {name.lower(): value for name, value in answered.headers.items()}
        return Reply(answered.status, lowered, answered.body)

    def judge(self, reply: Reply) -> Reply:
        """Return a reply that says yes. Raises what its status means otherwise."""
        status = reply.status
        if 200 <= status < 300:
            return reply
        if status in (401, 403):
            raise ProviderMisconfigured(f"it answered {status}")
        if status == 429:
            raise ProviderThrottled("it was asked too often", after=self.wait(reply))
        if 300 <= status < 500 and status != 408:
            raise ProviderRefused(f"it answered {status}")
        raise ProviderDown(f"it answered {status}", certain=False)

    def wait(self, reply: Reply) -> timedelta:
        """Return how long the tool wants to be left alone: a second at least, a day at most.

        RFC 9110, 10.2.3 knows seconds and an HTTP date; Zoom writes an ISO instant for its daily limits.
        """
        written = reply.headers.get("retry-after", "").strip()
        if written.isascii() and written.isdigit() and len(written) <= 9:
            wait = timedelta(seconds=int(written))
        else:
            until = _instant(written)
            wait = USUAL_WAIT if until is None else until - self._clock.now()
        return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


def _instant(written: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(written)
        except (ValueError, TypeError, OverflowError):
            continue
        if found.tzinfo is not None:
            return found
    return None
