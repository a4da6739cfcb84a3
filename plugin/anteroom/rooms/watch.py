"""The watch over every room: its time, seats that stay away, and a relay that began anew."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from anteroom.rooms import messages as say
from anteroom.rooms.floor import Floor
from anteroom.rooms.hooks import Reason
from anteroom.rooms.occupants import RoomState

RELAY_LOOK_SECONDS = 2.0
HOSTS_LOOK_SECONDS = 2.0
_log = structlog.get_logger("anteroom.rooms")


class Watch:
    """Looks at the clock each `tick`, and every other second at the relay and at who hosts."""

    def __init__(self, floor: Floor, *, drop_grace: timedelta, tick: timedelta) -> None:
        self._floor = floor
        self._drop_grace = drop_grace
        self._tick = tick
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to look."""
        watches = (self._watch_clock(), self._watch_relay(), self._watch_hosts())
        self._tasks = [asyncio.create_task(each) for each in watches]

    async def stop(self) -> None:
        """Look no more."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _watch_clock(self) -> None:
        while True:
            await asyncio.sleep(self._tick.total_seconds())
            for state in tuple(self._floor.rooms.values()):
                try:
                    await self._look_at(state)
                except Exception:
                    # The watch goes on: the other rooms still have to end in time.
                    _log.exception("room.step_failed", room=state.room)

    async def _look_at(self, state: RoomState) -> None:
        now = self._floor.clock.now()
        if state.closing is not None and state.closing[1] <= now:
            await self._floor.end(state.room, state.closing[0])
        elif state.ends_at <= now:
            if await self._floor.end(state.room, Reason.TIME_OVER):
                await self._floor.hooks.on_end(state.room, None)
        else:
            async with self._floor.locks.hold(state.room):
                for occupant in tuple(state.occupants.values()):
                    if occupant.away_since is not None and occupant.away_since + self._drop_grace <= now:
                        await self._floor.depart(state, occupant, Reason.LOST)

    async def _watch_relay(self) -> None:
        """Pages hear at once of a relay that was restarted."""
        while True:
            await asyncio.sleep(RELAY_LOOK_SECONDS)
            if not self._floor.rooms:
                continue
            if not await self._floor.logins.relay_began_anew():
                continue
            for state in self._floor.rooms.values():
                for occupant in state.occupants.values():
                    occupant.say(say.Relay(self._floor.logins.give(state, occupant), True))

    async def _watch_hosts(self) -> None:
        """Pages hear when the hosting was handed over in the midst of a call."""
        while True:
            await asyncio.sleep(HOSTS_LOOK_SECONDS)
            for state in tuple(self._floor.rooms.values()):
                try:
                    await self._look_who_hosts(state)
                except Exception:
                    _log.exception("room.hosts_unknown", room=state.room)

    async def _look_who_hosts(self, state: RoomState) -> None:
        host = await self._floor.hooks.host_of(state.room)
        changed = [each for each in state.occupants.values() if each.host != (each.seat == host)]
        for occupant in changed:
            occupant.host = occupant.seat == host
        if changed and host in state.occupants:
            for occupant in state.occupants.values():
                occupant.say(say.Hosts(host))
