"""The client-server API of a Matrix homeserver, as a bot uses it (spec.matrix.org, "Client-Server API")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
import msgspec
from yarl import URL

from anteroom.calls_outside import OneSession, may_call, read_at_most
from anteroom.effects.model import Refused, TryLater

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)
LARGEST = 32 * 1024 * 1024
"""Of one answer: after an outage /sync tells a few events of every room at once."""
USUAL_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
API, RELATIONS = "/_matrix/client/v3", "/_matrix/client/v1"


class _Fault(msgspec.Struct, frozen=True):
    errcode: str = ""
    retry_after_ms: int | None = None


class NoSuch(Refused):
    """There is no such thing there, or not for us."""


class MatrixClient(OneSession):
    """Calls a homeserver with the bot's token."""

    def __init__(self, homeserver: str, token: str, *, allow_private: bool = False) -> None:
        super().__init__(TIMEOUT, allow_private=allow_private)
        self._homeserver = homeserver
        self._token = token

    async def who(self) -> str:
        """Return the user id that the token is of. Raises TryLater, Refused."""
        return str((await self._ask("GET", "/account/whoami")).get("user_id", ""))

    async def send(self, room: str, kind: str, txn: str, content: Mapping[str, Any]) -> str:
        """Send an event; the same `txn` again sends nothing new. Return its id. Raises TryLater, Refused."""
        path = f"/rooms/{_part(room)}/send/{_part(kind)}/{_part(txn)}"
        event = (await self._ask("PUT", path, said=content)).get("event_id")
        if not isinstance(event, str):
            raise TryLater("the homeserver did not say under which id it stands", certain=False)
        return event

    async def state(self, room: str, kind: str) -> Mapping[str, Any] | None:
        """Return a room's state of a kind; None where it has none. Raises TryLater, Refused."""
        try:
            return await self._ask("GET", f"/rooms/{_part(room)}/state/{_part(kind)}/")
        except NoSuch:
            return None

    async def join(self, room: str) -> None:
        """Take an invitation. Raises TryLater, Refused."""
        await self._ask("POST", f"/rooms/{_part(room)}/join", said={})

    async def sync(self, since: str, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what happened since a cursor, without waiting for more. Raises TryLater, Refused."""
        query = {"timeout": "0", "filter": json.dumps(wanted)}
        return await self._ask("GET", "/sync", query={**query, "since": since} if since else query)

    async def before(self, room: str, start: str, end: str, most: int) -> Mapping[str, Any]:
        """Return events of a room backwards from `start` to `end`, both cursors. Raises TryLater, Refused."""
        query = {"dir": "b", "from": start, "to": end, "limit": str(most)}
        return await self._ask("GET", f"/rooms/{_part(room)}/messages", query=query)

    async def event(self, room: str, event: str) -> Mapping[str, Any]:
        """Return an event. Raises TryLater, Refused."""
        return await self._ask("GET", f"/rooms/{_part(room)}/event/{_part(event)}")

    async def edits(self, room: str, event: str, most: int) -> Mapping[str, Any]:
        """Return the edits of an event, the oldest first. Raises TryLater, Refused."""
        # Relations are a v1 call to this day.
        path = f"/rooms/{_part(room)}/relations/{_part(event)}/m.replace"
        return await self._ask("GET", path, query={"dir": "f", "limit": str(most)}, api=RELATIONS)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        said: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        api: str = API,
    ) -> Mapping[str, Any]:
        if self._session is None:
            raise TryLater("not started yet")
        url = URL(f"{self._homeserver}{api}{path}", encoded=True).update_query(query or {})
        if not may_call(url, allow_private=self._allow_private):
            raise Refused("the homeserver's address is not a public one")
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session.request(
                method, url, json=said, headers=headers, allow_redirects=False
            ) as answer:
                read = await read_at_most(answer, LARGEST)
                status, after = answer.status, answer.headers.get("Retry-After", "")
        except aiohttp.ClientConnectorError as error:
            raise TryLater("the homeserver cannot be reached") from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise TryLater("the homeserver did not answer", certain=False) from error
        if len(read) > LARGEST:
            raise TryLater("the homeserver answered too much", certain=False)
        return _judged(status, after, read)


def _judged(status: int, after: str, read: bytes) -> Mapping[str, Any]:
    if status == 429:
        raise TryLater("the homeserver was asked too often", after=_wait(after, read))
    if 400 <= status < 500 and status not in (408, 425):
        code = _fault(read).errcode
        if status == 404:
            raise NoSuch(f"the homeserver answered 404 {_plain(code)}")
        raise Refused(f"the homeserver answered {status} {_plain(code)}")
    if status != 200:
        raise TryLater(f"the homeserver answered {status}", certain=False)
    try:
        found = msgspec.json.decode(read, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TryLater("the homeserver answered what nobody can read", certain=False) from error
    return found


def _wait(after: str, read: bytes) -> timedelta:
    """Return how long to wait: by the header (spec 1.10 on), or by the older field of the body."""
    millis = _fault(read).retry_after_ms
    wait = USUAL_WAIT
    if after.isascii() and after.isdigit() and len(after) <= 6:
        wait = timedelta(seconds=int(after))
    elif millis is not None and 0 <= millis < 10**9:
        wait = timedelta(milliseconds=millis)
    return min(max(wait, timedelta(milliseconds=100)), LONGEST_WAIT)


def _fault(read: bytes) -> _Fault:
    try:
        return msgspec.json.decode(read, type=_Fault)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Fault()


def _plain(code: str) -> str:
    """Return an error's code, if it looks like one: words of theirs do not go into logs."""
    return code if len(code) <= 40 and code.replace("_", "").isalnum() else ""


def _part(text: str) -> str:
    return quote(text, safe="")
