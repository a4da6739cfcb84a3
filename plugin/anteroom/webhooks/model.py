"""Endpoints, what they want to hear, and when what did not arrive is tried again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.interview_offers.model import EVENTS as OFFER_EVENTS
from anteroom.interviews.model import TOLD

FIRST = "whe_settings"
"""The endpoint that app.yaml names; its address and secret stand outside the database."""
SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""How long to wait before each attempt: the schedule of Standard Webhooks, "Retry schedule"."""
JITTER = 0.1
"""By which share a wait is longer, at most."""
PASSED_BY = 4
"""After so many failures (35 minutes) an event is no longer waited for by those behind it."""
LONGEST_REST, SHORTEST_REST = timedelta(minutes=5), timedelta(seconds=5)
LARGEST = 20_000
"""Octets of a payload; the specification asks for less than 20 kB."""
MOST_ENDPOINTS = 20
MOST_SECRETS = 4
"""Of one endpoint at once: a signature goes along for each."""
TEST = "webhook.test"
"""Sent when somebody asks for it, and to one endpoint alone."""

TYPES = tuple(
    sorted(
        {
            *(event.value for event in TOLD),
            *OFFER_EVENTS.values(),
            *(f"access.{step}" for step in ("asked", "approved", "denied", "shown")),
            *(f"text.{news}" for news in ("released", "kept", "expired")),
            "block.ended",
            "block.made",
            "case.opened",
            "case.solved",
            "contact.disclosed",
            "credit.reached",
            "experiment.begun",
            "experiment.stopped",
            "escalation.chosen",
            "escalation.opened",
            "flag.raised",
            "lesson.shown",
            "message.cover",
            "message.held",
            "nudge.sent",
            "nudge.suppressed",
            "polite_answer.sent",
            "report.decided",
            "report.made",
            "report.reopened",
            "report.suggested",
            "webhook.disabled",
            TEST,
        }
    )
)
"""Every type of event that is told."""
FAMILIES = tuple(sorted({each.partition(".")[0] + ".*" for each in TYPES}))
"""All types of one noun at once, as an endpoint may ask for them."""


class Why(StrEnum):
    """Why an endpoint is disabled."""

    GONE = "gone"
    """It answered 410."""
    ASKED = "asked"
    """Somebody disabled it over the API."""


class Standing(StrEnum):
    """What became of an event at one endpoint."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up: kept for people, who can have it sent again."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events are sent. `events` are types and families (`interview.*`); none of them: everything."""

    id: str
    url: str
    description: str
    events: tuple[str, ...]
    made_at: datetime
    disabled_at: datetime | None = None
    disabled_for: Why | None = None
    failing_since: datetime | None = None
    rests_until: datetime | None = None

    def wants(self, kind: str) -> bool:
        """Tell whether events of a type are sent here."""
        return not self.events or kind in self.events or f"{kind.partition('.')[0]}.*" in self.events


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it leaves, the same octets for every endpoint and at each attempt."""

    id: str
    type: str
    body: str = field(repr=False)
    interview_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint. `failures` so far, the last for `trouble`."""

    id: str
    event_id: str
    type: str
    endpoint_id: str
    standing: Standing
    failures: int
    trouble: str
    at: datetime
    next_at: datetime | None
    position: int


def wait_before(attempt: int, asked: timedelta | None) -> timedelta | None:
    """Return how long to wait before attempt number `attempt` (from 1), jitter aside; None: no more of them.

    What the endpoint `asked` for by Retry-After is waited for at least.
    """
    if attempt > len(SCHEDULE):
        return None
    return max(SCHEDULE[attempt - 1], asked or timedelta(0))


def rest(failing_since: datetime, now: datetime, asked: timedelta | None) -> timedelta:
    """Return for how long nothing is sent to an endpoint that is away: the longer, the longer it has been."""
    grown = min(LONGEST_REST, max(SHORTEST_REST, (now - failing_since) / 2))
    return max(grown, asked or timedelta(0))
