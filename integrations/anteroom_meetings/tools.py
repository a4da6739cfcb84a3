"""The tools there are: what app.yaml says of each, and a provider for each that is set up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anteroom.settings.deployment import Settings
from anteroom.settings.section import Section
from anteroom_meetings.google_meet import GOOGLE_MEET
from anteroom_meetings.jitsi import JITSI
from anteroom_meetings.kind import Kind, Making
from anteroom_meetings.livekit import LIVEKIT
from anteroom_meetings.teams import TEAMS
from anteroom_meetings.tool import Provider
from anteroom_meetings.zoom_kind import ZOOM

KINDS: tuple[Kind[Any], ...] = (JITSI, LIVEKIT, ZOOM, TEAMS, GOOGLE_MEET)
PART = "meetings"


@dataclass(frozen=True, repr=False)
class Tools:
    """What app.yaml says of each tool that is set up, by its key. The repr shows nothing of it."""

    said: Mapping[str, object]

    def __repr__(self) -> str:
        return f"Tools({', '.join(self.said)})"


def read(section: Section) -> Tools:
    """Read `meetings`; what a tool needs is missed only where something of it is there."""
    said = {kind.key: kind.read(section.below(kind.key)) for kind in KINDS}
    return Tools({key: found for key, found in said.items() if found is not None})


def tools_of(settings: Settings, making: Making) -> list[Provider]:
    """Return a provider for each tool that is set up."""
    said = settings.parts.of(PART, Tools).said
    return [kind.make(said[kind.key], making) for kind in KINDS if kind.key in said]
