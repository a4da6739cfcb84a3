"""The UDP socket where the system takes and gives many packets at one call: recvmmsg and sendmmsg of Linux.

A packet that goes on stays where it was received: two octets of its head are written over, and the system is
told to send from there. Python's socket module has neither call, so they are made through the C library, with
arrays that live as long as this object; nothing that came from outside is ever taken for a pointer or length.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
import sys
import time

from anteroom.rooms.relay.allocations import Client
from anteroom.rooms.relay.datagrams import HEAD, SLOT, Datagrams, ToStream
from anteroom.rooms.relay.stun import LONGEST_MESSAGE
from anteroom.rooms.relay.turn import Turn

BATCH = 64
MSG_DONTWAIT = 0x40


class _Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Header(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Message(ctypes.Structure):
    _fields_ = (("header", _Header), ("length", ctypes.c_uint))


WORDS = ctypes.sizeof(_Message) // 8
LENGTH_WORD = _Message.length.offset // 8


class _Batch:
    """Arrays for one direction: `names` and `messages` are written by the system, or read by it."""

    def __init__(self, name_size: int) -> None:
        self.names = (ctypes.c_char * (name_size * BATCH))()
        self._vectors = (_Vector * BATCH)()
        self.messages = (_Message * BATCH)()
        for at in range(BATCH):
            header = self.messages[at].header
            header.name = ctypes.addressof(self.names) + at * name_size
            header.name_length = name_size
            header.vectors = ctypes.addressof(self._vectors) + at * ctypes.sizeof(_Vector)
            header.vector_count = 1
        # Plain words: several times as quick to read and write as the fields of a structure.
        self.vector_words = memoryview(self._vectors).cast("B").cast("Q")
        self.message_words = memoryview(self.messages).cast("B").cast("Q")
        self.name_octets = memoryview(self.names).cast("B")


class BatchedDatagrams(Datagrams):
    """As its base. Clients are raw socket addresses, which cost nothing to make."""

    def __init__(self, sock: socket.socket, turn: Turn, to_stream: ToStream) -> None:
        super().__init__(sock, turn, to_stream)
        library = ctypes.CDLL(None, use_errno=True)
        self._receive_many, self._send_many = library.recvmmsg, library.sendmmsg
        of_both = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
        self._receive_many.argtypes = (*of_both, ctypes.c_void_p)
        self._send_many.argtypes = of_both
        self._file = sock.fileno()
        self._name_size = 28 if sock.family == socket.AF_INET6 else 16
        self._slots = (ctypes.c_char * (SLOT * BATCH))()
        self._octets = memoryview(self._slots).cast("B")
        self._base = ctypes.addressof(self._slots)
        self._in, self._out = _Batch(self._name_size), _Batch(self._name_size)
        for at in range(BATCH):
            self._in.vector_words[2 * at] = self._base + at * SLOT
            self._in.vector_words[2 * at + 1] = SLOT
        self._in_place = ctypes.addressof(self._in.messages)
        self._out_place = ctypes.addressof(self._out.messages)

    def readable(self, _: int) -> None:
        """Take one batch, and send on in one batch what goes on over UDP."""
        count = self._receive_many(self._file, self._in_place, BATCH, MSG_DONTWAIT, None)
        if count <= 0:
            return
        now = time.time()
        octets, names, name_size = self._octets, self._in.names.raw, self._name_size
        lengths, out_names, out_vectors = (
            self._in.message_words,
            self._out.name_octets,
            self._out.vector_words,
        )
        carry, unpack, pack, base = self._turn.carry, HEAD.unpack_from, HEAD.pack_into, self._base
        ready = 0
        for at in range(count):
            size = lengths[at * WORDS + LENGTH_WORD] & 0xFFFFFFFF
            start = at * SLOT
            source = names[at * name_size : (at + 1) * name_size]
            if size < 4 or octets[start] & 0xC0 != 0x40:
                self.judge(bytes(octets[start : start + size]), source, now)
                continue
            channel, said = unpack(octets, start)
            if said > size - 4 or size > LONGEST_MESSAGE:
                self._turn.counters.dropped_packets += 1
                continue
            route = carry(source, channel, said, now)
            if route is None:
                continue
            client = route.client
            if client.__class__ is not bytes or not route.channel:
                payload = bytes(octets[start + 4 : start + 4 + said])
                self.hand_on(client, self._turn.written(route, payload))
                continue
            pack(octets, start, route.channel, said)
            out_names[ready * name_size : (ready + 1) * name_size] = client
            out_vectors[2 * ready] = base + start
            out_vectors[2 * ready + 1] = said + 4
            ready += 1
        if ready:
            self._send_out(ready)

    def place(self, client: Client) -> tuple[object, ...]:
        """Read a raw address (sockaddr_in, sockaddr_in6)."""
        assert isinstance(client, bytes)
        port = int.from_bytes(client[2:4], "big")
        if len(client) == 16:
            return socket.inet_ntop(socket.AF_INET, client[4:8]), port
        (scope,) = struct.unpack_from("=I", client, 24)
        return socket.inet_ntop(socket.AF_INET6, client[8:24]), port, 0, scope

    def _send_out(self, ready: int) -> None:
        done = 0
        while done < ready:
            place = self._out_place + done * ctypes.sizeof(_Message)
            sent = self._send_many(self._file, place, ready - done, MSG_DONTWAIT)
            if sent > 0:
                done += sent
                continue
            # The first of the rest cannot go: a full queue loses them all, a lost network only this one.
            lost = ready - done if ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS) else 1
            self._turn.counters.dropped_packets += lost
            done += lost


def batches_possible() -> bool:
    """Tell whether this system has both calls, and structures laid out as they are here."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_void_p) != 8 or sys.byteorder != "little":
        return False
    library = ctypes.CDLL(None)
    return hasattr(library, "recvmmsg") and hasattr(library, "sendmmsg")
