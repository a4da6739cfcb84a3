"""A DNS server for tests: real questions over UDP on loopback, answers from a small zone.

It fails, or keeps silent, about the names it is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Mapping[str, list[str]]]
"""Name → type → records as a zone file writes them."""


@dataclass
class NameServer:
    """What it knows, whom it fails (SERVFAIL), to whom it never answers, and where it listens.

    `asked` are the questions that came, in their order: name and type.
    """

    zone: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    fails: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def place(self) -> str:
        """Its address as settings name it."""
        return f"127.0.0.1:{self.port}"

    def text(self, name: str, *texts: str) -> None:
        """Put TXT records, each in pieces of at most 255 octets, as the DNS wants them."""
        pieces = (" ".join(f'"{text[i : i + 255]}"' for i in range(0, len(text), 255)) for text in texts)
        self.zone.setdefault(name, {})["TXT"] = list(pieces)

    def answer(self, question: dns.message.Message) -> dns.message.Message | None:
        """Return the answer to a question; None for silence."""
        (asked,) = question.question
        name = asked.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(asked.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        answer = dns.message.make_response(question, recursion_available=True)
        if name in self.fails:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif records := self.zone.get(name, {}).get(kind):
            answer.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, records))
        elif not any(known == name or known.endswith(f".{name}") for known in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)  # RFC 8020: only where nothing stands below it either
        return answer


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Before Python 3.12 asyncio's own transport is none by its class.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        answer = self._server.answer(dns.message.from_wire(data))
        if answer is not None:
            self._transport.sendto(answer.to_wire(max_size=65_535), addr)


@asynccontextmanager
async def name_server(zone: Zone | None = None) -> AsyncIterator[NameServer]:
    """Open it on a free port."""
    server = NameServer({name: dict(records) for name, records in (zone or {}).items()})
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Udp(server), local_addr=("127.0.0.1", 0))
    server.port = transport.get_extra_info("sockname")[1]
    try:
        yield server
    finally:
        transport.close()
