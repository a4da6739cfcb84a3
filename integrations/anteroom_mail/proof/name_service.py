"""The DNS, as far as a mail's sender is checked by it: bounded in number and time, and passed in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal, Protocol

import dns.exception
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA

RecordType = Literal["TXT", "A", "AAAA", "MX", "PTR"]
Record = tuple[bytes, ...] | tuple[int, str] | str
"""TXT: its strings. MX: preference and name. The others: an address or a name, as text."""

MOST_RECORDS = 50


class NoAnswer(Exception):
    """The DNS could not be asked just now, or too much was asked; what is true stays unknown."""


class NameService(Protocol):
    """Something that answers questions to the DNS."""

    def find(self, name: str, kind: RecordType) -> list[Record]:
        """Return the records of that name and type; none where there are none. Raises NoAnswer."""
        ...


class Resolver:
    """The resolver of this machine, or the one at `place` ("127.0.0.1:5353")."""

    def __init__(self, place: str | None = None, seconds: float = 3.0) -> None:
        self._resolver = dns.resolver.Resolver(configure=place is None)
        self._resolver.lifetime = seconds
        if place is not None:
            host, _, port = place.rpartition(":")
            self._resolver.nameservers = [host.strip("[]")]
            self._resolver.port = int(port)

    def find(self, name: str, kind: RecordType) -> list[Record]:
        """Return the records of that name and type; none where there are none. Raises NoAnswer."""
        try:
            answer = self._resolver.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise NoAnswer(type(error).__name__) from error
        return [_record(each) for each in list(answer)[:MOST_RECORDS]]


@dataclass
class Bounded:
    """A name service that answers `most` questions within `seconds`, and then raises NoAnswer."""

    source: NameService
    most: int = 40
    seconds: float = 10.0
    asked: int = 0
    _began: float = field(default_factory=time.monotonic)

    def find(self, name: str, kind: RecordType) -> list[Record]:
        """Ask the source as long as it may be asked. Raises NoAnswer."""
        self.asked += 1
        if self.asked > self.most or time.monotonic() - self._began > self.seconds:
            raise NoAnswer("too much was asked")
        return self.source.find(name, kind)


def texts(names: NameService, name: str) -> list[str]:
    """Return the TXT records of a name, each in one piece; what is not ASCII is left out. Raises NoAnswer."""
    found = []
    for record in names.find(name, "TXT"):
        if isinstance(record, tuple):
            joined = b"".join(each for each in record if isinstance(each, bytes))
            if joined.isascii():
                found.append(joined.decode("ascii"))
    return found


def _record(found: object) -> Record:
    match found:
        case TXT():
            return tuple(found.strings)
        case MX():
            return (int(found.preference), str(found.exchange.to_text(omit_final_dot=True)))
        case A() | AAAA():
            return str(found.address)
        case PTR():
            return str(found.target.to_text(omit_final_dot=True))
        case _:
            raise NoAnswer("another type than asked for")
