"""STUN messages (RFC 8489) and ChannelData (RFC 8656, 12.4): bytes to values and back. No I/O, bounded."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum

MAGIC = 0x2112A442
HEADER = 20
LONGEST_MESSAGE = 1500
MOST_ATTRIBUTES = 32
FINGERPRINT_XOR = 0x5354554E

Address = tuple[str, int]
"""An IP address in text and a port."""


class NotStun(ValueError):
    """These bytes are no message that we read; they deserve no answer."""


class Method(IntEnum):
    """RFC 8489 section 18.2 and RFC 8656 section 17."""

    BINDING = 0x001
    ALLOCATE = 0x003
    REFRESH = 0x004
    SEND = 0x006
    DATA = 0x007
    CREATE_PERMISSION = 0x008
    CHANNEL_BIND = 0x009


class Kind(IntEnum):
    """A message's class (RFC 8489 section 5)."""

    REQUEST = 0b00
    INDICATION = 0b01
    SUCCESS = 0b10
    ERROR = 0b11


class Attribute(IntEnum):
    """The attributes that we read or write."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    UNKNOWN_ATTRIBUTES = 0x000A
    CHANNEL_NUMBER = 0x000C
    LIFETIME = 0x000D
    XOR_PEER_ADDRESS = 0x0012
    DATA = 0x0013
    REALM = 0x0014
    NONCE = 0x0015
    XOR_RELAYED_ADDRESS = 0x0016
    REQUESTED_ADDRESS_FAMILY = 0x0017
    EVEN_PORT = 0x0018
    REQUESTED_TRANSPORT = 0x0019
    DONT_FRAGMENT = 0x001A
    XOR_MAPPED_ADDRESS = 0x0020
    SOFTWARE = 0x8022
    FINGERPRINT = 0x8028


COMPREHENDED = frozenset(int(known) for known in Attribute if known < 0x8000)
Pair = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Message:
    """One STUN message. `covered` is what its MESSAGE-INTEGRITY was computed over, or None without one."""

    method: int
    kind: Kind
    transaction: bytes
    attributes: tuple[Pair, ...]
    covered: bytes | None = None
    integrity: bytes = b""

    def first(self, wanted: int) -> bytes | None:
        """Return the first attribute of that type; later ones do not count (RFC 8489 section 14)."""
        return next((value for number, value in self.attributes if number == wanted), None)

    def all(self, wanted: int) -> list[bytes]:
        """Return the values of every attribute of that type, in order."""
        return [value for number, value in self.attributes if number == wanted]

    @property
    def not_comprehended(self) -> list[int]:
        """Types that must be understood and are not (RFC 8489 section 6.3.1)."""
        return [number for number, _ in self.attributes if number < 0x8000 and number not in COMPREHENDED]

    def verifies(self, key: bytes) -> bool:
        """Say, in constant time, whether MESSAGE-INTEGRITY is there and made with `key`."""
        if self.covered is None:
            return False
        return hmac.compare_digest(hmac.digest(key, self.covered, "sha1"), self.integrity)


def parse(data: bytes) -> Message:
    """Read one message that fills `data` exactly.

    Raises NotStun for wrong lengths, a wrong cookie, more attributes or octets than we take, or a FINGERPRINT
    that does not match. After MESSAGE-INTEGRITY only FINGERPRINT is looked at (RFC 8489 section 14.5).
    """
    if not HEADER <= len(data) <= LONGEST_MESSAGE:
        raise NotStun("length")
    first, length, cookie = struct.unpack_from("!HHI", data)
    if first & 0xC000 or cookie != MAGIC or length != len(data) - HEADER or length % 4:
        raise NotStun("header")
    kind = Kind((first >> 7 & 0b10) | (first >> 4 & 0b01))
    method = (first & 0x000F) | (first & 0x00E0) >> 1 | (first & 0x3E00) >> 2
    attributes: list[Pair] = []
    covered: bytes | None = None
    integrity = b""
    position = HEADER
    while position < len(data):
        number, size = struct.unpack_from("!HH", data, position)
        end = position + 4 + size
        if end > len(data) or len(attributes) >= MOST_ATTRIBUTES:
            raise NotStun("attributes")
        value = data[position + 4 : end]
        if number == Attribute.FINGERPRINT:
            if (
                size != 4
                or end != len(data)
                or struct.unpack("!I", value)[0] != _fingerprint(data[:position])
            ):
                raise NotStun("fingerprint")
        elif covered is None and number == Attribute.MESSAGE_INTEGRITY:
            if size != 20:
                raise NotStun("integrity")
            covered = _with_length(data[:position], position - HEADER + 24)
            integrity = value
        elif covered is None:
            attributes.append((number, value))
        position = end + -size % 4
    if position != len(data):
        raise NotStun("padding")
    return Message(method, kind, data[8:HEADER], tuple(attributes), covered, integrity)


def build(
    method: int, kind: Kind, transaction: bytes, attributes: list[Pair], *, key: bytes | None = None
) -> bytes:
    """Write a message with FINGERPRINT, and with MESSAGE-INTEGRITY where a key is given."""
    body = b"".join(
        struct.pack("!HH", number, len(value)) + value + bytes(-len(value) % 4)
        for number, value in attributes
    )
    first = (method & 0x000F) | (method & 0x0070) << 1 | (method & 0x0F80) << 2
    first |= (kind & 0b10) << 7 | (kind & 0b01) << 4
    data = struct.pack("!HHI", first, len(body), MAGIC) + transaction + body
    if key is not None:
        data = _with_length(data, len(data) - HEADER + 24)
        data += struct.pack("!HH", Attribute.MESSAGE_INTEGRITY, 20) + hmac.digest(key, data, "sha1")
    data = _with_length(data, len(data) - HEADER + 8)
    return data + struct.pack("!HHI", Attribute.FINGERPRINT, 4, _fingerprint(data))


def long_term_key(username: str, realm: str, password: str) -> bytes:
    """The key of the long-term mechanism (RFC 8489 section 9.2.2): MD5 is what that RFC and browsers fix."""
    text = f"{username}:{realm}:{password}".encode()
    return hashlib.md5(text, usedforsecurity=False).digest()


def xor_address(address: Address, transaction: bytes) -> bytes:
    """Write an address as XOR-…-ADDRESS does (RFC 8489 section 14.2)."""
    packed = ipaddress.ip_address(address[0]).packed
    mask = (struct.pack("!I", MAGIC) + transaction)[: len(packed)]
    family = 1 if len(packed) == 4 else 2
    masked = bytes(a ^ b for a, b in zip(packed, mask, strict=True))
    return struct.pack("!BBH", 0, family, address[1] ^ MAGIC >> 16) + masked


def unxor_address(value: bytes, transaction: bytes) -> Address:
    """Read an XOR-…-ADDRESS. Raises NotStun when its family and length do not agree."""
    if len(value) not in (8, 20) or value[1] != (1 if len(value) == 8 else 2):
        raise NotStun("address")
    mask = (struct.pack("!I", MAGIC) + transaction)[: len(value) - 4]
    packed = bytes(a ^ b for a, b in zip(value[4:], mask, strict=True))
    return str(ipaddress.ip_address(packed)), struct.unpack_from("!H", value, 2)[0] ^ MAGIC >> 16


def error_code(number: int, words: str) -> Pair:
    """An ERROR-CODE attribute (RFC 8489 section 14.8)."""
    return Attribute.ERROR_CODE, struct.pack("!HBB", 0, number // 100, number % 100) + words.encode()


def channel_data(channel: int, payload: bytes) -> bytes:
    """Write ChannelData without padding, as over UDP; a stream pads it to four octets."""
    return struct.pack("!HH", channel, len(payload)) + payload


def _with_length(data: bytes, length: int) -> bytes:
    return data[:2] + struct.pack("!H", length) + data[4:]


def _fingerprint(data: bytes) -> int:
    return zlib.crc32(data) ^ FINGERPRINT_XOR
