"""Signed calls to a marketplace, and what its answers mean."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import msgspec
from yarl import URL

from anteroom.api.standard_webhooks import sign
from anteroom.effects.model import Refused, TryLater
from anteroom.house import House
from anteroom.targets import PublicResolver, is_literal, is_public

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
"""Standard Webhooks asks for 15 to 30 seconds."""
LONGEST_WAIT = 3600


class Call(msgspec.Struct, frozen=True):
    """One call as it is frozen before it leaves: it is repeated byte for byte under the same id."""

    method: str
    url: str
    id: str
    body: str


class Calls:
    """Carries calls out over one session; to private addresses only where `allow_private` says so."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the session."""
        resolver = None if self._allow_private else PublicResolver()
        self._session = aiohttp.ClientSession(
            timeout=TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(resolver=resolver),
        )

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def carry(self, call: Call, house: House) -> None:
        """Make a call; 2xx is success and nothing else is. Raises TryLater or Refused.

        The timestamp is signed anew at each attempt, since receivers refuse an old one; the id stays.
        """
        if self._session is None:
            raise TryLater("not started yet")
        host = URL(call.url).host or ""
        if not self._allow_private and is_literal(host) and not is_public(host):
            raise Refused("the marketplace's address is not a public one")
        body = call.body.encode()
        headers = sign(house.settings.secrets.marketplace_secret, call.id, house.clock.now(), body)
        headers["content-type"] = "application/json"
        try:
            async with self._session.request(
                call.method, call.url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                status, after = answer.status, answer.headers.get("Retry-After", "")
        except aiohttp.ClientConnectorError as error:
            raise TryLater("the marketplace cannot be reached") from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise TryLater("the marketplace did not answer", certain=False) from error
        if 200 <= status < 300:
            return
        if status in (400, 404, 410, 413, 422):
            raise Refused(f"the marketplace answered {status}")
        wait = timedelta(seconds=min(int(after), LONGEST_WAIT)) if after.isdigit() else None
        raise TryLater(f"the marketplace answered {status}", after=wait, certain=status in (401, 403, 429))
