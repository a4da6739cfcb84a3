"""What the relay answers to a packet: the subset of TURN (RFC 8656) that browsers speak.

Each packet leads to at most one packet. Requests are authenticated by the long-term mechanism with
credentials of `credentials.py`, checked anew every time: signature, expiry, revocation.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass, field

from anteroom.rooms.relay.allocations import (
    LONGEST_LIFETIME,
    Allocation,
    Allocations,
    Client,
    Full,
    Route,
)
from anteroom.rooms.relay.authentication import STALE_NONCE, Authenticated, Authentication, Refusal
from anteroom.rooms.relay.credentials import REALM, Holder
from anteroom.rooms.relay.sources import Unproved
from anteroom.rooms.relay.stun import (
    LONGEST_MESSAGE,
    Address,
    Attribute,
    Kind,
    Message,
    Method,
    NotStun,
    Pair,
    build,
    channel_data,
    error_code,
    parse,
    unxor_address,
    xor_address,
)

UDP_PROTOCOL = 17
FIRST_CHANNEL, LAST_CHANNEL = 0x4000, 0x4FFF
Outgoing = tuple[Client, bytes]


@dataclass(slots=True)
class Counters:
    """What passed and what did not, since the start."""

    relayed_packets: int = 0
    relayed_bytes: int = 0
    dropped_packets: int = 0
    unreadable_packets: int = 0
    refused_requests: int = 0
    withheld_answers: int = 0
    """To who had proved nothing, and came too often."""
    refused_streams: int = 0
    failed_handshakes: int = 0


@dataclass(slots=True)
class Turn:
    """The relay without its sockets."""

    secret: bytes = field(repr=False)
    allocations: Allocations
    counters: Counters = field(default_factory=Counters)
    _authentication: Authentication = field(init=False, repr=False)
    _unproved: Unproved = field(init=False, repr=False)
    _outdated: Unproved = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._unproved = Unproved(self.secret, b"unproved")
        # Of their own: who sends requests in somebody's name must not keep that one's call from going on.
        self._outdated = Unproved(self.secret, b"outdated")
        self._authentication = Authentication(self.secret, self.allocations)

    def carry(self, client: Client, channel: int, size: int, now: float) -> Route | None:
        """Say where `size` octets go that `client` sends in a channel, and count them; None: nowhere.

        This is what nearly every packet of a call asks; the rest of this file is asked a few times a minute.
        """
        allocation = self.allocations.by_client.get(client)
        if allocation is not None:
            route = allocation.routes.get(channel)
            if route is None or route.until <= now:
                route = self.allocations.route(allocation, channel, now)
            if route is not None and allocation.traffic.take(size, now):
                self.counters.relayed_packets += 1
                self.counters.relayed_bytes += size
                return route
        self.counters.dropped_packets += 1
        return None

    def receive(self, data: bytes, client: Client, address: Address, now: float) -> Outgoing | None:
        """Take one packet or frame from `client` and return what to send where, if anything.

        `address` is the client's own, for its Binding answer; `now` is Unix time in seconds.
        """
        if len(data) >= 4 and data[0] & 0xC0 == 0x40:
            return self._channel_data(data, client, now)
        try:
            message = parse(data)
        except NotStun:
            self.counters.unreadable_packets += 1
            return None
        if message.kind is Kind.INDICATION and message.method == Method.SEND:
            return self._send(message, client, now)
        if message.kind is not Kind.REQUEST:
            return None
        answer = self._answer(message, client, address, now)
        return None if answer is None else (client, answer)

    def _answer(self, message: Message, client: Client, address: Address, now: float) -> bytes | None:
        method, transaction = message.method, message.transaction
        if method == Method.BINDING:
            if self._withheld(client, address, now, self._unproved):
                return None
            mapped = (Attribute.XOR_MAPPED_ADDRESS, xor_address(address, transaction))
            return build(method, Kind.SUCCESS, transaction, [mapped])
        key: bytes | None = None
        try:
            known = self._authentication.judge(message, address, now)
            key = known.key
            if message.not_comprehended:
                raise Refusal(420, "Unknown Attribute", unknown=message.not_comprehended)
            if method == Method.ALLOCATE:
                said = self._allocate(message, known, client, address, now)
            elif method == Method.REFRESH:
                said = self._refresh(message, self._own(known, client, now), now)
            elif method == Method.CREATE_PERMISSION:
                said = self._create_permission(message, self._own(known, client, now), now)
            elif method == Method.CHANNEL_BIND:
                said = self._channel_bind(message, self._own(known, client, now), now)
            else:
                raise Refusal(400, "Bad Request")
        except NotStun:
            return self._refuse(message, Refusal(400, "Bad Request"), key, client, address, now)
        except Refusal as refusal:
            return self._refuse(message, refusal, key, client, address, now)
        return build(method, Kind.SUCCESS, transaction, said, key=key)

    def _withheld(self, client: Client, address: Address, now: float, bound: Unproved) -> bool:
        """Tell whether an answer to no proof stays unsaid; over a stream the address is the sender's own."""
        if isinstance(client, int) or bound.may_answer(address, now):
            return False
        self.counters.withheld_answers += 1
        return True

    def _refuse(
        self,
        message: Message,
        refusal: Refusal,
        key: bytes | None,
        client: Client,
        address: Address,
        now: float,
    ) -> bytes | None:
        self.counters.refused_requests += 1
        bound = self._outdated if refusal.number == STALE_NONCE else self._unproved
        if (refusal.challenge or key is None) and self._withheld(client, address, now, bound):
            return None
        said: list[Pair] = [error_code(refusal.number, refusal.words)]
        if refusal.challenge:
            said += [
                (Attribute.REALM, REALM.encode()),
                (Attribute.NONCE, self._authentication.nonce(address, int(now))),
            ]
            key = None
        if refusal.unknown:
            packed = b"".join(struct.pack("!H", number) for number in refusal.unknown)
            said.append((Attribute.UNKNOWN_ATTRIBUTES, packed))
        return build(message.method, Kind.ERROR, message.transaction, said, key=key)

    def _own(self, known: Authenticated, client: Client, now: float) -> Allocation:
        allocation = self.allocations.of(client, now)
        if allocation is None:
            raise Refusal(437, "Allocation Mismatch")
        if allocation.holder != known.holder:
            raise Refusal(441, "Wrong Credentials")
        return allocation

    def _allocate(
        self, message: Message, known: Authenticated, client: Client, address: Address, now: float
    ) -> list[Pair]:
        transport = message.first(Attribute.REQUESTED_TRANSPORT)
        if transport is None or len(transport) != 4:
            raise Refusal(400, "Bad Request")
        if transport[0] != UDP_PROTOCOL:
            raise Refusal(442, "Unsupported Transport Protocol")
        family = message.first(Attribute.REQUESTED_ADDRESS_FAMILY)
        if family is not None and family[:1] != b"\x01":
            raise Refusal(440, "Address Family not Supported")
        seconds = _lifetime(message, known.holder, now)
        allocation = self.allocations.of(client, now)
        if allocation is None:
            try:
                allocation = self.allocations.open(
                    client, known.holder, known.key, message.transaction, max(1, seconds), now
                )
            except Full as full:
                if full.own:
                    raise Refusal(486, "Allocation Quota Reached") from full
                raise Refusal(508, "Insufficient Capacity") from full
        elif allocation.transaction != message.transaction or allocation.holder != known.holder:
            raise Refusal(437, "Allocation Mismatch")
        return [
            (Attribute.XOR_RELAYED_ADDRESS, xor_address(allocation.address, message.transaction)),
            (Attribute.LIFETIME, struct.pack("!I", max(1, int(allocation.expires - now)))),
            (Attribute.XOR_MAPPED_ADDRESS, xor_address(address, message.transaction)),
        ]

    def _refresh(self, message: Message, allocation: Allocation, now: float) -> list[Pair]:
        seconds = _lifetime(message, allocation.holder, now)
        if seconds == 0:
            self.allocations.drop(allocation)
        else:
            self.allocations.keep(allocation, now + seconds)
        return [(Attribute.LIFETIME, struct.pack("!I", seconds))]

    def _create_permission(self, message: Message, allocation: Allocation, now: float) -> list[Pair]:
        peers = [
            unxor_address(value, message.transaction) for value in message.all(Attribute.XOR_PEER_ADDRESS)
        ]
        if not peers:
            raise Refusal(400, "Bad Request")
        if any(self.allocations.peer(allocation, peer, now) is None for peer in peers):
            raise Refusal(403, "Forbidden")
        if not all(self.allocations.permit(allocation, peer, now) for peer in peers):
            raise Refusal(508, "Insufficient Capacity")
        return []

    def _channel_bind(self, message: Message, allocation: Allocation, now: float) -> list[Pair]:
        number, peer = message.first(Attribute.CHANNEL_NUMBER), message.first(Attribute.XOR_PEER_ADDRESS)
        if number is None or len(number) != 4 or peer is None:
            raise Refusal(400, "Bad Request")
        channel = struct.unpack_from("!H", number)[0]
        address = unxor_address(peer, message.transaction)
        if not FIRST_CHANNEL <= channel <= LAST_CHANNEL:
            raise Refusal(400, "Bad Request")
        if self.allocations.peer(allocation, address, now) is None:
            raise Refusal(403, "Forbidden")
        if not self.allocations.bind(allocation, channel, address, now):
            raise Refusal(400, "Bad Request")
        return []

    def _channel_data(self, data: bytes, client: Client, now: float) -> Outgoing | None:
        channel, length = struct.unpack_from("!HH", data)
        # Over UDP a frame may carry padding (RFC 8656 section 12.5), so more than `length` may follow.
        if length > len(data) - 4 or len(data) > LONGEST_MESSAGE:
            self.counters.dropped_packets += 1
            return None
        route = self.carry(client, channel, length, now)
        return None if route is None else (route.client, self.written(route, data[4 : 4 + length]))

    def written(self, route: Route, payload: bytes) -> bytes:
        """The message in which a payload goes this way: in the receiver's channel or, without, in full."""
        if route.channel:
            return channel_data(route.channel, payload)
        transaction = hmac.digest(self.secret, payload[:32], "sha1")[:12]
        said: list[Pair] = [
            (Attribute.XOR_PEER_ADDRESS, xor_address(route.sender, transaction)),
            (Attribute.DATA, payload),
        ]
        return build(Method.DATA, Kind.INDICATION, transaction, said)

    def _send(self, message: Message, client: Client, now: float) -> Outgoing | None:
        allocation = self.allocations.of(client, now)
        value, payload = message.first(Attribute.XOR_PEER_ADDRESS), message.first(Attribute.DATA)
        if allocation is None or value is None or payload is None or message.not_comprehended:
            self.counters.dropped_packets += 1
            return None
        try:
            peer = unxor_address(value, message.transaction)
        except NotStun:
            self.counters.unreadable_packets += 1
            return None
        return self._deliver(allocation, peer, payload, now)

    def _deliver(
        self, allocation: Allocation, address: Address, payload: bytes, now: float
    ) -> Outgoing | None:
        """Hand a payload to a peer that both sides agreed to talk to; to anybody else it moves nothing."""
        peer = self.allocations.peer(allocation, address, now)
        if (
            peer is None
            or not allocation.permits(address, now)
            or not peer.permits(allocation.address, now)
            or not allocation.traffic.take(len(payload), now)
        ):
            self.counters.dropped_packets += 1
            return None
        self.counters.relayed_packets += 1
        self.counters.relayed_bytes += len(payload)
        number = peer.numbers.get(allocation.address, 0)
        channel = number if number and peer.channels[number][1] > now else 0
        return peer.client, self.written(Route(peer.client, channel, now, allocation.address), payload)


def _lifetime(message: Message, holder: Holder, now: float) -> int:
    """What is asked for, at most ten minutes, and never beyond the credentials. Raises NotStun."""
    asked = message.first(Attribute.LIFETIME)
    if asked is None:
        seconds = LONGEST_LIFETIME
    elif len(asked) == 4:
        seconds = min(struct.unpack("!I", asked)[0], LONGEST_LIFETIME)
    else:
        raise NotStun("lifetime")
    return max(0, min(seconds, int(holder.expires - now)))
