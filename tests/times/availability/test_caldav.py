"""Calendar servers: real ones, and some that answer as other real ones do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from times.availability.owner import Owner
from times.availability.servers import CalendarServer, between, radicale, xandikos


def event(uid: str, *lines: str) -> bytes:
    body = "\r\n".join(
        (
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", f"UID:{uid}"),
            *("DTSTAMP:20261101T000000Z", "SUMMARY:Zebra merger", *lines, "END:VEVENT", "END:VCALENDAR", ""),
        )
    )
    return body.encode()


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


EVENTS = {
    "one": event("one", "DTSTART:20261124T090000Z", "DTEND:20261124T103000Z"),
    "beside": event("beside", "DTSTART:20261124T100000Z", "DURATION:PT1H"),
    "weekly": event(
        "weekly", "DTSTART:20260105T140000Z", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;UNTIL=20261130T235959Z"
    ),
    "free": event("free", "DTSTART:20261125T090000Z", "DURATION:PT8H", "TRANSP:TRANSPARENT"),
    "off": event("off", "DTSTART:20261126T090000Z", "DURATION:PT8H", "STATUS:CANCELLED"),
}
BUSY = (
    (at(23, 14), at(23, 14, 30)),
    (at(24, 9), at(24, 11)),
    (at(30, 14), at(30, 14, 30)),
)
SECRETS = ("pa55-phrase", "Zebra merger", "UID:one")


@pytest.mark.parametrize(
    ("server", "best"), [(radicale, "free-busy-query"), (xandikos, "VFREEBUSY")], ids=["radicale", "xandikos"]
)
async def test_it_asks_real_servers_when_their_owner_is_busy(
    owner: Owner,
    tmp_path: Path,
    server: Callable[[Path], AbstractAsyncContextManager[CalendarServer]],
    best: str,
) -> None:
    async with server(tmp_path) as there, between(there) as seen:
        for name, data in EVENTS.items():
            await there.put(name, data)
        password = there.password or "none needed"
        ways: tuple[tuple[str, str, tuple[str, ...]], ...] = (
            ("/", best, ()),
            (there.calendar, "free-busy-query", ()),
            ("/", "calendar-query", ("VFREEBUSY", "free-busy-query")),
        )
        for path, way, knows_not in ways:
            seen.asked, seen.knows_not = [], knows_not
            await owner.add("caldav", address=f"{seen.url}{path}", name="leo", password=password)
            page, known, stored = await owner.page(), await owner.known(), await owner.stored()
            assert "Works" in page, (way, page)
            assert (known.busy, known.known) == (BUSY, True), way
            assert seen.asked[-1] == way
            assert [each for each in SECRETS if each in page or each in stored] == []
            await owner.take_away()
        if there.password:
            await owner.add("caldav", address=there.url, name="leo", password="wrong")
            assert "does not let us in" in await owner.page()
            assert (await owner.known()).busy == ()
            await owner.take_away()
        await owner.add("caldav", address=there.url, name="leo", password=password)
    await owner.asked_later()
    known = await owner.known()
    assert (known.busy, known.known) == (BUSY, False)
    assert "cannot be reached" in await owner.page()
