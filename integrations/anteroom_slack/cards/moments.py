"""Instants as Slack shows them: in its reader's own zone, and in words where it cannot."""

from __future__ import annotations

from datetime import datetime

from anteroom.passes.times import hour, named, written
from anteroom_slack.cards.blocks import escaped


def epoch(moment: datetime) -> int:
    """Return whole seconds since 1970."""
    return int(moment.timestamp())


def clock(moment: datetime, zone: str | None) -> str:
    """Return an hour that Slack shows in its reader's own zone, and in words where it cannot."""
    return f"<!date^{epoch(moment)}^{{time}}|{hour(moment, zone)} {escaped(named_zone(moment, zone))}>"


def named_zone(moment: datetime, zone: str | None) -> str:
    """Return the reader's zone at a moment: "Berlin, UTC+1"."""
    return named(moment, zone)


def dated(starts_at: datetime, ends_at: datetime, zone: str | None) -> str:
    """Return a time that Slack shows in its reader's own zone, and in words where it cannot."""
    times = written(starts_at, ends_at, zone)
    day, _, clock = times.span.partition(", ")
    start, _, end = clock.partition("–")
    return (
        f"<!date^{epoch(starts_at)}^{{date_short_pretty}}, {{time}}|{day}, {start}>"
        f"–<!date^{epoch(ends_at)}^{{time}}|{end} {escaped(times.zone)}>"
    )
