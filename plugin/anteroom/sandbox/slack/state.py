"""Everything the service knows, in one place that its parts share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.slack.grants import Grant, Installations
from anteroom.sandbox.slack.limits import Limits
from anteroom.sandbox.slack.model import Ack, JsonObject
from anteroom.sandbox.slack.recorder import Exchange
from anteroom.sandbox.slack.screens import Screens
from anteroom.sandbox.slack.tickets import Tickets
from anteroom.sandbox.slack.workspace import Workspace

if TYPE_CHECKING:
    from anteroom.sandbox.slack.unfurl import Ticket


@dataclass(slots=True)
class Weather:
    """What goes wrong on purpose, by method name; "*" stands for any."""

    limits: dict[str, list[int]] = field(default_factory=dict)  # seconds for Retry-After, one a call
    refusals: dict[str, list[str]] = field(default_factory=dict)
    cuts: dict[str, list[bool]] = field(default_factory=dict)  # whether the work is done before the cut
    delays: dict[str, float] = field(default_factory=dict)

    def delay(self, method: str) -> float:
        """Return the seconds that a call of `method` takes."""
        return self.delays.get(method, self.delays.get("*", 0.0))

    def limit(self, method: str) -> int | None:
        """Return and use up the next Retry-After for `method`, or None."""
        queue = self.limits.get(method) or self.limits.get("*")
        return queue.pop(0) if queue else None

    def refusal(self, method: str) -> str | None:
        """Return and use up the next error for `method`, or None."""
        queue = self.refusals.get(method) or self.refusals.get("*")
        return queue.pop(0) if queue else None

    def cut(self, method: str) -> bool | None:
        """Return and use up the next cut of `method`, or None."""
        queue = self.cuts.get(method) or self.cuts.get("*")
        return queue.pop(0) if queue else None


@dataclass(slots=True)
class State:
    """The workspace, what is on the screens, what was handed out, the app's secrets, and what happened."""

    workspace: Workspace
    screens: Screens
    tickets: Tickets
    installations: Installations
    weather: Weather = field(default_factory=Weather)
    limits: Limits = field(default_factory=Limits)
    calling: Grant | None = None  # whose token the call in hand bears
    calling_token: str = ""
    outbox: list[JsonObject] = field(default_factory=list)  # events that a call causes
    captures: list[Capture] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    unfurl_domains: set[str] = field(default_factory=set)  # of the app's configuration
    unfurls: dict[str, Ticket] = field(default_factory=dict)  # by unfurl_id
