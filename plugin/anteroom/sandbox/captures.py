"""What arrived outside, as the receiving twin saw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Channel = Literal["mail", "slack", "webhooks", "http", "room"]


@dataclass(frozen=True, slots=True)
class Capture:
    """One thing that arrived outside.

    `sender` and `to` are envelope addresses for mail, else the name of a person or of a system. `body` is
    what arrived, byte for byte. `at` is aware, in UTC.
    """

    at: datetime
    channel: Channel
    sender: str
    to: tuple[str, ...]
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
