"""The DNS as the doctor asks it: what there is, that there is nothing, or that nobody could say."""

from __future__ import annotations

from typing import Protocol

import dns.asyncresolver
import dns.exception
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA

SECONDS = 5.0
"""How long one question may take, with every repeat."""


class NobodyCouldSay(Exception):
    """The DNS did not answer, or answered that it failed: what is true stays unknown."""


class Names(Protocol):
    """Something that answers questions to the DNS. An empty list is the answer that there is nothing."""

    async def exchangers(self, domain: str) -> list[str]:
        """Return the hosts of its MX records, the preferred first; "" is the null MX (RFC 7505)."""
        ...

    async def texts(self, name: str) -> list[str]:
        """Return its TXT records, the strings of each put together (RFC 7208, 3.3)."""
        ...

    async def addresses(self, host: str) -> list[str]:
        """Return its IPv4 and IPv6 addresses."""
        ...


class Resolver:
    """The resolver at `place` ("192.0.2.1:53", "[2001:db8::1]:53"), or, where that is None, the machine's.

    Each question may raise NobodyCouldSay.
    """

    def __init__(self, place: str | None = None, seconds: float = SECONDS) -> None:
        self._resolver = dns.asyncresolver.Resolver(configure=place is None)
        self._resolver.lifetime = seconds
        if place is not None:
            host, _, port = place.rpartition(":")
            self._resolver.nameservers = [host.strip("[]")]
            self._resolver.port = int(port)

    async def exchangers(self, domain: str) -> list[str]:
        """Return the hosts of its MX records, the preferred first."""
        found = [each for each in await self._ask(domain, "MX") if isinstance(each, MX)]
        return [_name(each.exchange.to_text()) for each in sorted(found, key=lambda each: each.preference)]

    async def texts(self, name: str) -> list[str]:
        """Return its TXT records."""
        found = await self._ask(name, "TXT")
        return [b"".join(each.strings).decode("ascii", "replace") for each in found if isinstance(each, TXT)]

    async def addresses(self, host: str) -> list[str]:
        """Return its IPv4 and IPv6 addresses."""
        found = [*await self._ask(host, "A"), *await self._ask(host, "AAAA")]
        return [each.address for each in found if isinstance(each, A | AAAA)]

    async def _ask(self, name: str, kind: str) -> list[object]:
        try:
            return list(await self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise NobodyCouldSay(type(error).__name__) from error


def _name(written: str) -> str:
    return written.rstrip(".").lower()
