"""How often an app may call, by method and minute, by channel and second (…/apis/web-api/rate-limits)."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from math import ceil

from anteroom.sandbox.slack.published import published

MINUTE = timedelta(minutes=1)
BURST = 5
"""Messages that one channel takes at once: Slack allows "short bursts" above one a second, and no number."""


class Limits:
    """Counts the calls of one app in one workspace, by the workspace's clock."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[datetime]] = {}
        self._posts: dict[str, float] = {}

    def wait(self, method: str, channel: str, now: datetime) -> int | None:
        """Count a call; or return after how many whole seconds to try again, and count none."""
        rule = published().get(method)
        if rule is None:
            return None
        if rule.a_second_a_channel and channel:
            return self._post(channel, now.timestamp(), rule.a_second_a_channel)
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if rule.a_minute is not None and len(calls) >= rule.a_minute:
            return max(1, ceil((calls[0] + MINUTE - now).total_seconds()))
        calls.append(now)
        return None

    def _post(self, channel: str, now: float, a_second: int) -> int | None:
        """Let each message take its share of a second; a burst is what may lie ahead of the clock."""
        free_at = max(self._posts.get(channel, now), now)
        ahead = free_at - now
        if ahead > (BURST - 1) / a_second:
            return max(1, ceil(ahead - (BURST - 1) / a_second))
        self._posts[channel] = free_at + 1 / a_second
        return None
