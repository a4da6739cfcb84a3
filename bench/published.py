"""A published calendar of 300 events: what it costs to read it, and to ask again where it is as it was.

Reading is measured beside icalendar's own parser alone, which expands no repetition and merges nothing.
Asking again is measured beside asking for the first time; the server's part is counted in both.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.test_utils import TestServer
from icalendar import Calendar

from anteroom.times.availability.model import Account, Busy, Kind, Unchanged, Window
from anteroom_availability.fetching import Fetching
from anteroom_availability.published import ADDRESS, PublishedCalendars
from anteroom_availability.read import Reading
from anteroom_calendar import busy_of
from bench.asked import Asked
from bench.pairs import measure
from bench.table import Table

EVENTS, WEEKLY = 300, 100
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
WINDOW = Window.ahead(datetime(2026, 10, 12, tzinfo=UTC))
ZONE = ZoneInfo("Europe/Berlin")
ETAG = '"as-it-was"'
PATH = "/busy.ics"
AT_LEAST = 10.0
"""A calendar is read once; who asks again hears that it is as it was, and reads nothing."""


def run(table: Table, asked: Asked) -> None:
    """Measure reading, and asking again."""
    data = calendar()
    found = busy_of(data, WINDOW.begins, WINDOW.ends, ZONE)
    assert len(found.spans) > WEEKLY, "a hundred of its events repeat each week"
    table.add(
        measure(
            "published",
            f"a calendar of {EVENTS} events read",
            lambda: busy_of(data, WINDOW.begins, WINDOW.ends, ZONE),
            "icalendar, parsed and no more",
            lambda: Calendar.from_ical(data),
            times=3,
            peer_times=2,
            sample=asked.sample,
        )
    )
    with asyncio.Runner() as runner:
        server, fetching = runner.run(_published(data))
        try:
            kind = PublishedCalendars(fetching, Reading())
            new = Account("bench", Kind.PUBLISHED, ZONE, {ADDRESS: str(server.make_url(PATH))})
            first = runner.run(kind.busy(new, WINDOW))
            assert isinstance(first, Busy), "it is read"
            known = replace(new, remembered=first.remembered)
            assert isinstance(runner.run(kind.busy(known, WINDOW)), Unchanged), "it is as it was"
            table.add(
                measure(
                    "published",
                    "the same asked for again, where it is as it was",
                    lambda: runner.run(kind.busy(known, WINDOW)),
                    "asked for the first time",
                    lambda: runner.run(kind.busy(new, WINDOW)),
                    times=30,
                    peer_times=3,
                    bound=AT_LEAST,
                    sample=asked.sample,
                )
            )
        finally:
            runner.run(fetching.close())
            runner.run(server.close())


def calendar(seed: int = 300) -> bytes:
    """Return a calendar of a year, a third of which repeats each week, as one is published."""
    chance = Random(seed)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//EN"]
    for number in range(EVENTS):
        begins = FIRST + timedelta(days=chance.randrange(360), hours=chance.randrange(7, 18))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@bench.example",
            f"SUMMARY:Meeting {number}",
            f"DTSTART;TZID=Europe/Berlin:{begins:%Y%m%dT%H%M%S}",
            "DURATION:PT45M",
            *(["RRULE:FREQ=WEEKLY"] if number < WEEKLY else []),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


async def _published(data: bytes) -> tuple[TestServer, Fetching]:
    """Return a server that publishes the calendar, and what fetches from it, both open."""

    async def publish(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == ETAG:
            return web.Response(status=304, headers={"ETag": ETAG})
        return web.Response(body=data, content_type="text/calendar", headers={"ETag": ETAG})

    app = web.Application()
    app.router.add_get(PATH, publish)
    server, fetching = TestServer(app), Fetching(allow_private=True)
    await server.start_server()
    await fetching.open()
    return server, fetching
