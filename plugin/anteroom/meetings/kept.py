"""How what a call shows lies in an interview's row; the function `whole_interview` reads it from there."""

from __future__ import annotations

from anteroom.meetings.provider import LeakProfile


def written(shows: LeakProfile | None) -> list[str]:
    """Return what a call shows as it is kept: its grade, then its facts."""
    return [] if shows is None else [shows.grade.value, *sorted(shows.facts)]
