"""Calendars of chance, broken by chance: whatever comes in, two errors come out, or when somebody is busy."""

from __future__ import annotations

import itertools
import os
from random import Random

from anteroom_calendar import NotACalendar, TooLarge, busy_of
from times.availability.test_busy_times import ZONE
from times.availability.test_repetitions import BERLIN, of_chance

EXAMPLES = 20_000 if os.environ.get("ANTEROOM_SOAK") else 600
LINES = (
    *(
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "RRULE:FREQ=MONTHLY;BYDAY=-53MO",
        "RRULE:FREQ=DAILY;UNTIL=",
    ),
    *("DURATION:-P99999D", "DURATION:P999999W", "DTEND:19000101", "DTSTART;VALUE=DATE:20261101", "EXDATE:"),
    *("RECURRENCE-ID;RANGE=THISANDFUTURE:20261101", "DTSTART;TZID=Made up:20261101T000000", "RDATE:/"),
    *("RDATE;VALUE=PERIOD:20261101T000000Z/P1D,20261101T000000Z/99991231T000000Z", "BEGIN:VEVENT"),
    *("END:VEVENT", "BEGIN:VFREEBUSY", "FREEBUSY:x/y", "FREEBUSY:20261101T000000Z/PT99999999H", ""),
)
PIECES = (
    *("99999999T999999", "0", "-1", "\0", "é", "BYSETPOS=-366;", "BYSETPOS=0;", "COUNT=0;", "INTERVAL=0;"),
    *("INTERVAL=99999999999;", "UNTIL=00010101;", "UNTIL=99991231T235959Z;", ";TZID=", '"', ";;;", ":::"),
    *("WKST=XX;", "BYWEEKNO=-53,53;", "BYYEARDAY=-366;", "21991231T235959", "19000101T000000"),
)


def broken(chance: Random, text: str) -> str:
    """The same calendar with a few things put in, taken out and written over."""
    text = text.replace("VERSION:2.0\r\n", ZONE.replace("\n", "\r\n")) if chance.random() < 0.1 else text
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(text))
        match chance.randrange(4):
            case 0:
                text = text[:place] + chance.choice(PIECES) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randint(1, 8) :]
            case 2:
                text = text[:place] + chr(chance.randrange(1, 300)) + text[place + 1 :]
            case _:
                lines = text.split("\r\n")
                lines.insert(chance.randrange(len(lines)), chance.choice(LINES))
                text = "\r\n".join(lines)
    return text


def test_whatever_comes_in_two_errors_come_out_or_merged_spans() -> None:
    chance = Random(5)
    read = 0
    for _ in range(EXAMPLES):
        text, begins, ends = of_chance(chance)
        zone = BERLIN if chance.random() < 0.8 else None
        try:
            found = busy_of(broken(chance, text).encode(), begins, ends, zone)
        except (NotACalendar, TooLarge):
            continue
        read += 1
        edges = [begins - 1, *(edge for span in found.spans for edge in span), ends + 1]
        assert all(one < other for one, other in itertools.pairwise(edges)), text
    assert read > EXAMPLES / 2
