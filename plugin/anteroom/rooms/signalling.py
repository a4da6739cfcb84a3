"""The hub in which the browsers of one room find each other."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta

import structlog
from aiohttp import WSMsgType, web

from anteroom.clock import Clock
from anteroom.errors import AnteroomError, Conflict
from anteroom.rooms import messages as say
from anteroom.rooms import page_messages as said
from anteroom.rooms.chatting import Chatting
from anteroom.rooms.connection import COME_BACK, Connection
from anteroom.rooms.floor import Floor
from anteroom.rooms.hearing import Hearing
from anteroom.rooms.hooks import Hooks, Reason, Room, Seat
from anteroom.rooms.logins import RelayLogins
from anteroom.rooms.occupants import Occupant, RoomState
from anteroom.rooms.relay.client import Commander
from anteroom.rooms.relay.control import Stats
from anteroom.rooms.relay.credentials import OPAQUE, RelayAccess
from anteroom.rooms.watch import Watch

MOST_PEOPLE = 6
"""A mesh beyond this asks too much of an ordinary uplink."""

MOST_STRIKES = 20
COMING_IN_COSTS = 20
"""In messages: everybody else hears of it, and negotiates anew with another page."""
HEARTBEAT_SECONDS = 20.0
_SESSION = re.compile(r"[a-z0-9]{8,32}", re.ASCII)
_log = structlog.get_logger("anteroom.rooms")


class Rooms:
    """Every room of this process. Start it with the app, stop it with the app."""

    def __init__(
        self,
        *,
        clock: Clock,
        access: RelayAccess,
        control: Commander,
        hooks: Hooks,
        drop_grace: timedelta = timedelta(seconds=120),
        tick: timedelta = timedelta(seconds=0.5),
    ) -> None:
        """`access` says where browsers find the relay and signs their credentials; `control` commands it."""
        self._floor = Floor(clock, RelayLogins(clock, access, control), hooks)
        self._chatting = Chatting(self._floor)
        self._hearing = Hearing(self._floor, self._chatting)
        self._watch = Watch(self._floor, drop_grace=drop_grace, tick=tick)

    async def start(self) -> None:
        """Begin to look at the clock and at the relay."""
        await self._watch.start()

    async def stop(self) -> None:
        """Tell every page that we restart, and close. Media between browsers goes on; pages reconnect."""
        await self._watch.stop()
        open_now = [
            each.connection for room in self._floor.rooms.values() for each in room.occupants.values()
        ]
        for connection in open_now:
            if connection is not None:
                connection.end(Reason.RESTARTING, code=COME_BACK)
        for connection in open_now:
            if connection is not None:
                await connection.finished()

    async def serve(
        self,
        request: web.Request,
        *,
        room: Room,
        seat: Seat,
        label: str,
        host: bool,
        ends_at: datetime,
    ) -> web.WebSocketResponse:
        """Answer the call page's WebSocket for a seat that the caller has admitted; returns when it closes.

        Labels and hosts come from here only, never from the page. `ends_at` (aware) ends the room for all;
        the latest value given counts. A second connection of a seat replaces the first.
        The page's query names its `session`, drawn at each load: the same one comes back, another takes over.
        Raises HTTPBadRequest without one.
        """
        if not OPAQUE.fullmatch(room) or not OPAQUE.fullmatch(seat):
            raise ValueError("room and seat must be opaque ids")
        session = request.query.get("session", "")
        if not _SESSION.fullmatch(session):
            raise web.HTTPBadRequest(text="The call page is needed to enter.")
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=said.LONGEST_MESSAGE, compress=False
        )
        await socket.prepare(request)
        connection = Connection(socket, lambda text: self._outgoing(room, seat, text))
        try:
            occupant = await self._sit_down(room, seat, label, host, session, ends_at, connection)
            await self._floor.show_gate(room)
            await self._listen(socket, room, occupant, connection)
        except AnteroomError as refusal:
            _log.info("room.seat_kept_out", code=refusal.code)
            connection.say(say.Refused(refusal.code))
            connection.end(Reason.REFUSED)
            await connection.finished()
        finally:
            try:
                await self._lose(room, seat, connection)
            finally:
                await connection.stop()
        return socket

    async def close(self, room: Room, reason: Reason, after: timedelta = timedelta(0)) -> None:
        """End a room: at once, or after telling everybody how long they have. An earlier end stands.

        Media is cut at the relay. A room that nobody is in is nothing to close, and no error.
        """
        if after <= timedelta(0):
            await self._floor.end(room, reason)
            return
        async with self._floor.locks.hold(room):
            state = self._floor.rooms.get(room)
            at = self._floor.clock.now() + after
            if state is None or at >= state.ends_at or (state.closing is not None and state.closing[1] <= at):
                return
            state.closing = (reason, at)
            for occupant in state.occupants.values():
                occupant.say(say.Closing(reason.value, at.isoformat()))

    async def remove(self, room: Room, seat: Seat, reason: Reason = Reason.REMOVED) -> None:
        """Put one seat out at once, at the relay too: what its page still holds opens nothing any more."""
        async with self._floor.locks.hold(room):
            state = self._floor.rooms.get(room)
            if state is not None and seat in state.occupants:
                await self._floor.depart(state, state.occupants[seat], reason)

    async def show_gate(self, room: Room) -> None:
        """Tell whoever keeps the gate in that call who is at it now, where that has changed."""
        await self._floor.show_gate(room)

    def live(self, room: Room, seat: Seat) -> str | None:
        """The session of the page that sits there over an open connection; None for an idle seat."""
        state = self._floor.rooms.get(room)
        occupant = None if state is None else state.occupants.get(seat)
        if occupant is None or occupant.connection is None or occupant.connection.ending:
            return None
        return occupant.session

    @property
    def used(self) -> frozenset[Room]:
        """Rooms in which somebody sits."""
        return frozenset(self._floor.rooms)

    async def take_over(self, room: Room) -> None:
        """Keep a room from now on that another instance may have kept: learn which logins were ended."""
        await self._floor.logins.learn(room)

    async def let_go(self, room: Room) -> None:
        """Leave a room to another instance: pages come back there. Nobody leaves it, and media goes on."""
        async with self._floor.locks.hold(room):
            state = self._floor.rooms.pop(room, None)
            for occupant in () if state is None else state.occupants.values():
                if occupant.connection is not None:
                    occupant.connection.end(Reason.RESTARTING, code=COME_BACK)

    def login_to_try(self, seat: Seat) -> say.RelayLogin:
        """A login of a minute with which a page may find out how it reaches the relay, and nobody else."""
        return self._floor.logins.to_try(seat)

    async def relay_stats(self) -> Stats:
        """The relay's counters. Raises Unavailable."""
        return await self._floor.logins.stats()

    def present(self, room: Room) -> frozenset[Seat]:
        """Who sits in the room now, counting those whose connection dropped within the grace."""
        state = self._floor.rooms.get(room)
        return frozenset() if state is None else frozenset(state.occupants)

    async def _outgoing(self, room: Room, seat: Seat, text: str) -> str:
        state = self._floor.rooms.get(room)
        permitted = () if state is None else state.permitted
        return await self._floor.hooks.outgoing(room, seat, text, permitted)

    async def _sit_down(
        self,
        room: Room,
        seat: Seat,
        label: str,
        host: bool,
        session: str,
        ends_at: datetime,
        connection: Connection,
    ) -> Occupant:
        async with self._floor.locks.hold(room):
            state = self._floor.rooms.get(room) or RoomState(room, ends_at)
            state.ends_at = ends_at
            connection.budget = state.budgets.setdefault(seat, connection.budget)
            now = asyncio.get_running_loop().time()
            if not connection.budget.take(0, now, messages=COMING_IN_COSTS):
                raise Conflict("This seat was taken too often. Wait a moment.")
            await self._chatting.look(state, seat)
            occupant = state.occupants.get(seat)
            if occupant is None:
                if len(state.occupants) >= MOST_PEOPLE:
                    raise Conflict("This call is full.")
                await self._floor.hooks.on_join(room, seat)
                occupant = Occupant(seat, label, host, session, connection)
                state.occupants[seat] = occupant
                self._floor.rooms[room] = state
                news: say.HubMessage = say.Joined(occupant.person())
            else:
                news = await self._sit_again(state, occupant, session, connection)
            occupant.label, occupant.host = label, host
            self._welcome(state, occupant, connection)
            state.tell_others(seat, news)
            return occupant

    async def _sit_again(
        self, state: RoomState, occupant: Occupant, session: str, connection: Connection
    ) -> say.HubMessage:
        """The same page came back, or another page of the same seat takes over. Returns what others hear."""
        was_away, older = occupant.away_since is not None, occupant.connection
        occupant.connection, occupant.away_since, occupant.gate = connection, None, []
        if older is not None:
            older.end(Reason.REPLACED)
        if was_away:
            await self._floor.hooks.on_away(state.room, occupant.seat, False)
        if occupant.session == session:
            return say.Away(occupant.seat, False)
        await self._floor.logins.revoke(state.room, occupant.seat, occupant.login_expires)
        occupant.begin_anew(session)
        return say.Joined(occupant.person())

    def _welcome(self, state: RoomState, occupant: Occupant, connection: Connection) -> None:
        connection.say(
            say.Welcome(
                you=occupant.person(),
                people=[other.person() for other in state.others(occupant.seat)],
                relay=self._floor.logins.give(state, occupant),
                now=self._floor.clock.now().isoformat(),
                ends_at=state.ends_at.isoformat(),
                chat=state.chat.value,
            )
        )
        if state.closing is not None:
            connection.say(say.Closing(state.closing[0].value, state.closing[1].isoformat()))
        for kept in occupant.kept:
            connection.say(kept)
        occupant.kept.clear()

    async def _listen(
        self, socket: web.WebSocketResponse, room: Room, occupant: Occupant, connection: Connection
    ) -> None:
        loop = asyncio.get_running_loop()
        async for frame in socket:
            if connection.ending:
                # What was on its way when it ended is read and forgotten.
                continue
            if frame.type is not WSMsgType.TEXT:
                connection.strikes += 1
            elif not connection.budget.take(len(frame.data), loop.time()):
                connection.end(Reason.TOO_FAST)
            else:
                await self._hearing.hear(room, occupant, connection, frame.data)
            if connection.strikes > MOST_STRIKES:
                connection.end(Reason.UNREADABLE)

    async def _lose(self, room: Room, seat: Seat, connection: Connection) -> None:
        async with self._floor.locks.hold(room):
            state = self._floor.rooms.get(room)
            occupant = None if state is None else state.occupants.get(seat)
            if state is not None and occupant is not None and occupant.connection is connection:
                occupant.connection = None
                occupant.away_since = self._floor.clock.now()
                state.tell_others(seat, say.Away(seat, True))
                await self._floor.hooks.on_away(room, seat, True)
