"""Every room of this process in which somebody is, and how seats and rooms come to an end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from anteroom.clock import Clock
from anteroom.rooms import messages as say
from anteroom.rooms.hooks import Hooks, Reason, Room
from anteroom.rooms.locks import RoomLocks
from anteroom.rooms.logins import RelayLogins
from anteroom.rooms.occupants import Occupant, RoomState


@dataclass(slots=True, eq=False)
class Floor:
    """The rooms, with what everything that changes them needs. One room is changed under `locks.hold`."""

    clock: Clock
    logins: RelayLogins
    hooks: Hooks
    rooms: dict[Room, RoomState] = field(default_factory=dict)
    locks: RoomLocks = field(default_factory=RoomLocks)

    async def depart(self, state: RoomState, occupant: Occupant, reason: Reason) -> None:
        """Empty a seat; the lock is held. The relay first, so that nothing is said before it is true."""
        if state.occupants.pop(occupant.seat, None) is None:
            return
        if not state.occupants:
            self.rooms.pop(state.room, None)
        await self.logins.revoke(state.room, occupant.seat, occupant.login_expires)
        try:
            # The heart next: a page that hears that it left must not come back as if it sat there.
            await self.hooks.on_leave(state.room, occupant.seat, occupant.away_since)
        finally:
            if occupant.connection is not None:
                occupant.connection.end(reason)
            state.tell_others(occupant.seat, say.Left(occupant.seat, reason.value))

    async def show_gate(self, room: Room) -> None:
        """Tell whoever keeps the gate who is there now, where that has changed. Takes no lock."""
        state = self.rooms.get(room)
        for occupant in () if state is None else tuple(state.occupants.values()):
            people = await self.hooks.waiting(room, occupant.seat)
            if people is not None and people != occupant.gate:
                occupant.gate = people
                if occupant.connection is not None:
                    occupant.connection.say(say.Gate(people))

    async def end(self, room: Room, reason: Reason) -> bool:
        """End a room at once, media too. Say whether somebody was in it. Takes the lock."""
        async with self.locks.hold(room):
            state = self.rooms.pop(room, None)
            if state is None:
                return False
            occupants, state.occupants = list(state.occupants.values()), {}
            await self.logins.revoke(room, None, state.last_login_expires)
            for occupant in occupants:
                if occupant.connection is not None:
                    occupant.connection.end(reason)
            told = (self.hooks.on_leave(room, each.seat, each.away_since) for each in occupants)
            failures = [each for each in await asyncio.gather(*told, return_exceptions=True) if each]
            if failures:
                raise failures[0]
            return True
