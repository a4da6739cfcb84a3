"""What people write to one another where it is read: at a person's pace, and only as it was read."""

from __future__ import annotations

import asyncio

from anteroom.errors import AnteroomError
from anteroom.rooms import messages as say
from anteroom.rooms import page_messages as said
from anteroom.rooms.connection import Pace
from anteroom.rooms.floor import Floor
from anteroom.rooms.hooks import Chat
from anteroom.rooms.occupants import Occupant, RoomState

MOST_PERMITTED = 50
"""Texts of one room with a detail that may pass; of older ones the door does not know any more."""

TOO_FAST = "too-fast"
NOT_HERE = "not-here"


class Chatting:
    """Has each text read by the house, and gives it to everybody in the room or its writer back why not."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    async def write(self, state: RoomState, occupant: Occupant, heard: said.Write) -> None:
        """Take one text. Its writer hears in any case what became of it."""
        if state.chat is not Chat.READ:
            occupant.say(say.NotWritten(heard.id, NOT_HERE, ""))
            return
        now = asyncio.get_running_loop().time()
        if not state.paces.setdefault(occupant.seat, Pace(now)).take(now):
            occupant.say(say.NotWritten(heard.id, TOO_FAST, ""))
            return
        try:
            spoken = await self._floor.hooks.on_chat(state.room, occupant.seat, heard.text)
        except AnteroomError as refusal:
            occupant.say(say.NotWritten(heard.id, refusal.code, refusal.sentence))
            return
        if state.occupants.get(occupant.seat) is not occupant:
            # Whoever was put out meanwhile has nothing more to say.
            return
        if spoken.permitted:
            state.permitted = (*state.permitted, spoken.text)[-MOST_PERMITTED:]
        at = self._floor.clock.now().isoformat()
        occupant.say(say.Written(occupant.seat, occupant.label, at, spoken.text, heard.id, spoken.why))
        state.tell_others(occupant.seat, say.Written(occupant.seat, occupant.label, at, spoken.text))

    async def look(self, state: RoomState, newcomer: str) -> None:
        """Ask anew how people may write here, as somebody comes in; the lock is held.

        Where it was read, or not at all, it stays so while somebody is in: a line between browsers that was
        not there from the first offer on would need all of them to negotiate anew.
        """
        way = await self._floor.hooks.chat(state.room, frozenset(state.occupants) | {newcomer})
        if not state.occupants or way is Chat.OFF or (state.chat is Chat.SEALED and way is Chat.READ):
            changed = way
        else:
            return
        if changed is not state.chat:
            state.chat = changed
            state.tell_others(newcomer, say.ChatIs(changed.value))
