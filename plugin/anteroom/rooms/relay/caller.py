"""A TURN client as small as can be: whoever wants to know whether a relay works calls it with this.

It blocks, within its time; asynchronous callers put it into a thread.
"""

from __future__ import annotations

import secrets
import socket
import ssl
import struct
from typing import Literal

from anteroom.rooms.relay.credentials import Credentials
from anteroom.rooms.relay.framing import Framing, frame
from anteroom.rooms.relay.stun import (
    Address,
    Attribute,
    Kind,
    Message,
    Method,
    NotStun,
    Pair,
    build,
    long_term_key,
    parse,
    unxor_address,
    xor_address,
)

Transport = Literal["udp", "tcp", "tls"]
UDP_RELAYED: Pair = (Attribute.REQUESTED_TRANSPORT, b"\x11\x00\x00\x00")
STALE_NONCE = 438
TRIES = 3
"""How often a request over UDP is said, since packets get lost."""


class CallerRefused(Exception):
    """The relay answered, with an error; `number` is STUN's (401, 403, 486 …)."""

    def __init__(self, number: int) -> None:
        super().__init__(f"refused with {number}")
        self.number = number


class Caller:
    """One connection to a relay. Use it as a context; `relayed` is the address that `allocate` was given."""

    def __init__(
        self,
        transport: Transport,
        host: str,
        port: int,
        login: Credentials,
        *,
        trust: ssl.SSLContext | None = None,
        seconds: float = 3.0,
    ) -> None:
        """Connect. Raises OSError (ssl.SSLError and TimeoutError are such) where nobody can be reached.

        `seconds` bounds each wait. `trust` judges the certificate over TLS; without it this machine's list.
        """
        self._transport = transport
        self._login = login
        self._realm = ""
        self._nonce = b""
        self._framing = Framing()
        self._whole: list[bytes] = []
        self._seconds = seconds
        self.relayed: Address = ("", 0)
        self.certificate: dict[str, object] = {}
        self.socket: socket.socket = self._connect(host, port, trust)

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def binding(self) -> Address:
        """Ask what address the relay sees us at."""
        answer = self._exchange(build(Method.BINDING, Kind.REQUEST, _transaction(), []))
        return self._address(answer, Attribute.XOR_MAPPED_ADDRESS)

    def allocate(self) -> Address:
        """Go through the challenge and take a relayed address. Raises CallerRefused."""
        challenge = self._exchange(build(Method.ALLOCATE, Kind.REQUEST, _transaction(), [UDP_RELAYED]))
        self._realm = (challenge.first(Attribute.REALM) or b"").decode(errors="replace")
        self._nonce = challenge.first(Attribute.NONCE) or b""
        self.relayed = self._address(self.ask(Method.ALLOCATE, [UDP_RELAYED]), Attribute.XOR_RELAYED_ADDRESS)
        return self.relayed

    def permit(self, peer: Address) -> None:
        """Ask to hear from a peer. Raises CallerRefused."""
        transaction = _transaction()
        said: list[Pair] = [(Attribute.XOR_PEER_ADDRESS, xor_address(peer, transaction))]
        self.ask(Method.CREATE_PERMISSION, said, transaction)

    def bind(self, peer: Address, channel: int) -> None:
        """Bind a channel to a peer. Raises CallerRefused."""
        transaction = _transaction()
        said: list[Pair] = [
            (Attribute.CHANNEL_NUMBER, struct.pack("!HH", channel, 0)),
            (Attribute.XOR_PEER_ADDRESS, xor_address(peer, transaction)),
        ]
        self.ask(Method.CHANNEL_BIND, said, transaction)

    def refresh(self, seconds: int) -> None:
        """Keep the address so long, or, with 0, give it back. Raises CallerRefused."""
        self.ask(Method.REFRESH, [(Attribute.LIFETIME, struct.pack("!I", seconds))])

    def ask(self, method: Method, attributes: list[Pair], transaction: bytes | None = None) -> Message:
        """Send one signed request and return its answer. Raises CallerRefused for an error."""
        answer = self._ask_once(method, attributes, transaction or _transaction())
        if _error(answer) == STALE_NONCE:
            self._nonce = answer.first(Attribute.NONCE) or b""
            answer = self._ask_once(method, attributes, answer.transaction)
        number = _error(answer)
        if number:
            raise CallerRefused(number)
        return answer

    def _ask_once(self, method: Method, attributes: list[Pair], transaction: bytes) -> Message:
        said: list[Pair] = [
            *attributes,
            (Attribute.USERNAME, self._login.username.encode()),
            (Attribute.REALM, self._realm.encode()),
            (Attribute.NONCE, self._nonce),
        ]
        key = long_term_key(self._login.username, self._realm, self._login.credential)
        return self._exchange(build(method, Kind.REQUEST, transaction, said, key=key))

    def send(self, data: bytes) -> None:
        """Send one message, STUN or ChannelData, as this transport carries it."""
        self.socket.sendall(data if self._transport == "udp" else frame(data))

    def receive(self) -> bytes:
        """Return the next message. Raises TimeoutError, and ConnectionError when the relay hung up."""
        while not self._whole:
            data = self.socket.recv(65536)
            if self._transport == "udp":
                return data
            if not data:
                raise ConnectionResetError("the relay hung up")
            self._whole = self._framing.feed(data)
        return self._whole.pop(0)

    def _exchange(self, request: bytes) -> Message:
        tries = TRIES if self._transport == "udp" else 1
        for left in reversed(range(tries)):
            self.send(request)
            try:
                while True:
                    answer = self._read()
                    if answer is not None and answer.transaction == request[8:20]:
                        return answer
            except TimeoutError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    def _read(self) -> Message | None:
        try:
            return parse(self.receive())
        except NotStun:
            return None

    def _connect(self, host: str, port: int, trust: ssl.SSLContext | None) -> socket.socket:
        if self._transport == "udp":
            family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
            udp = socket.socket(family, socket.SOCK_DGRAM)
            udp.settimeout(self._seconds / TRIES)
            udp.connect(place)
            return udp
        tcp = socket.create_connection((host, port), timeout=self._seconds)
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._transport == "tcp":
            return tcp
        try:
            tls = (trust or ssl.create_default_context()).wrap_socket(tcp, server_hostname=host)
        except BaseException:
            tcp.close()
            raise
        self.certificate = dict(tls.getpeercert() or {})
        return tls

    def _address(self, answer: Message, attribute: Attribute) -> Address:
        value = answer.first(attribute)
        if value is None:
            raise CallerRefused(0)
        return unxor_address(value, answer.transaction)


def _error(answer: Message) -> int:
    value = answer.first(Attribute.ERROR_CODE)
    return 0 if value is None or len(value) < 4 else value[2] * 100 + value[3]


def _transaction() -> bytes:
    return secrets.token_bytes(12)
