"""Calendar servers of other people's making, with events put into them as their owners' programs would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from calendar_servers.programs import program, running
from calendar_servers.xandikos_calendar import WHOSE
from service import quiet_port

RADICALE = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {users}
htpasswd_encryption = plain
[storage]
filesystem_folder = {folder}
[logging]
level = warning
"""
MAKE = """<D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:resourcetype><D:collection/><C:calendar/></D:resourcetype></D:prop></D:set></D:mkcol>"""


@dataclass(frozen=True)
class CalendarServer:
    """One server: where an owner would say it is, and who may come in."""

    url: str
    calendar: str
    name: str
    password: str

    async def put(self, name: str, data: bytes) -> None:
        """Put an event into the calendar."""
        auth = {"Authorization": aiohttp.encode_basic_auth(self.name, self.password)} if self.password else {}
        headers = {**auth, "Content-Type": "text/calendar"}
        async with (
            aiohttp.ClientSession() as http,
            http.put(f"{self.url}{self.calendar}{name}.ics", data=data, headers=headers) as answer,
        ):
            assert answer.status in (200, 201, 204), await answer.text()


@dataclass
class Between:
    """Stands before a server: notes what it is asked, and answers itself what is among `knows_not`."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    knows_not: tuple[str, ...] = ()


@asynccontextmanager
async def between(server: CalendarServer) -> AsyncIterator[Between]:
    """Stand before a server."""
    place = Between()
    kinds = ("free-busy-query", "calendar-query", "VFREEBUSY", "propfind")

    async def pass_on(request: web.Request) -> web.Response:
        body = await request.read()
        kind = next((each for each in kinds if each.encode() in body), request.method)
        place.asked.append(kind)
        if kind in place.knows_not:
            return web.Response(status=403)
        kept = ("Authorization", "Content-Type", "Depth")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        async with http.request(
            request.method, f"{server.url}{request.path}", data=body, headers=headers, allow_redirects=False
        ) as answer:
            kind_of_body = {"Content-Type": answer.headers.get("Content-Type", "text/plain")}
            return web.Response(status=answer.status, body=await answer.read(), headers=kind_of_body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pass_on)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    async with aiohttp.ClientSession() as http:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        place.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield place
        finally:
            await runner.cleanup()


async def _asks(method: str, url: str, body: str = "", **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, url, data=body.encode() or None, headers=headers) as answer,
    ):
        await answer.read()
        return answer.status


@asynccontextmanager
async def radicale(folder: Path) -> AsyncIterator[CalendarServer]:
    """Radicale with one user and one calendar, behind a password."""
    port, users = quiet_port(), folder / "users"
    users.write_text("leo:pa55-phrase\n", encoding="utf-8")
    config = folder / "radicale.ini"
    config.write_text(RADICALE.format(port=port, users=users, folder=folder / "kept"), encoding="utf-8")
    url = f"http://127.0.0.1:{port}"
    bears = {"Authorization": aiohttp.encode_basic_auth("leo", "pa55-phrase")}

    async def ready() -> bool:
        try:
            return await _asks("OPTIONS", url) > 0
        except OSError:
            return False

    async with running([program("radicale"), "--config", str(config)], folder, ready):
        assert await _asks("MKCOL", f"{url}/leo/work/", MAKE, **bears) == 201
        yield CalendarServer(url, "/leo/work/", "leo", "pa55-phrase")


@asynccontextmanager
async def xandikos(folder: Path) -> AsyncIterator[CalendarServer]:
    """Xandikos with the calendar that it makes by itself; it asks nobody for a password."""
    port = quiet_port()
    url = f"http://127.0.0.1:{port}"

    async def ready() -> bool:
        try:
            return await _asks("OPTIONS", f"{url}/user/") > 0
        except OSError:
            return False

    command = [
        *(program("xandikos"), "serve", "--directory", str(folder / "calendars"), "--defaults"),
        *("--current-user-principal", "/user/", "--listen-address", "127.0.0.1", "--port", str(port)),
    ]
    async with running(command, folder, ready):
        whose = WHOSE.format(address="leo@calendars.example")
        kind = {"Content-Type": "application/xml"}
        assert await _asks("PROPPATCH", f"{url}/user/", whose, **kind) == 207
        yield CalendarServer(url, "/user/calendars/calendar/", "leo", "")
