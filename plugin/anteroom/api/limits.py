"""How often one key may call: a bucket of calls that fills at an even pace.

Each instance counts for itself and in memory, so that of several each grants as much; a restart grants a full
bucket. What is left is told with every answer (draft-ietf-httpapi-ratelimit-headers-11): `q` calls, `w` the
seconds in which an empty bucket is full again, `r` the calls that are left, `t` the seconds until it is full.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from anteroom.api.headers import say
from anteroom.api.settings import Api
from anteroom.errors import AnteroomError
from anteroom.keys.model import Caller


class TooManyCalls(AnteroomError):
    """A key has called more often than it may; nothing was changed."""

    code = "too-many-calls"
    status = 429


@dataclass(frozen=True, slots=True)
class Left:
    """What a caller has left after a call: whole calls, seconds until the bucket is full, or until one more.

    `wait` is 0 for a call that is granted.
    """

    calls: int
    full_in: int
    wait: int


class Limits:
    """The buckets of all keys that called here; there are no more of them than keys."""

    def __init__(self, rate: Api, now: Callable[[], datetime]) -> None:
        self._most = float(rate.calls_at_once)
        self._a_second = rate.calls_per_minute / 60
        self._now = now
        self._buckets: dict[str, tuple[float, datetime]] = {}
        self.policy = f'"key";q={rate.calls_at_once};w={math.ceil(self._most / self._a_second)}'

    def take(self, family: str) -> Left:
        """Take one call out of a bucket; keys that took one another's place share theirs."""
        now = self._now()
        held, since = self._buckets.get(family, (self._most, now))
        # A clock that was set back takes nothing away.
        held = min(self._most, held + max(0.0, (now - since).total_seconds()) * self._a_second)
        granted = held >= 1
        held -= granted
        self._buckets[family] = held, now
        full_in = math.ceil((self._most - held) / self._a_second)
        return Left(int(held), full_in, 0 if granted else math.ceil((1 - held) / self._a_second))


LIMITS = web.AppKey("limits", Limits)


def count(request: web.Request, caller: Caller) -> None:
    """Count a call, and say on its answer what is left. Raises TooManyCalls."""
    limits = request.app[LIMITS]
    left = limits.take(caller.family)
    say(request, "RateLimit-Policy", limits.policy)
    say(request, "RateLimit", f'"key";r={left.calls};t={left.full_in}')
    if left.wait:
        # RFC 9110, 10.2.3: seconds, for whoever waits for this very answer.
        say(request, "Retry-After", str(left.wait))
        raise TooManyCalls("This key calls too often. Wait for as many seconds as Retry-After says.")
