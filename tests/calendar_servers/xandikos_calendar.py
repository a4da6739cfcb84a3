"""One person's calendar on Xandikos: mail in by LMTP, its owner answers by CalDAV, replies leave by SMTP.

Xandikos is a CalDAV server that schedules by mail (RFC 6047, RFC 6638). Commands and quirks: its imip.py,
imip_listen.py, itip.py and web.py, version 0.4.10.
"""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import aiohttp
from icalendar import Calendar

from anteroom_calendar import Partstat
from calendar_servers.programs import program, running
from mail.post_office import Arrived
from service import quiet_port

PRINCIPAL, CALENDAR = "/user/", "/user/calendars/calendar/"
WHOSE = """<D:propertyupdate xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<C:calendar-user-address-set><D:href>mailto:{address}</D:href></C:calendar-user-address-set>
</D:prop></D:set></D:propertyupdate>"""
NAMES = '<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>'
BUSY = """<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">
<C:time-range start="{start}" end="{end}"/></C:free-busy-query>"""


@dataclass(frozen=True)
class Entry:
    """One event as the server keeps it: where, its bytes, and what they say."""

    path: str
    data: bytes

    @property
    def event(self) -> Any:
        """The one VEVENT, read by icalendar."""
        return Calendar.from_ical(self.data).walk("VEVENT")[0]

    def partstat(self, address: str) -> str:
        """What the entry says that this address answered."""
        return str(_line(self.event, address).params["PARTSTAT"])


class XandikosCalendar:
    """What its owner and the owner's mail server do with the calendar of `address`."""

    def __init__(self, address: str, url: str, lmtp_port: int, http: aiohttp.ClientSession) -> None:
        self.address = address
        self._url = url
        self._lmtp_port = lmtp_port
        self._http = http
        self._brought = 0

    async def bring(self, arrived: list[Arrived]) -> int:
        """Hand over by LMTP, byte for byte, what is new for this address; return how many mails that were."""
        mine = [each for each in arrived if each.to == (self.address,)]
        new = mine[self._brought :]
        self._brought = len(mine)
        for each in new:
            await asyncio.to_thread(self._lmtp, each)
        return len(new)

    async def entries(self) -> list[Entry]:
        """Everything in the calendar."""
        status, listed = await self._ask("PROPFIND", CALENDAR, NAMES, depth="1")
        assert status == 207, listed
        paths = [str(each.text) for each in ElementTree.fromstring(listed).iter("{DAV:}href")]
        return [await self._entry(path) for path in sorted(set(paths)) if path.endswith(".ics")]

    async def entry(self, uid: str) -> Entry:
        """The one entry with that UID."""
        (found,) = [each for each in await self.entries() if str(each.event["UID"]) == uid]
        return found

    async def busy(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """When the server says that its owner is busy (RFC 4791, 7.10): its own reading of our times."""
        span = {"start": f"{start:%Y%m%dT%H%M%SZ}", "end": f"{end:%Y%m%dT%H%M%SZ}"}
        status, body = await self._ask("REPORT", CALENDAR, BUSY.format(**span), depth="1")
        assert status == 200, body
        periods = []
        for each in Calendar.from_ical(body).walk("VFREEBUSY"):
            values = each.get("FREEBUSY", [])
            periods += values if isinstance(values, list) else [values]
        return sorted((period.start.astimezone(UTC), period.end.astimezone(UTC)) for period in periods)

    async def answer(self, entry: Entry, said: Partstat) -> None:
        """Say it as a calendar program does: change the own line, and put the entry back.

        After an update the server keeps the answer of before, so that to say the same again changes nothing:
        SCHEDULE-FORCE-SEND (RFC 6638, 7.2) is how a program has the reply sent all the same.
        """
        calendar = Calendar.from_ical(entry.data)
        own = _line(calendar.walk("VEVENT")[0], self.address)
        own.params["PARTSTAT"] = said.value
        own.params["SCHEDULE-FORCE-SEND"] = "REPLY"
        status, told = await self._ask("PUT", entry.path, calendar.to_ical().decode(), kind="text/calendar")
        assert status in (200, 201, 204), told

    async def own(self) -> None:
        """Tell the server whose calendar it is; only then it knows which ATTENDEE is its owner's."""
        status, told = await self._ask("PROPPATCH", PRINCIPAL, WHOSE.format(address=self.address))
        assert status == 207 and b"200 OK" in told, told

    async def ready(self) -> bool:
        """Tell whether both its doors are open."""
        try:
            await self._ask("OPTIONS", PRINCIPAL)
            await asyncio.to_thread(lambda: socket.create_connection(("127.0.0.1", self._lmtp_port)).close())
        except OSError:
            return False
        return True

    async def _entry(self, path: str) -> Entry:
        status, data = await self._ask("GET", path)
        assert status == 200, data
        return Entry(path, data)

    async def _ask(
        self, verb: str, path: str, body: str = "", *, kind: str = "application/xml", depth: str = "0"
    ) -> tuple[int, bytes]:
        headers = {"Content-Type": kind, "Depth": depth}
        async with self._http.request(
            verb, self._url + path, data=body.encode(), headers=headers
        ) as response:
            return response.status, await response.read()

    def _lmtp(self, mail: Arrived) -> None:
        with smtplib.LMTP("127.0.0.1", self._lmtp_port) as client:
            refused = client.sendmail(mail.sender, list(mail.to), mail.raw)
        assert not refused, refused


@asynccontextmanager
async def xandikos_calendar(
    address: str, folder: Path, smtp_port: int, *, writes_from: str = ""
) -> AsyncIterator[XandikosCalendar]:
    """Start a server that is the calendar of `address` and sends its replies to `smtp_port` of this machine.

    `writes_from` is the From of its replies: the server's own address rather than its user's, where the
    operator set one (`--smtp-from`).
    """
    port, lmtp_port = quiet_port(), quiet_port()
    command = [
        *(program("xandikos"), "serve", "--directory", str(folder / "calendars"), "--defaults"),
        *("--current-user-principal", PRINCIPAL, "--listen-address", "127.0.0.1", "--port", str(port)),
        *("--imip-listen", f"127.0.0.1:{lmtp_port}", "--imip-send", "smtp"),
        *("--smtp-host", "127.0.0.1", "--smtp-port", str(smtp_port), "--smtp-from", writes_from or address),
    ]
    async with aiohttp.ClientSession() as http:
        calendar = XandikosCalendar(address, f"http://127.0.0.1:{port}", lmtp_port, http)
        async with running(command, folder, calendar.ready):
            await calendar.own()
            yield calendar


def _line(event: Any, address: str) -> Any:
    values = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
    (own,) = [each for each in values if str(each).lower() == f"mailto:{address}"]
    return own
