"""What recurring-ical-events makes of calendars: JSON in by standard input, JSON out.

Run with the interpreter of `.venv-peers`: [[text, begins, ends], …] → for each the merged spans in seconds
since 1970, or null where it gives up.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

HERE = ZoneInfo("Europe/Berlin")
"""Where times without a zone and whole days are meant."""


def _second(moment: date) -> int:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=HERE)).timestamp())


def spans(text: str, begins: int, ends: int) -> list[list[int]] | None:
    """Return the merged spans in which something takes place."""
    day = timedelta(days=2)
    since, until = datetime.fromtimestamp(begins, UTC) - day, datetime.fromtimestamp(ends, UTC) + day
    try:
        events = recurring_ical_events.of(Calendar.from_ical(text)).between(since, until)
        found = sorted(
            (max(_second(each.start), begins), min(_second(each.end), ends))
            for each in events
            if each.get("STATUS") != "CANCELLED" and each.get("TRANSP") != "TRANSPARENT"
        )
    except Exception:
        return None
    merged: list[list[int]] = []
    for begin, end in found:
        if end <= begin:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([begin, end])
    return merged


if __name__ == "__main__":
    sys.stdout.write(json.dumps([spans(*each) for each in json.load(sys.stdin)]))
