"""What the relay answers to a packet: the subset of TURN (RFC 8656) that browsers speak.

Each packet leads to at most one packet. Requests are authenticated by the long-term mechanism with
credentials of `credentials.py`, checked anew every time: signature, expiry, revocation.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass, field

from anteroom.rooms.relay.allocations import LONGEST_LIFETIME, Allocation, Allocations, Client, Full
from anteroom.rooms.relay.credentials import REALM, Holder, read_username, sign
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
    long_term_key,
    parse,
    unxor_address,
    xor_address,
)

NONCE_SECONDS = 600
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


@dataclass(frozen=True, slots=True)
class _Authenticated:
    holder: Holder
    key: bytes


class _Refusal(Exception):
    """A request is answered by an error; with `challenge` the client is told how to try again."""

    def __init__(
        self, number: int, words: str, *, challenge: bool = False, unknown: list[int] | None = None
    ) -> None:
        super().__init__(words)
        self.number = number
        self.words = words
        self.challenge = challenge
        self.unknown = unknown or []


@dataclass(slots=True)
class Turn:
    """The relay without its sockets."""

    secret: bytes = field(repr=False)
    allocations: Allocations
    counters: Counters = field(default_factory=Counters)

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
            mapped = (Attribute.XOR_MAPPED_ADDRESS, xor_address(address, transaction))
            return build(method, Kind.SUCCESS, transaction, [mapped])
        key: bytes | None = None
        try:
            known = self._authenticate(message, now)
            key = known.key
            if message.not_comprehended:
                raise _Refusal(420, "Unknown Attribute", unknown=message.not_comprehended)
            if method == Method.ALLOCATE:
                said = self._allocate(message, known, client, address, now)
            elif method == Method.REFRESH:
                said = self._refresh(message, self._own(known, client, now), now)
            elif method == Method.CREATE_PERMISSION:
                said = self._create_permission(message, self._own(known, client, now), now)
            elif method == Method.CHANNEL_BIND:
                said = self._channel_bind(message, self._own(known, client, now), now)
            else:
                raise _Refusal(400, "Bad Request")
        except NotStun:
            return self._refuse(message, _Refusal(400, "Bad Request"), key, now)
        except _Refusal as refusal:
            return self._refuse(message, refusal, key, now)
        return build(method, Kind.SUCCESS, transaction, said, key=key)

    def _refuse(self, message: Message, refusal: _Refusal, key: bytes | None, now: float) -> bytes:
        self.counters.refused_requests += 1
        said: list[Pair] = [error_code(refusal.number, refusal.words)]
        if refusal.challenge:
            said += [(Attribute.REALM, REALM.encode()), (Attribute.NONCE, self._nonce(int(now)))]
            key = None
        if refusal.unknown:
            packed = b"".join(struct.pack("!H", number) for number in refusal.unknown)
            said.append((Attribute.UNKNOWN_ATTRIBUTES, packed))
        return build(message.method, Kind.ERROR, message.transaction, said, key=key)

    def _authenticate(self, message: Message, now: float) -> _Authenticated:
        """Return who asks. Raises _Refusal 401 or 438 (RFC 8489 section 9.2.4)."""
        unauthorised = _Refusal(401, "Unauthorized", challenge=True)
        username, nonce = message.first(Attribute.USERNAME), message.first(Attribute.NONCE)
        if message.covered is None:
            raise unauthorised
        if username is None or nonce is None or message.first(Attribute.REALM) is None:
            raise _Refusal(400, "Bad Request")
        holder = read_username(username)
        if holder is None or message.first(Attribute.REALM) != REALM.encode():
            raise unauthorised
        key = long_term_key(holder.username, REALM, sign(self.secret, holder.username))
        if not message.verifies(key):
            raise unauthorised
        if holder.expires <= now or self.allocations.is_revoked(holder):
            raise unauthorised
        if not self._nonce_is_fresh(nonce, now):
            raise _Refusal(438, "Stale Nonce", challenge=True)
        return _Authenticated(holder, key)

    def _nonce(self, issued: int) -> bytes:
        """A nonce that carries its own date, so that none need be remembered."""
        dated = b"%x" % issued
        return dated + b"-" + hmac.digest(self.secret, b"nonce:" + dated, "sha256").hex()[:24].encode()

    def _nonce_is_fresh(self, nonce: bytes, now: float) -> bool:
        dated = nonce.partition(b"-")[0]
        if not 0 < len(dated) <= 12 or not all(octet in b"0123456789abcdef" for octet in dated):
            return False
        issued = int(dated, 16)
        return hmac.compare_digest(self._nonce(issued), nonce) and 0 <= now - issued + 1 <= NONCE_SECONDS

    def _own(self, known: _Authenticated, client: Client, now: float) -> Allocation:
        allocation = self.allocations.of(client, now)
        if allocation is None:
            raise _Refusal(437, "Allocation Mismatch")
        if allocation.holder != known.holder:
            raise _Refusal(441, "Wrong Credentials")
        return allocation

    def _allocate(
        self, message: Message, known: _Authenticated, client: Client, address: Address, now: float
    ) -> list[Pair]:
        transport = message.first(Attribute.REQUESTED_TRANSPORT)
        if transport is None or len(transport) != 4:
            raise _Refusal(400, "Bad Request")
        if transport[0] != UDP_PROTOCOL:
            raise _Refusal(442, "Unsupported Transport Protocol")
        family = message.first(Attribute.REQUESTED_ADDRESS_FAMILY)
        if family is not None and family[:1] != b"\x01":
            raise _Refusal(440, "Address Family not Supported")
        seconds = _lifetime(message, known.holder, now)
        allocation = self.allocations.of(client, now)
        if allocation is None:
            try:
                allocation = self.allocations.open(
                    client, known.holder, known.key, message.transaction, max(1, seconds), now
                )
            except Full as full:
                if full.own:
                    raise _Refusal(486, "Allocation Quota Reached") from full
                raise _Refusal(508, "Insufficient Capacity") from full
        elif allocation.transaction != message.transaction or allocation.holder != known.holder:
            raise _Refusal(437, "Allocation Mismatch")
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
            allocation.expires = now + seconds
        return [(Attribute.LIFETIME, struct.pack("!I", seconds))]

    def _create_permission(self, message: Message, allocation: Allocation, now: float) -> list[Pair]:
        peers = [
            unxor_address(value, message.transaction) for value in message.all(Attribute.XOR_PEER_ADDRESS)
        ]
        if not peers:
            raise _Refusal(400, "Bad Request")
        if any(self.allocations.peer(allocation, peer, now) is None for peer in peers):
            raise _Refusal(403, "Forbidden")
        if not all(self.allocations.permit(allocation, peer, now) for peer in peers):
            raise _Refusal(508, "Insufficient Capacity")
        return []

    def _channel_bind(self, message: Message, allocation: Allocation, now: float) -> list[Pair]:
        number, peer = message.first(Attribute.CHANNEL_NUMBER), message.first(Attribute.XOR_PEER_ADDRESS)
        if number is None or len(number) != 4 or peer is None:
            raise _Refusal(400, "Bad Request")
        channel = struct.unpack_from("!H", number)[0]
        address = unxor_address(peer, message.transaction)
        if not FIRST_CHANNEL <= channel <= LAST_CHANNEL:
            raise _Refusal(400, "Bad Request")
        if self.allocations.peer(allocation, address, now) is None:
            raise _Refusal(403, "Forbidden")
        if not self.allocations.bind(allocation, channel, address, now):
            raise _Refusal(400, "Bad Request")
        return []

    def _channel_data(self, data: bytes, client: Client, now: float) -> Outgoing | None:
        channel, length = struct.unpack_from("!HH", data)
        allocation = self.allocations.of(client, now)
        # Over UDP a frame may carry padding (RFC 8656 section 12.5), so more than `length` may follow.
        if allocation is None or length > len(data) - 4 or len(data) > LONGEST_MESSAGE:
            self.counters.dropped_packets += 1
            return None
        bound = allocation.channels.get(channel)
        if bound is None or bound[1] <= now:
            self.counters.dropped_packets += 1
            return None
        return self._deliver(allocation, bound[0], data[4 : 4 + length], now)

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
        number = peer.numbers.get(allocation.address)
        if number is not None and peer.channels[number][1] > now:
            return peer.client, channel_data(number, payload)
        transaction = hmac.digest(self.secret, payload[:32], "sha1")[:12]
        said: list[Pair] = [
            (Attribute.XOR_PEER_ADDRESS, xor_address(allocation.address, transaction)),
            (Attribute.DATA, payload),
        ]
        return peer.client, build(Method.DATA, Kind.INDICATION, transaction, said)


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
