"""Where calls may go: to public addresses only, unless the sandbox says otherwise.

The check is made on the address that is really connected to, after the name was resolved, so that a name
which changes its mind between check and use gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class PrivateTarget(OSError):
    """The address is not a public one."""


class PublicResolver(AbstractResolver):
    """Resolves names and leaves out every address that is not public. Raises PrivateTarget for none left."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the public addresses of a name."""
        found = await self._inner.resolve(host, port, family)
        public = [each for each in found if is_public(each["host"])]
        if not public:
            raise PrivateTarget("the name has no public address")
        return public

    async def close(self) -> None:
        """Close the resolver behind this one."""
        await self._inner.close()


def is_public(address: str) -> bool:
    """Tell whether a literal IP address is reachable on the public internet; False for what is no address.

    IPv6 only from 2000::/3, which is all that is routed, and without the ways in which it carries IPv4 (6to4,
    Teredo, NAT64): what they lead to is decided by others.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return (
                parsed in _ROUTED and parsed.is_global and parsed.sixtofour is None and parsed.teredo is None
            )
        parsed = parsed.ipv4_mapped
    return parsed.is_global and not parsed.is_multicast and parsed not in _PROTOCOLS


def is_literal(host: str) -> bool:
    """Tell whether a URL's host is taken for an IP address rather than a name; those are never resolved.

    Broadly, as aiohttp takes it: "127.1" and "2130706433" are no addresses to `is_public`, and are connected
    to without our resolver being asked.
    """
    return ":" in host or host.replace(".", "").isdigit()


_ROUTED = ipaddress.IPv6Network("2000::/3")
_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")
"""IETF protocol assignments (RFC 6890), some of which Python calls global."""
