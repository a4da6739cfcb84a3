"""Messages out of a TCP stream: the length in each head says where it ends (RFC 8656, section 12.5)."""

from __future__ import annotations

import struct

from anteroom.rooms.relay.stun import HEADER, LONGEST_MESSAGE, MAGIC


class BrokenStream(ValueError):
    """What came is neither STUN nor ChannelData; where the next message would begin is lost."""


class Framing:
    """Keeps at most one unfinished message."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the messages that are complete now, without their padding. Raises BrokenStream."""
        data = self._rest + data
        whole: list[bytes] = []
        start = 0
        while len(data) - start >= 4:
            size, padded = _sizes(data, start)
            if len(data) - start < padded:
                break
            whole.append(data[start : start + size])
            start += padded
        self._rest = data[start:]
        return whole


def frame(message: bytes) -> bytes:
    """Pad a message to four octets, as a stream wants it."""
    return message + bytes(-len(message) % 4)


def message_size(data: bytes, start: int, first: int, length: int) -> int:
    """Return how long a message is whose head at `start` says `first` and `length`. Raises BrokenStream."""
    if first & 0xC000 == 0x4000:
        size = 4 + length
    elif first & 0xC000 == 0:
        size = HEADER + length
        if len(data) - start >= 8 and struct.unpack_from("!I", data, start + 4)[0] != MAGIC:
            raise BrokenStream("cookie")
    else:
        raise BrokenStream("first bits")
    if size > LONGEST_MESSAGE:
        raise BrokenStream("too long")
    return size


def _sizes(data: bytes, start: int) -> tuple[int, int]:
    size = message_size(data, start, *struct.unpack_from("!HH", data, start))
    return size, size + -size % 4
