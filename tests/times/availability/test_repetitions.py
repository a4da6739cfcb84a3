"""Repetitions, beside what recurring-ical-events makes of the same calendars."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from anteroom_calendar.busy import busy_of
from calendar_servers.programs import program

EXAMPLES = 4000 if os.environ.get("ANTEROOM_SOAK") else 150
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC", "", "day")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def of_chance(chance: Random) -> tuple[str, int, int]:
    """A calendar with one series and what changes it, and a window of some weeks near a change of clocks."""
    zone = chance.choice(ZONES)
    first = datetime(
        chance.randint(2021, 2025), chance.randint(1, 12), chance.randint(1, 28), chance.randint(4, 20)
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        "BEGIN:VEVENT",
        "UID:a",
        "DTSTAMP:20260101T000000Z",
    ]
    rule = rule_of(chance, zone, first)
    lines += [_time("DTSTART", first, zone), length_of(chance, zone), rule]
    for _ in range(chance.randint(0, 2)):
        lines.append(_time("RDATE", first + timedelta(days=chance.randint(1, 900)), zone))
    begins = int(datetime(2026, chance.choice((3, 10)), chance.randint(1, 20), tzinfo=UTC).timestamp())
    ends = begins + chance.choice((7, 28, 42)) * 86400
    plain = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
    there = [begin for begin, _ in busy_of(plain.encode(), begins, ends, BERLIN).spans if begin > begins]
    changed = chance.sample(there, min(len(there), chance.randint(0, 3)))
    lines += [_time("EXDATE", _wall(each, zone), zone) for each in changed[:1]]
    for each in changed[1:]:
        lines += [
            "END:VEVENT",
            "BEGIN:VEVENT",
            "UID:a",
            "DTSTAMP:20260101T000000Z",
            *changed_to(chance, each, zone),
        ]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]), begins, ends


def changed_to(chance: Random, begin: int, zone: str) -> list[str]:
    """One time of a series that was moved, called off, or shown as free."""
    wall = _wall(begin, zone)
    moved = wall + timedelta(days=1) if zone == "day" else wall + timedelta(hours=chance.randint(1, 5))
    lines = [_time("RECURRENCE-ID", wall, zone), _time("DTSTART", moved, zone), length_of(chance, zone)]
    return lines + chance.choice(([], [], ["STATUS:CANCELLED"], ["TRANSP:TRANSPARENT"]))


def _wall(begin: int, zone: str) -> datetime:
    named = "Europe/Berlin" if zone in ("", "day") else zone
    return datetime.fromtimestamp(begin, ZoneInfo(named)).replace(tzinfo=None)


def rule_of(chance: Random, zone: str, first: datetime) -> str:
    """A rule as calendar programs write it, and a few that none writes."""
    frequency = chance.choice(("DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={frequency}"]
    if chance.random() < 0.4:
        parts.append(f"INTERVAL={chance.randint(2, 5)}")
    if chance.random() < 0.3:
        parts.append(f"COUNT={chance.randint(20, 900)}")
    elif chance.random() < 0.4:
        until = datetime(2026, chance.choice((3, 4, 10, 11)), chance.randint(1, 28), 12)
        parts.append(
            f"UNTIL={until:%Y%m%d}"
            if zone == "day"
            else f"UNTIL={until:%Y%m%dT%H%M%S}{'' if not zone else 'Z'}"
        )
    if frequency == "WEEKLY" and chance.random() < 0.7:
        parts.append("BYDAY=" + ",".join(sorted({DAYS[first.weekday()], *chance.sample(DAYS, 2)})))
        if chance.random() < 0.3:
            parts.append("WKST=SU")
    elif frequency == "MONTHLY" and chance.random() < 0.8:
        parts.append(
            chance.choice(
                (
                    f"BYDAY={chance.choice((1, 2, 3, 4, 5, -1, -2))}{chance.choice(DAYS)}",
                    f"BYMONTHDAY={chance.choice((1, 15, 28, 29, 30, 31, -1, -2))}",
                    f"BYDAY=MO,TU,WE,TH,FR;BYSETPOS={chance.choice((1, -1, 2))}",
                    "BYDAY=FR;BYMONTHDAY=13",
                )
            )
        )
    elif frequency == "YEARLY" and chance.random() < 0.8:
        parts.append(
            chance.choice(
                (
                    f"BYMONTH={chance.randint(1, 12)}",
                    f"BYMONTH=3,10;BYDAY={chance.choice((1, 2, -1))}{chance.choice(DAYS)}",
                    f"BYYEARDAY={chance.choice((60, 80, 300, -60))}",
                    f"BYWEEKNO={chance.choice((10, 11, 13, 43, 44))};BYDAY={chance.choice(DAYS)}",
                    f"BYDAY={chance.choice((10, 43, -10))}{chance.choice(DAYS)}",
                )
            )
        )
    elif frequency == "DAILY" and chance.random() < 0.3:
        # Not 9 and 14: with 14:00 in New York the library also takes away 9:00 there, which is 14:00 in UTC.
        parts.append(
            chance.choice(("BYDAY=MO,WE", "BYMONTH=3,10", "BYHOUR=9,12")) if zone != "day" else "BYDAY=MO"
        )
    return "RRULE:" + ";".join(parts)


def length_of(chance: Random, zone: str) -> str:
    """How long each takes."""
    if zone == "day":
        return f"DURATION:P{chance.randint(1, 3)}D"
    return f"DURATION:PT{chance.choice((15, 30, 60, 90))}M"


def _time(name: str, moment: datetime, zone: str) -> str:
    if zone == "day":
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    if zone == "UTC":
        return f"{name}:{moment:%Y%m%dT%H%M%S}Z"
    return f"{name}{f';TZID={zone}' if zone else ''}:{moment:%Y%m%dT%H%M%S}"


def oracle(cases: list[tuple[str, int, int]]) -> list[list[list[int]] | None]:
    """What the library says of all of them."""
    script = Path(__file__).with_name("expanded.py")
    told = subprocess.run(
        [program("python"), str(script)], input=json.dumps(cases).encode(), capture_output=True, timeout=300
    )
    assert told.returncode == 0, told.stderr.decode()[-2000:]
    found: list[list[list[int]] | None] = json.loads(told.stdout)
    return found


def test_it_repeats_as_the_library_does() -> None:
    chance = Random(8)
    cases = [of_chance(chance) for _ in range(EXAMPLES)]
    theirs_all = oracle(cases)
    assert None not in theirs_all
    assert sum(bool(each) for each in theirs_all) > EXAMPLES / 3
    wrong = []
    for case, theirs in zip(cases, theirs_all, strict=True):
        text, begins, ends = case
        ours = [list(span) for span in busy_of(text.encode(), begins, ends, BERLIN).spans]
        if ours != theirs:
            wrong.append((text, ours, theirs))
    assert not wrong, f"{len(wrong)} of {len(cases)}: {wrong[0]}"
