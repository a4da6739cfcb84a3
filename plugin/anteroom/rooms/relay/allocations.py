"""Who holds which made-up address, whom it may reach, and until when. State only: no sockets, no messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from anteroom.randomness import Randomness
from anteroom.rooms.relay.credentials import MADE_UP, Holder
from anteroom.rooms.relay.stun import Address

Client = tuple[object, ...] | bytes | int
"""Whose packets an allocation moves: a UDP address as the socket gave it, or a stream's number."""

_Key = TypeVar("_Key")

PERMISSION_SECONDS = 300.0
"""RFC 8656 section 9."""

CHANNEL_SECONDS = 600.0
"""RFC 8656 section 12."""

LONGEST_LIFETIME = 600
"""A browser refreshes; one that crashed is forgotten after this many seconds."""


class Full(Exception):
    """No allocation can be given now; `own` says whether by the seat's or the room's quota."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("own quota" if own else "relay is full")
        self.own = own


@dataclass(frozen=True, slots=True)
class Limits:
    """What one relay gives away. Browsers ask one allocation per peer, transport and network interface.

    `bytes_per_second` is per seat over all its allocations; five peers at 1.2 Mbit/s fit.
    """

    per_seat: int = 48
    per_room: int = 240
    in_all: int = 4_000
    per_allocation_peers: int = 64
    bytes_per_second: int = 1_250_000
    burst_seconds: float = 1.0


@dataclass(slots=True)
class Traffic:
    """What one seat sent, and a token bucket that bounds it."""

    rate: int
    burst: float
    tokens: float
    at: float
    sent: int = 0
    dropped: int = 0

    def take(self, size: int, now: float) -> bool:
        """Count `size` octets sent at `now`; False when the seat is over its rate: drop them."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if size > self.tokens:
            self.dropped += size
            return False
        self.tokens -= size
        self.sent += size
        return True


@dataclass(frozen=True, slots=True)
class Route:
    """Where one channel's packets go until when: to a client, in its own channel (0: it has bound none)."""

    client: Client
    channel: int
    until: float
    sender: Address


@dataclass(slots=True, eq=False)
class Allocation:
    """One relayed address. `permissions` are by IP address, as RFC 8656 section 9 has them."""

    client: Client
    holder: Holder
    key: bytes
    address: Address
    expires: float
    transaction: bytes
    traffic: Traffic
    permissions: dict[str, float] = field(default_factory=dict)
    channels: dict[int, tuple[Address, float]] = field(default_factory=dict)
    numbers: dict[Address, int] = field(default_factory=dict)
    routes: dict[int, Route] = field(default_factory=dict)

    def permits(self, address: Address, now: float) -> bool:
        """Say whether this allocation asked to hear from, and may send to, that address."""
        return self.permissions.get(address[0], 0.0) > now


@dataclass(slots=True)
class Allocations:
    """All of one relay. Memory is bounded by `limits`, whatever arrives."""

    randomness: Randomness
    limits: Limits = field(default_factory=Limits)
    _by_client: dict[Client, Allocation] = field(default_factory=dict)
    _by_address: dict[Address, Allocation] = field(default_factory=dict)
    _of_room: dict[str, set[Allocation]] = field(default_factory=dict)
    _of_seat: dict[tuple[str, str], int] = field(default_factory=dict)
    _traffic: dict[tuple[str, str], Traffic] = field(default_factory=dict)
    _revoked: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._by_client)

    def __iter__(self) -> Iterator[Allocation]:
        return iter(tuple(self._by_client.values()))

    @property
    def by_client(self) -> Mapping[Client, Allocation]:
        """All of them, also such as have expired and were not swept yet."""
        return self._by_client

    @property
    def rooms(self) -> int:
        """How many rooms hold at least one allocation."""
        return len(self._of_room)

    def of(self, client: Client, now: float) -> Allocation | None:
        """The living allocation of a client."""
        found = self._by_client.get(client)
        return found if found is not None and found.expires > now else None

    def peer(self, allocation: Allocation, address: Address, now: float) -> Allocation | None:
        """The living allocation at `address`, if it belongs to the same room. The one rule of this relay."""
        found = self._by_address.get(address)
        if found is None or found.expires <= now or found.holder.room != allocation.holder.room:
            return None
        return found

    def route(self, allocation: Allocation, channel: int, now: float) -> Route | None:
        """Find where a channel leads, and keep it until something changes in the room or its time is over."""
        address, until = allocation.channels.get(channel, (allocation.address, 0.0))
        peer = self.peer(allocation, address, now)
        if until <= now or peer is None:
            return None
        number = peer.numbers.get(allocation.address, 0)
        bound = peer.channels[number][1] if number else 0.0
        found = Route(
            peer.client,
            number if bound > now else 0,
            min(
                until,
                allocation.expires,
                peer.expires,
                allocation.permissions.get(address[0], 0.0),
                peer.permissions.get(allocation.address[0], 0.0),
                bound if bound > now else until,
            ),
            allocation.address,
        )
        if found.until <= now:
            return None
        allocation.routes[channel] = found
        return found

    def open(
        self, client: Client, holder: Holder, key: bytes, transaction: bytes, seconds: float, now: float
    ) -> Allocation:
        """Give a client an address of its own. Raises Full; the client must hold none."""
        seat = (holder.room, holder.seat)
        if (
            self._of_seat.get(seat, 0) >= self.limits.per_seat
            or len(self._of_room.get(holder.room, ())) >= self.limits.per_room
        ):
            raise Full(own=True)
        if len(self._by_client) >= self.limits.in_all:
            raise Full(own=False)
        stale = self._by_client.get(client)
        if stale is not None:
            self.drop(stale)
        burst = self.limits.bytes_per_second * self.limits.burst_seconds
        traffic = self._traffic.setdefault(seat, Traffic(self.limits.bytes_per_second, burst, burst, now))
        address = self._free_address()
        opened = Allocation(client, holder, key, address, now + seconds, transaction, traffic)
        self._by_client[client] = opened
        self._by_address[address] = opened
        self._of_seat[seat] = self._of_seat.get(seat, 0) + 1
        self._of_room.setdefault(holder.room, set()).add(opened)
        return opened

    def keep(self, allocation: Allocation, until: float) -> None:
        """Let it live until then, which may also be sooner than before."""
        allocation.expires = until
        self._forget_routes(allocation.holder.room)

    def permit(self, allocation: Allocation, address: Address, now: float) -> bool:
        """Let the allocation hear from `address` for five minutes. False when it has too many peers."""
        permissions = allocation.permissions
        if address[0] not in permissions and len(permissions) >= self.limits.per_allocation_peers:
            return False
        permissions[address[0]] = now + PERMISSION_SECONDS
        self._forget_routes(allocation.holder.room)
        return True

    def bind(self, allocation: Allocation, number: int, address: Address, now: float) -> bool:
        """Bind a channel to a peer for ten minutes. False when either is bound otherwise, or too many are."""
        bound = allocation.channels.get(number)
        if bound is not None and bound[0] != address:
            return False
        if allocation.numbers.get(address, number) != number:
            return False
        if bound is None and len(allocation.channels) >= self.limits.per_allocation_peers:
            return False
        if not self.permit(allocation, address, now):
            return False
        allocation.channels[number] = (address, now + CHANNEL_SECONDS)
        allocation.numbers[address] = number
        return True

    def drop(self, allocation: Allocation) -> None:
        """Take the address back; nothing reaches or leaves it from now on."""
        if self._by_client.get(allocation.client) is not allocation:
            return
        del self._by_client[allocation.client]
        del self._by_address[allocation.address]
        holder = allocation.holder
        allocation.routes.clear()
        self._forget_routes(holder.room)
        members = self._of_room[holder.room]
        members.remove(allocation)
        if not members:
            del self._of_room[holder.room]
        if _count_down(self._of_seat, (holder.room, holder.seat)) == 0:
            del self._traffic[holder.room, holder.seat]

    def sweep(self, now: float) -> None:
        """Forget what has expired."""
        for allocation in self:
            if allocation.expires <= now:
                self.drop(allocation)
                continue
            for number, (address, until) in tuple(allocation.channels.items()):
                if until <= now:
                    del allocation.channels[number]
                    del allocation.numbers[address]
            for ip, until in tuple(allocation.permissions.items()):
                if until <= now:
                    del allocation.permissions[ip]
        for whom, up_to in tuple(self._revoked.items()):
            if up_to <= now:
                del self._revoked[whom]

    def revoke(self, room: str, seat: str | None, up_to: int) -> list[Client]:
        """End credentials that expire by `up_to`, of one seat or (None) a whole room; return whom it cut off.

        A revocation is forgotten when the credentials would have expired anyway.
        """
        whom = (room, seat)
        self._revoked[whom] = max(up_to, self._revoked.get(whom, 0))
        cut = [allocation for allocation in self if self.is_revoked(allocation.holder)]
        for allocation in cut:
            self.drop(allocation)
        return [allocation.client for allocation in cut]

    def revoked(self, room: str) -> list[tuple[str | None, int]]:
        """Which seats of a room were revoked up to when, the latest first; None: all of it."""
        found = [(seat, up_to) for (where, seat), up_to in self._revoked.items() if where == room]
        return sorted(found, key=lambda each: each[1], reverse=True)

    def is_revoked(self, holder: Holder) -> bool:
        """Say whether these credentials were ended before their time."""
        room = self._revoked.get((holder.room, None), 0)
        return holder.expires <= max(room, self._revoked.get((holder.room, holder.seat), 0))

    def _forget_routes(self, room: str) -> None:
        """Something changed between seats of a room; whoever makes it change often slows only that room."""
        for member in self._of_room.get(room, ()):
            member.routes.clear()

    def _free_address(self) -> Address:
        while True:
            drawn = int.from_bytes(self.randomness.bytes(4))
            address = (str(MADE_UP[1 + drawn % 254]), 49152 + (drawn >> 8) % 16384)
            if address not in self._by_address:
                return address


def _count_down(counts: dict[_Key, int], key: _Key) -> int:
    left = counts[key] - 1
    if left:
        counts[key] = left
    else:
        del counts[key]
    return left
