"""A TURN client as small as can be, and a relay for it, with a clock of its own."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from anteroom.randomness import SeededRandomness
from anteroom.rooms.relay.allocations import Allocations, Limits
from anteroom.rooms.relay.credentials import REALM, Holder, sign
from anteroom.rooms.relay.stun import (
    Address,
    Attribute,
    Kind,
    Message,
    Method,
    Pair,
    build,
    channel_data,
    long_term_key,
    parse,
    unxor_address,
    xor_address,
)
from anteroom.rooms.relay.turn import Turn

SECRET = b"a secret of the relay for tests"
NOW = 1_800_000_000.0
UDP = (Attribute.REQUESTED_TRANSPORT, b"\x11\x00\x00\x00")


def relay(limits: Limits | None = None) -> Turn:
    return Turn(SECRET, Allocations(SeededRandomness(1), limits or Limits()))


@dataclass
class Caller:
    """A TURN client, as small as can be."""

    turn: Turn
    room: str
    seat: str
    port: int
    expires: int = int(NOW) + 3600
    secret: bytes = SECRET
    now: float = NOW
    nonce: bytes = b""
    relayed: Address = ("", 0)
    inbox: list[bytes] = field(default_factory=list)
    count: int = 0

    @property
    def client(self) -> tuple[object, ...]:
        return ("192.0.2.10", self.port)

    @property
    def username(self) -> str:
        return Holder(self.expires, self.room, self.seat).username

    def transaction(self) -> bytes:
        self.count += 1
        return struct.pack("!II4x", self.port, self.count)

    def ask(self, method: Method, attributes: list[Pair], *, transaction: bytes | None = None) -> Message:
        """Send one signed request with the nonce that is known."""
        key = long_term_key(self.username, REALM, sign(self.secret, self.username))
        said: list[Pair] = [
            *attributes,
            (Attribute.USERNAME, self.username.encode()),
            (Attribute.REALM, REALM.encode()),
            (Attribute.NONCE, self.nonce),
        ]
        request = build(method, Kind.REQUEST, transaction or self.transaction(), said, key=key)
        answer = self.turn.receive(request, self.client, ("192.0.2.10", self.port), self.now)
        assert answer is not None and answer[0] == self.client
        return parse(answer[1])

    def allocate(self) -> Message:
        bare = build(Method.ALLOCATE, Kind.REQUEST, self.transaction(), [UDP])
        challenge = self.turn.receive(bare, self.client, ("192.0.2.10", self.port), self.now)
        assert challenge is not None
        self.nonce = parse(challenge[1]).first(Attribute.NONCE) or b""
        answer = self.ask(Method.ALLOCATE, [UDP])
        relayed = answer.first(Attribute.XOR_RELAYED_ADDRESS)
        if relayed is not None:
            self.relayed = unxor_address(relayed, answer.transaction)
        return answer

    def peer(self, address: Address, transaction: bytes) -> Pair:
        return Attribute.XOR_PEER_ADDRESS, xor_address(address, transaction)

    def permit(self, address: Address) -> Message:
        transaction = self.transaction()
        return self.ask(Method.CREATE_PERMISSION, [self.peer(address, transaction)], transaction=transaction)

    def bind(self, address: Address, channel: int) -> Message:
        transaction = self.transaction()
        number = (Attribute.CHANNEL_NUMBER, struct.pack("!HH", channel, 0))
        return self.ask(
            Method.CHANNEL_BIND, [number, self.peer(address, transaction)], transaction=transaction
        )

    def send(self, address: Address, payload: bytes) -> tuple[object, bytes] | None:
        transaction = self.transaction()
        said = [self.peer(address, transaction), (Attribute.DATA, payload)]
        indication = build(Method.SEND, Kind.INDICATION, transaction, said)
        return self.turn.receive(indication, self.client, ("192.0.2.10", self.port), self.now)

    def channel(self, number: int, payload: bytes) -> tuple[object, bytes] | None:
        return self.turn.receive(channel_data(number, payload), self.client, ("192.0.2.10", 1), self.now)


def code(message: Message) -> int:
    value = message.first(Attribute.ERROR_CODE)
    return 0 if value is None else value[2] * 100 + value[3]


def pair(turn: Turn, room_a: str = "room", room_b: str = "room") -> tuple[Caller, Caller]:
    a, b = Caller(turn, room_a, "ana", 1001), Caller(turn, room_b, "hugo", 1002)
    assert code(a.allocate()) == code(b.allocate()) == 0
    return a, b
