"""Calls to a help desk: bounded, never redirected, never to a private address; and what its answers mean."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
import msgspec

from anteroom.calls_outside import Answered, NotOpen, OneSession
from anteroom.effects.model import Refused, TryLater
from anteroom.targets import PrivateTarget

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
LARGEST = 1024 * 1024
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
Shape = TypeVar("Shape")


class Unprocessable(Refused):
    """Zendesk answers 422: a field is not what it must be, or the ticket is closed for good."""


class Gone(Refused):
    """There is no such thing there, or not any more."""


class Calls(OneSession):
    """Carries calls to Zendesk, as the agent whose API token it has, or with an OAuth access token."""

    def __init__(self, url: str, user: str | None, token: str, *, allow_private: bool) -> None:
        super().__init__(TIMEOUT, allow_private=allow_private)
        self._url = url
        # developer.zendesk.com, "Security and authentication": {address}/token:{api token}.
        basic = b64encode(f"{user}/token:{token}".encode()).decode()
        self._authorization = f"Basic {basic}" if user else f"Bearer {token}"

    async def ask(
        self,
        method: str,
        path: str,
        shape: type[Shape],
        said: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Shape:
        """Return the answer in its shape. Raises TryLater, Refused, Unprocessable for 422, Gone for 404."""
        every = {"Accept": "application/json", "Authorization": self._authorization, **(headers or {})}
        try:
            if said is None:
                answer = await self.carry(method, f"{self._url}{path}", LARGEST, headers=every)
            else:
                answer = await self.carry(method, f"{self._url}{path}", LARGEST, headers=every, said=said)
        except NotOpen:
            raise TryLater("not started yet") from None
        except PrivateTarget:
            raise Refused("the help desk's address is not a public one") from None
        except aiohttp.ClientConnectorError:
            # Chained to nothing: the library's error quotes the whole address.
            raise TryLater("the help desk cannot be reached") from None
        except (TimeoutError, aiohttp.ClientError):
            raise TryLater("the help desk did not answer", certain=False) from None
        _judge(answer)
        try:
            return msgspec.json.decode(answer.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise TryLater("the help desk answered what nobody can read", certain=False) from None


def _judge(answer: Answered) -> None:
    """Raise what a status means; only its number is kept, for its sentence may repeat what we said."""
    status = answer.status
    if 200 <= status < 300:
        return
    said = f"the help desk answered {status}"
    if status == 422:
        raise Unprocessable(said)
    if status in (404, 410):
        raise Gone(said)
    if status in (401, 403):
        raise TryLater(said)  # an operator mends the token
    if status in (409, 429):
        raise TryLater(said, after=_wait(answer))
    if status >= 500 or status == 408:
        # "503 … check the Retry-After header" (developer.zendesk.com, "Requests")
        raise TryLater(said, after=_wait(answer), certain=False)
    raise Refused(said)


def _wait(answer: Answered) -> timedelta | None:
    written = answer.headers.get("Retry-After", "").strip()
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        return None
    return min(max(timedelta(seconds=int(written)), SHORTEST_WAIT), LONGEST_WAIT)
