"""What one page says, and what the hub does about it."""

from __future__ import annotations

import msgspec

from anteroom.errors import AnteroomError, BadInput, NotAllowed
from anteroom.rooms import messages as say
from anteroom.rooms import page_messages as said
from anteroom.rooms.chatting import Chatting
from anteroom.rooms.connection import Connection
from anteroom.rooms.floor import Floor
from anteroom.rooms.hooks import Reason, Room
from anteroom.rooms.occupants import Occupant, RoomState
from anteroom.rooms.passing_on import pass_on


class Hearing:
    """Takes what pages say, each from the seat in which it sits."""

    def __init__(self, floor: Floor, chatting: Chatting) -> None:
        self._floor = floor
        self._chatting = chatting

    async def hear(self, room: Room, occupant: Occupant, connection: Connection, text: str) -> None:
        """Take one text of a page. Whatever it says, only that page can suffer from it."""
        state = self._floor.rooms.get(room)
        if state is None or state.occupants.get(occupant.seat) is not occupant:
            # Whoever is being put out asks for a new login in the moment before it is told.
            return
        if occupant.connection is not connection:
            return
        try:
            heard = said.read_page_message(text)
            if isinstance(heard, said.Leave):
                async with self._floor.locks.hold(room):
                    await self._floor.depart(state, occupant, Reason.LEFT)
            elif isinstance(heard, said.EndForAll):
                if not await self._hosts(room, occupant):
                    raise NotAllowed("Only the host can end the call for all.")
                await self._floor.end(room, Reason.ENDED_BY_HOST)
                await self._floor.hooks.on_end(room, occupant.seat)
            elif isinstance(heard, said.Extend):
                await self._extend(state, occupant)
            elif isinstance(heard, said.AtTheGate):
                await self._at_the_gate(state, occupant, heard)
            elif isinstance(heard, said.Write):
                await self._chatting.write(state, occupant, heard)
            elif isinstance(heard, said.AskRelay):
                connection.say(say.Relay(self._floor.logins.give(state, occupant), False))
            elif isinstance(heard, said.ShowState):
                state.show(occupant, heard)
            elif isinstance(heard, said.Reached):
                await self._reached(state, occupant, heard)
            else:
                pass_on(state, occupant, heard, self._floor.logins.relayed)
        except (msgspec.MsgspecError, RecursionError, BadInput, NotAllowed) as refusal:
            connection.strikes += 1
            code = refusal.code if isinstance(refusal, AnteroomError) else BadInput.code
            connection.say(say.Refused(code))

    async def _extend(self, state: RoomState, occupant: Occupant) -> None:
        """Keep the room open longer. Logins for the relay end with the room: everybody gets a later one."""
        if not await self._hosts(state.room, occupant):
            raise NotAllowed("Only the host can add time.")
        try:
            ends_at = await self._floor.hooks.on_extend(state.room, occupant.seat)
        except AnteroomError as refusal:
            occupant.say(say.Refused(refusal.code))
            return
        async with self._floor.locks.hold(state.room):
            state.ends_at = max(state.ends_at, ends_at)
            for each in state.occupants.values():
                each.say(say.Extended(state.ends_at.isoformat()))
                each.say(say.Relay(self._floor.logins.give(state, each), True))

    async def _reached(self, state: RoomState, occupant: Occupant, heard: said.Reached) -> None:
        """Note whether media can flow between two seats: once a page, however often it says so."""
        other = state.occupants.get(heard.to)
        if other is None or other is occupant:
            return
        told = (other.seat, other.session, heard.connected)
        if told not in occupant.reached:
            occupant.reached.add(told)
            await self._floor.hooks.on_reached(state.room, occupant.seat, other.seat, heard.connected)

    async def _at_the_gate(self, state: RoomState, occupant: Occupant, act: said.AtTheGate) -> None:
        """Let the house decide; then whoever was removed goes, and all who keep the gate see what is left."""
        try:
            await self._floor.hooks.at_the_gate(state.room, occupant.seat, act)
        except AnteroomError as refusal:
            occupant.say(say.Refused(refusal.code))
            return
        if isinstance(act, said.Remove):
            async with self._floor.locks.hold(state.room):
                gone = state.occupants.get(act.seat)
                if gone is not None:
                    await self._floor.depart(state, gone, Reason.REMOVED)
        await self._floor.show_gate(state.room)

    async def _hosts(self, room: Room, occupant: Occupant) -> bool:
        occupant.host = await self._floor.hooks.hosts(room, occupant.seat)
        return occupant.host
