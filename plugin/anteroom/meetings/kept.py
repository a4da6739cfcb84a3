"""How a place lies in an interview's row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from anteroom.meetings.model import Kind, Place, Tool
from anteroom.meetings.provider import Fact, Grade, LeakProfile

PLACE: Final = ("place", "tool", "place_shows", "place_ready", "instead_of")
"""The columns."""


def written(shows: LeakProfile | None) -> list[str]:
    """Return what a call shows as it is kept: its grade, then its facts."""
    return [] if shows is None else [shows.grade.value, *sorted(shows.facts)]


def place_in(row: Mapping[str, Any]) -> Place:
    """Return the place that these columns hold."""
    shows, tool, instead_of = row["place_shows"], row["tool"], row["instead_of"]
    return Place(
        Kind(row["place"]),
        Tool(tool) if tool else None,
        LeakProfile(Grade(shows[0]), frozenset(map(Fact, shows[1:]))) if shows else None,
        ready=row["place_ready"],
        instead_of=Tool(instead_of) if instead_of else None,
    )
