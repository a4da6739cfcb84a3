"""Rooms with their real pages and a real relay, without the rest of the house around them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from aiohttp.test_utils import TestServer

from anteroom.clock import Clock
from anteroom.errors import AnteroomError, ContactInText, NotAllowed, Withheld
from anteroom.pages.plain import page, page_headers, setup_pages
from anteroom.rooms.hooks import Chat, Room, Seat
from anteroom.rooms.messages import Waiting
from anteroom.rooms.page_messages import AtTheGate
from anteroom.rooms.relay.client import RelayControl
from anteroom.rooms.relay.credentials import RelayAccess
from anteroom.rooms.relay.process import RelayProcess, Tls
from anteroom.rooms.signalling import Rooms
from anteroom.rooms.words import call_words
from anteroom.verdicts.words import after_words

SECRET = "a secret of the relay for tests"
CONTROL_SECRET = "a secret that commands it in tests"
LABELS = {"ana": "Ana Ruiz", "dana": "Dana, VP Engineering", "hugo": "Northwind, hiring", "kim": "Kim"}
HOST = "hugo"


@dataclass(frozen=True)
class Spoken:
    """A text that was read."""

    text: str
    why: str = ""
    permitted: bool = False


@dataclass
class RecordingHooks:
    """A heart that lets everything through but written numbers, and remembers what it was told."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    sent: list[tuple[Seat, str]] = field(default_factory=list)
    reached: list[tuple[Seat, Seat, bool]] = field(default_factory=list)
    withhold: str = "\x00"
    broken: bool = False
    refuse: set[Seat] = field(default_factory=set)
    extend_to: datetime | None = None
    way: Chat = Chat.READ
    host: Seat = HOST
    at_gate: list[Waiting] = field(default_factory=list)
    noting: asyncio.Barrier | None = None
    """Met as it is begun to note that somebody left, and again before that is done."""

    async def outgoing(self, room: Room, seat: Seat, text: str, permitted: Sequence[str]) -> str:
        if self.broken:
            raise OSError("the database is away")
        if self.withhold in text:
            raise Withheld("Held.")
        self.sent.append((seat, text))
        return text

    async def chat(self, room: Room, seats: frozenset[Seat]) -> Chat:
        return self.way

    async def on_chat(self, room: Room, seat: Seat, text: str) -> Spoken:
        if "555" in text:
            raise ContactInText("This looks like a phone number.")
        return Spoken(text, permitted="@" in text)

    async def on_join(self, room: Room, seat: Seat) -> None:
        if seat in self.refuse:
            raise AnteroomError("Not now.")
        self.told.append(("join", room, seat))

    async def on_reached(self, room: Room, seat: Seat, other: Seat, connected: bool) -> None:
        self.reached.append((seat, other, connected))

    async def on_leave(self, room: Room, seat: Seat, away_since: datetime | None) -> None:
        self.told.append(("leave", room, seat))
        if self.noting is not None:
            await self.noting.wait()
            await self.noting.wait()

    async def on_away(self, room: Room, seat: Seat, away: bool) -> None:
        self.told.append(("away" if away else "back", room, seat))

    async def waiting(self, room: Room, seat: Seat) -> list[Waiting] | None:
        return list(self.at_gate) if seat == HOST else None

    async def at_the_gate(self, room: Room, by_seat: Seat, act: AtTheGate) -> None:
        if by_seat != HOST:
            raise NotAllowed("Only the host.")
        self.at_gate = [each for each in self.at_gate if act.seat not in ("", each.seat)]
        self.told.append((type(act).__name__.lower(), room, act.seat))

    async def hosts(self, room: Room, seat: Seat) -> bool:
        return seat == self.host

    async def host_of(self, room: Room) -> Seat | None:
        return self.host

    async def on_extend(self, room: Room, seat: Seat) -> datetime:
        if self.extend_to is None:
            raise AnteroomError("Not longer.")
        self.told.append(("extend", room, seat))
        return self.extend_to

    async def on_end(self, room: Room, by_seat: Seat | None) -> None:
        self.told.append(("end", room, str(by_seat)))


@dataclass
class CallHouse:
    """A running house of rooms. `ends_at` may be set before somebody enters.

    While it is not `reachable`, nobody gets in.
    """

    rooms: Rooms
    hooks: RecordingHooks
    clock: Clock
    ends_at: datetime
    server: TestServer | None = None
    reachable: bool = True
    reports: list[dict[str, object]] = field(default_factory=list)

    def page_url(self, seat: Seat, room: Room = "room-1") -> str:
        """The call page of a seat."""
        assert self.server is not None
        return str(self.server.make_url(f"/room/{room}/{seat}"))


def relay_process(port: int = 0, *, tls: Tls | None = None) -> RelayProcess:
    """A relay that is yet to be started."""
    return RelayProcess(secret=SECRET, control_secret=CONTROL_SECRET, port=port, tls=tls)


@asynccontextmanager
async def call_house(
    clock: Clock,
    access: RelayAccess,
    control: RelayControl,
    *,
    drop_grace: timedelta = timedelta(seconds=30),
) -> AsyncIterator[CallHouse]:
    """Serve call pages and their signalling for seats named in `LABELS`, in any room."""
    hooks = RecordingHooks()
    rooms = Rooms(
        clock=clock,
        access=access,
        control=control,
        hooks=hooks,
        drop_grace=drop_grace,
        tick=timedelta(milliseconds=20),
    )
    house = CallHouse(rooms, hooks, clock, clock.now() + timedelta(minutes=45))

    house.server = TestServer(_pages_of(house), host="127.0.0.1")
    await house.server.start_server()
    await rooms.start()
    try:
        yield house
    finally:
        await rooms.stop()
        await house.server.close()
        await control.close()


def _pages_of(house: CallHouse) -> web.Application:
    async def call(request: web.Request) -> web.Response:
        return _call_page(house, request)

    async def signal(request: web.Request) -> web.StreamResponse:
        if not house.reachable:
            raise web.HTTPServiceUnavailable
        seat = request.match_info["seat"]
        return await house.rooms.serve(
            request,
            room=request.match_info["room"],
            seat=seat,
            label=LABELS.get(seat, seat),
            host=seat == HOST,
            ends_at=house.ends_at,
        )

    async def report(request: web.Request) -> web.Response:
        house.reports.append(dict((await request.post()).items()))
        return web.json_response({"blocked": "blk_abcdefgh", "reference": "rep_abcdefgh"})

    async def appeal(request: web.Request) -> web.Response:
        house.reports.append({"appeal": request.query["session"]})
        return web.Response(status=204)

    app = web.Application(middlewares=[page_headers])
    setup_pages(app)
    seats = "/room/{room}/{seat}"
    app.add_routes(
        [
            web.get(seats, call),
            web.get(f"{seats}/signal", signal),
            web.post(f"{seats}/report", report),
            web.post(f"{seats}/appeal", appeal),
        ]
    )
    return app


def _call_page(house: CallHouse, request: web.Request) -> web.Response:
    room, seat = request.match_info["room"], request.match_info["seat"]
    return page(
        request,
        "call.html",
        say=(say := call_words(request.query.get("language", "en"))),
        after_words=after_words(request.query.get("language", "en")),
        language=say.language,
        title="Interview: Payments API rebuild",
        label=LABELS[seat],
        seat=seat,
        host=seat == HOST,
        ends_at=house.ends_at.isoformat(),
        now=house.clock.now().isoformat(),
        ws_path=f"/room/{room}/{seat}/signal?admission=x",
        leave_url="/lobby",
        report_path=f"/room/{room}/{seat}/report",
        blockable=[("seat-of-hugo", "Hugo Brandt")],
        report_key="a-key-of-this-page",
        appeal_path=f"/room/{room}/{seat}/appeal",
        categories=["leaving", "conduct", "not_real", "privacy", "broken", "other"],
        marketplace="Larkspur",
    )
