"""Everything that lives in one place: what actions, adapters and pages are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from anteroom.clock import Clock
from anteroom.database.connection import Connection
from anteroom.database.pool import Database
from anteroom.door.mouth import Door
from anteroom.effects.adapters import Adapters
from anteroom.failpoints import Failpoints, NoFailpoints
from anteroom.guard import Guard
from anteroom.interviews.hours import Hours
from anteroom.meetings.provider import MeetingProviders
from anteroom.passes.mint import Mint
from anteroom.people.vault import Vault
from anteroom.policy.model import STANDARD, Row
from anteroom.randomness import Randomness
from anteroom.settings.deployment import Settings
from anteroom.times.availability.source import AvailabilityKinds

Duty = Callable[[], Awaitable[None]]
Vouches = Callable[[Connection, Sequence[str]], Awaitable[set[str]]]
"""Returns for which of these persons an outside vouches that each is who was invited."""


@dataclass(frozen=True)
class House:
    """One deployment at work. Built by `app.build_house`, handed to whoever acts."""

    settings: Settings
    clock: Clock
    randomness: Randomness
    database: Database
    vault: Vault
    guard: Guard
    door: Door
    mint: Mint
    adapters: Adapters = field(default_factory=Adapters)
    meetings: MeetingProviders = field(default_factory=MeetingProviders)
    availability: AvailabilityKinds = field(default_factory=AvailabilityKinds)
    vouchers: list[Vouches] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    """What integrations have the timekeeper do each second; what is not due yet must cost next to nothing."""
    policy: tuple[Row, ...] = STANDARD
    """The settings' table, in force until one that was made by API begins."""
    tables: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    """Tables of the policy by their digests, as far as this process has met them."""
    failpoints: Failpoints = field(default_factory=NoFailpoints)

    @cached_property
    def hours(self) -> Hours:
        """When doors open and when the house looks who came."""
        interviews = self.settings.interviews
        return Hours(
            timedelta(minutes=interviews.doors_open_before_minutes),
            timedelta(minutes=interviews.grace_minutes),
        )
