"""What a room asks of the house around it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from anteroom.rooms.messages import Waiting
from anteroom.rooms.page_messages import AtTheGate

Room = str
"""Opaque id of a room: 1 to 64 of `A-Z a-z 0-9 _ -`."""

Seat = str
"""Opaque id of a party's place in the call; same alphabet."""


class Reason(StrEnum):
    """Why a room or a seat ended; the page has a sentence for each."""

    LEFT = "left"
    LOST = "lost"
    REPLACED = "replaced"
    REMOVED = "removed"
    REFUSED = "refused"
    ENDED_BY_HOST = "ended-by-host"
    TIME_OVER = "time-over"
    CANCELLED = "cancelled"
    PROPOSAL_CLOSED = "proposal-closed"
    CLOSED_BY_MARKETPLACE = "closed-by-marketplace"
    PASS_REVOKED = "pass-revoked"
    TOO_FAST = "too-fast"
    UNREADABLE = "unreadable"
    WITHHELD = "withheld"
    RESTARTING = "restarting"


class Chat(StrEnum):
    """How the people in a room may write to one another."""

    READ = "read"
    """Through the hub, each text read before the others see it."""
    SEALED = "sealed"
    """From browser to browser, over the connection that carries their speech; the hub sees none of it."""
    OFF = "off"


class Spoken(Protocol):
    """A written text that the others may see."""

    @property
    def text(self) -> str: ...
    @property
    def why(self) -> str:
        """What its writer is to be told of it, or ""."""
        ...

    @property
    def permitted(self) -> bool:
        """Whether it holds a contact detail that may pass; the door is told so."""
        ...


class Hooks(Protocol):
    """The heart's side of a room. Each is awaited before the room goes on.

    `on_join` and `on_leave` run while the room is locked, so they must not call `Rooms` for that room.
    """

    async def outgoing(self, room: Room, seat: Seat, text: str, permitted: Sequence[str]) -> str:
        """The door: return what may go to `seat`. Raises Withheld to hold it; the seat is then closed.

        `permitted` are texts that were written in this room with a contact detail which may pass.
        """
        ...

    async def chat(self, room: Room, seats: frozenset[Seat]) -> Chat:
        """Say how the people in these seats may write to one another."""
        ...

    async def on_chat(self, room: Room, seat: Seat, text: str) -> Spoken:
        """Read what a seat writes. Raises an AnteroomError, whose sentence its writer is told."""
        ...

    async def on_join(self, room: Room, seat: Seat) -> None:
        """Note that a seat is taken; once, though the same seat may reconnect or move to another device.

        Raising any AnteroomError keeps the seat out.
        """
        ...

    async def on_leave(self, room: Room, seat: Seat, away_since: datetime | None) -> None:
        """Note that a seat is empty: left, lost for longer than the grace, removed, or the room ended.

        `away_since` is when its connection was lost, of one that did not come back.
        """
        ...

    async def on_reached(self, room: Room, seat: Seat, other: Seat, connected: bool) -> None:
        """Note what the page of `seat` says: it sets out to reach that of `other`, or (True) has.

        Once each for a page and whom it is to reach.
        """
        ...

    async def on_away(self, room: Room, seat: Seat, away: bool) -> None:
        """Note that a seat's connection dropped (True), or is back (False), while the seat stays taken."""
        ...

    async def waiting(self, room: Room, seat: Seat) -> list[Waiting] | None:
        """Return about whom `seat` may decide something at the gate; None for who keeps no gate."""
        ...

    async def at_the_gate(self, room: Room, by_seat: Seat, act: AtTheGate) -> None:
        """Do what whoever keeps the gate decided, but for the room itself: that follows.

        Raises an AnteroomError, whose code the page is told, where that is not the seat's to decide.
        """
        ...

    async def hosts(self, room: Room, seat: Seat) -> bool:
        """Tell whether a seat hosts now: the hosting may be handed over in the midst of a call."""
        ...

    async def host_of(self, room: Room) -> Seat | None:
        """Return who hosts now; None for a room that is none any more."""
        ...

    async def on_extend(self, room: Room, seat: Seat) -> datetime:
        """Keep the room open longer, because this seat asked; return when it ends now (aware).

        Raises an AnteroomError, whose code the page is told, where that is not the seat's to ask.
        """
        ...

    async def on_end(self, room: Room, by_seat: Seat | None) -> None:
        """Note that a host ended the call for all, or (None) that its time was over. `on_leave`s come before.

        Not called for `Rooms.close`: who calls that knows.
        """
        ...
