"""How fast we speak: a message a second in one conversation, and silence for as long as Slack asks for it.

Slack takes short bursts and then refuses (docs.slack.dev/apis/web-api/rate-limits, "Posting messages").
Whoever has to wait is given a moment of its own, so that a long row leaves in order of its coming and none is
tried in vain. Each process counts for itself; where several together are too fast, Slack's word settles it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

EVERY = 1.0
"""Seconds between two messages of one conversation."""
BURST = 3
"""Messages that may leave at once after a pause: a card, a pass and a note belong together."""
FORGOTTEN = 600.0
"""Seconds after which a moment that nobody came back for is given up."""
MOST_LANES = 10_000


@dataclass(slots=True)
class _Lane:
    """One conversation: when the next message would be due at an even pace, and the moments given away."""

    due: float = 0.0
    kept: deque[float] = field(default_factory=deque)


class Pace:
    """Says when a message may leave. Keys are whatever tells conversations, or methods, apart."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._quiet: dict[str, float] = {}

    def turn(self, conversation: str, now: datetime) -> timedelta | None:
        """Return None where a message may leave now; else after how long: that moment is kept for it."""
        instant = now.timestamp()
        if len(self._lanes) > MOST_LANES:
            self._sweep(instant)
        lane = self._lanes.setdefault(conversation, _Lane())
        while lane.kept and lane.kept[0] < instant - FORGOTTEN:
            lane.kept.popleft()
        if lane.kept and lane.kept[0] <= instant:
            lane.kept.popleft()
            return None
        ahead = max(lane.due - instant, 0.0)
        lane.due = instant + ahead + EVERY
        wait = ahead - (BURST - 1) * EVERY
        if wait <= 0:
            return None
        lane.kept.append(instant + wait)
        return timedelta(seconds=wait)

    def hush(self, method: str, now: datetime, span: timedelta) -> None:
        """Keep silent with a method for as long as Slack asked."""
        until = now.timestamp() + span.total_seconds()
        self._quiet[method] = max(until, self._quiet.get(method, 0.0))

    def hushed(self, method: str, now: datetime) -> timedelta | None:
        """Return for how long still to keep silent with a method; None where one may speak."""
        left = self._quiet.get(method, 0.0) - now.timestamp()
        if left <= 0:
            self._quiet.pop(method, None)
            return None
        return timedelta(seconds=left)

    def _sweep(self, instant: float) -> None:
        """Forget conversations in which nothing is due any more."""
        for key in [key for key, lane in self._lanes.items() if lane.due <= instant and not lane.kept]:
            del self._lanes[key]
