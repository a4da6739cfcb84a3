"""A DNS server of this machine for tests: real questions over UDP, answers from a table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Question = tuple[str, str]


@dataclass
class NameServer(asyncio.DatagramProtocol):
    """Answers from `records` ((name, type) → data as a zone file has it). `silent` names get no answer."""

    records: dict[Question, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[Question] = field(default_factory=list)
    port: int = 0
    _transport: asyncio.DatagramTransport | None = None

    @property
    def place(self) -> str:
        """Where it listens, as settings write it."""
        return f"127.0.0.1:{self.port}"

    def text(self, name: str, *texts: str) -> None:
        """Put TXT records, each in pieces of at most 255 octets, as the DNS wants them."""
        pieces = (" ".join(f'"{text[i : i + 255]}"' for i in range(0, len(text), 255)) for text in texts)
        self.records[name, "TXT"] = list(pieces)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        (asked,) = query.question
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        self.asked.append((name, kind))
        if name in self.silent or self._transport is None:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        found = self.records.get((name, kind))
        if found:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *found))
        elif not self._known(name):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)

    def _known(self, name: str) -> bool:
        return any(each == name or each.endswith(f".{name}") for each, _ in self._names())

    def _names(self) -> Iterable[Question]:
        return self.records.keys()


@asynccontextmanager
async def name_server() -> AsyncIterator[NameServer]:
    """Open the server on a free port of this machine."""
    server = NameServer()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: server, local_addr=("127.0.0.1", 0))
    server.port = transport.get_extra_info("sockname")[1]
    try:
        yield server
    finally:
        transport.close()
