"""What a room has to do with the relay: logins for its seats, and their end."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Network

import structlog

from anteroom.clock import Clock
from anteroom.errors import Unavailable
from anteroom.rooms.hooks import Room, Seat
from anteroom.rooms.messages import RelayLogin
from anteroom.rooms.occupants import Occupant, RoomState
from anteroom.rooms.relay.client import Commander
from anteroom.rooms.relay.control import Stats
from anteroom.rooms.relay.credentials import Holder, RelayAccess

AFTER_THE_END = timedelta(minutes=2)
"""How much longer than the room a login lasts, so that the goodbye is not cut off."""

TRY_SECONDS = 60

_log = structlog.get_logger("anteroom.rooms")


class RelayLogins:
    """Gives logins that end with the room, and revokes them before."""

    def __init__(self, clock: Clock, access: RelayAccess, control: Commander) -> None:
        self._clock = clock
        self._access = access
        self._control = control
        self._epoch = ""

    @property
    def relayed(self) -> IPv4Network:
        """Where the addresses lie that the relay lends."""
        return self._access.relayed

    def give(self, state: RoomState, occupant: Occupant) -> RelayLogin:
        """A login until shortly after the end, and later than any that was revoked for this seat."""
        left = max(state.ends_at - self._clock.now(), timedelta(0)) + AFTER_THE_END
        expires = int((self._access.now() + left).timestamp())
        expires = max(expires, self._control.revoked_up_to(state.room, occupant.seat) + 1)
        occupant.login_expires = max(occupant.login_expires, expires)
        state.last_login_expires = max(state.last_login_expires, expires)
        signed = self._access.sign(Holder(expires, state.room, occupant.seat))
        return RelayLogin(signed.urls, signed.username, signed.credential)

    def to_try(self, seat: Seat) -> RelayLogin:
        """A login of a minute for a room of the seat's own: an address there leads to nobody else's."""
        expires = int(self._access.now().timestamp()) + TRY_SECONDS
        signed = self._access.sign(Holder(expires, f"try-{seat}"[:64], seat))
        return RelayLogin(signed.urls, signed.username, signed.credential)

    async def stats(self) -> Stats:
        """The relay's counters. Raises Unavailable."""
        return await self._control.stats()

    async def revoke(self, room: Room, seat: Seat | None, up_to: int) -> None:
        """End a seat's logins, or with None a room's, and cut what they opened."""
        try:
            await self._control.revoke(room, seat, up_to)
        except Unavailable as down:
            # Without a relay no media flows; the revocation is told as soon as it is back.
            _log.error("relay.not_told", reason=down.reason)

    async def learn(self, room: Room) -> None:
        """Ask the relay which logins of a room another instance has ended, so that ours outlast them."""
        try:
            await self._control.learn(room)
        except Unavailable as down:
            _log.error("relay.not_asked", reason=down.reason)

    async def relay_began_anew(self) -> bool:
        """Say whether the relay was restarted since the last look; it has then forgotten every allocation."""
        try:
            epoch = (await self._control.stats()).epoch
        except Unavailable as down:
            _log.warning("relay.silent", reason=down.reason)
            return False
        known, self._epoch = self._epoch, epoch
        return known not in ("", epoch)
