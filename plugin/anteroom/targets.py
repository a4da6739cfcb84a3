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
    """Tell whether a literal IP address is reachable on the public internet; False for what is no address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_global) and not parsed.is_multicast


def is_literal(host: str) -> bool:
    """Tell whether a URL's host is an IP address rather than a name; those are never resolved."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True
