"""The hub in which the browsers of one room find each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web

from anteroom.clock import Clock
from anteroom.rooms.hooks import Hooks, Reason, Room, Seat
from anteroom.rooms.relay.client import RelayControl
from anteroom.rooms.relay.credentials import RelayAccess


class Rooms:
    """Every room of this process. Start it with the app, stop it with the app."""

    def __init__(
        self,
        *,
        clock: Clock,
        access: RelayAccess,
        control: RelayControl,
        hooks: Hooks,
        drop_grace: timedelta = timedelta(seconds=15),
        tick: timedelta = timedelta(seconds=0.5),
    ) -> None:
        """`access` says where browsers find the relay and signs their credentials; `control` commands it."""
        raise NotImplementedError

    async def start(self) -> None:
        """Begin to look at the clock."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Tell every page that we restart, and close. Media between browsers goes on; pages reconnect."""
        raise NotImplementedError

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
        """
        raise NotImplementedError

    async def close(self, room: Room, reason: Reason, after: timedelta = timedelta(0)) -> None:
        """End a room: at once, or after telling everybody how long they have. An earlier end stands.

        Media is cut at the relay. A room that nobody is in is nothing to close, and no error.
        """
        raise NotImplementedError

    async def remove(self, room: Room, seat: Seat, reason: Reason = Reason.REMOVED) -> None:
        """Put one seat out at once, at the relay too: what its page still holds opens nothing any more."""
        raise NotImplementedError

    def present(self, room: Room) -> frozenset[Seat]:
        """Who sits in the room now, counting those whose connection dropped within the grace."""
        raise NotImplementedError
