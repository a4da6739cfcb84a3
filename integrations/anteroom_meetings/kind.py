"""What a tool is to this package: where its settings stand, and how its provider is made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from anteroom.clock import Clock
from anteroom.house import House
from anteroom.randomness import Randomness
from anteroom.settings.section import Section
from anteroom_meetings.calls import Calls
from anteroom_meetings.tool import Provider

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Making:
    """What a provider may be made of, besides its settings. `house` is None where only keys are tried."""

    calls: Calls
    clock: Clock
    randomness: Randomness
    house: House | None = None


@dataclass(frozen=True, slots=True)
class Kind(Generic[Said]):
    """One tool: the key below `meetings` in app.yaml, what reads it, and what is made of what was read.

    `read` returns None where the tool is not set up.
    """

    key: str
    read: Callable[[Section], Said | None]
    make: Callable[[Said, Making], Provider]
