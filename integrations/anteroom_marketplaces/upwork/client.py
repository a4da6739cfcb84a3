"""GraphQL at Upwork: always in one organisation's name, at its pace, and never more than was asked for.

Errors come inside answers with status 200, often beside data (facts and sources: docs/upwork.md). What is
beside an error is used only where it is whole: whoever reads an answer asks `Answer.part` for each part.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import aiohttp
import msgspec

from anteroom.calls_outside import OneSession, may_call, read_at_most
from anteroom.clock import Clock
from anteroom.effects.model import Refused, TryLater
from anteroom_marketplaces.upwork import queries
from anteroom_marketplaces.upwork.answers import whole
from anteroom_marketplaces.upwork.budget import Budget

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
LARGEST = 4 * 1024 * 1024
TENANT = "X-Upwork-API-TenantId"
USUAL_WAIT, LONGEST_WAIT = timedelta(seconds=60), timedelta(hours=24)


class Key(Protocol):
    """Who gives the tokens of an account."""

    async def token(self, account: str, refused: str = "") -> str:
        """Return one that is good now and is not the `refused` one. Raises TryLater, Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `holes` are the paths that an error names; "" is one that says not where."""

    data: Mapping[str, Any] = field(repr=False)
    holes: frozenset[str]

    def part(self, name: str, shape: type[Any]) -> Any | None:
        """Return a top field in its shape; None where an error left it, or anything in it, open."""
        if "" in self.holes or any(hole == name or hole.startswith(f"{name}.") for hole in self.holes):
            return None
        return whole(self.data.get(name), shape)

    def rows(self, name: str, shape: type[Any]) -> list[Any]:
        """Return the whole rows of a connection: one row's error does not cost the others."""
        connection = self.data.get(name)
        edges = connection.get("edges") if isinstance(connection, dict) else None
        found = []
        for place, edge in enumerate(edges or ()):
            path = f"{name}.edges.{place}"
            if any(hole == path or hole.startswith(f"{path}.") for hole in self.holes):
                continue
            row = whole(edge.get("node") if isinstance(edge, dict) else None, shape)
            if row is not None:
                found.append(row)
        return found


class _Fault(msgspec.Struct, frozen=True):
    message: str = ""
    path: tuple[str | int, ...] | None = None


class _Body(msgspec.Struct, frozen=True):
    data: dict[str, Any] | None = None
    errors: tuple[_Fault, ...] | None = None


class _Whose(msgspec.Struct, frozen=True):
    id: str


class _Company(msgspec.Struct, frozen=True):
    organizationId: str  # their name


class _Companies(msgspec.Struct, frozen=True):
    items: tuple[_Company, ...]


class UpworkClient(OneSession):
    """Carries queries to `url`/graphql."""

    def __init__(
        self, url: str, clock: Clock, keys: Key, budget: Budget, *, allow_private: bool = False
    ) -> None:
        super().__init__(TIMEOUT, allow_private=allow_private)
        self._url = f"{url}/graphql"
        self._clock = clock
        self._keys = keys
        self._budget = budget
        self._until: datetime | None = None

    async def ask(self, account: str, operation: str, query: str, said: Mapping[str, Any]) -> Answer:
        """Ask in an organisation's name, and refuse an answer of another's. Raises TryLater, Refused."""
        answer = await self._asked(account, operation, query, said)
        whose = answer.part("organization", _Whose)
        if whose is None:
            raise TryLater("Upwork did not say whose answer it is")
        if whose.id != account:
            raise Refused("Upwork answered for another organisation than was asked for")
        return answer

    async def change(self, account: str, operation: str, query: str, said: Mapping[str, Any]) -> Answer:
        """Have something done. Raises TryLater, uncertain where it may have been, and Refused."""
        return await self._asked(account, operation, query, said)

    async def belongs(self, token: str, organisation: str) -> bool:
        """Tell whether whoever gave a token belongs to an organisation. Raises TryLater, Refused."""
        body = json.dumps({"operationName": "Who", "query": queries.WHO, "variables": {}})
        status, headers, read = await self._sent(organisation, token, body)
        try:
            answer = self._judged(status, headers, read)
        except Refused:
            return False
        whose, items = answer.part("organization", _Whose), answer.part("companySelector", _Companies)
        if whose is None or items is None:
            raise TryLater("Upwork did not say whose answer it is")
        return whose.id == organisation and any(each.organizationId == organisation for each in items.items)

    async def _asked(self, account: str, operation: str, query: str, said: Mapping[str, Any]) -> Answer:
        now = self._clock.now()
        if self._until is not None and now < self._until:
            raise TryLater("Upwork asked to be left alone", after=self._until - now, tried=False)
        body = json.dumps({"operationName": operation, "query": query, "variables": dict(said)})
        token = await self._keys.token(account)
        status, headers, answered = await self._sent(account, token, body)
        if status == 401:
            # It may have ended between the check and its use; a second refusal is no accident.
            token = await self._keys.token(account, refused=token)
            status, headers, answered = await self._sent(account, token, body)
        return self._judged(status, headers, answered)

    async def _sent(self, account: str, token: str, body: str) -> tuple[int, Mapping[str, str], bytes]:
        if self._session is None:
            raise TryLater("not started yet")
        if not may_call(self._url, allow_private=self._allow_private):
            raise Refused("Upwork's address is not a public one")
        await self._budget.spend()
        headers = {
            "Authorization": f"Bearer {token}",
            TENANT: account,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                read = await read_at_most(answer, LARGEST)
                status, received = answer.status, dict(answer.headers)
        except aiohttp.ClientConnectorError as error:
            raise TryLater("Upwork cannot be reached") from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise TryLater("Upwork did not answer", certain=False) from error
        if len(read) > LARGEST:
            raise TryLater("Upwork answered too much", certain=False)
        return status, {name.lower(): value for name, value in received.items()}, read

    def _judged(self, status: int, headers: Mapping[str, str], read: bytes) -> Answer:
        if status == 429:
            wait = self._wait(headers.get("retry-after", ""))
            self._until = self._clock.now() + wait
            raise TryLater("Upwork was asked too often", after=wait)
        if status in (401, 403):
            raise Refused(f"Upwork answered {status}: its key, or somebody's consent, is not good any more")
        if 400 <= status < 500 and status != 408:
            raise Refused(f"Upwork answered {status}")
        if status != 200:
            raise TryLater(f"Upwork answered {status}", certain=False)
        try:
            body = msgspec.json.decode(read, type=_Body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise TryLater("Upwork answered what nobody can read", certain=False) from error
        faults = body.errors or ()
        if not body.data:
            raise _refusal(faults)
        return Answer(body.data, frozenset(_path(fault) for fault in faults))

    def _wait(self, written: str) -> timedelta:
        """Return how long to leave it alone: seconds or an HTTP date (RFC 9110, 10.2.3); a minute without."""
        written = written.strip()
        wait = USUAL_WAIT
        if written.isascii() and written.isdigit() and len(written) <= 9:
            wait = timedelta(seconds=int(written))
        else:
            try:
                until = parsedate_to_datetime(written)
                wait = until.astimezone(UTC) - self._clock.now()
            except (ValueError, TypeError, OverflowError):
                pass
        return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


def _path(fault: _Fault) -> str:
    return ".".join(str(each) for each in fault.path or ())


class NotTaken(Refused):
    """Upwork takes part of a request for wrong, or does not find it, and so answers nothing of it."""


class ErrorsAlone(TryLater):
    """Something failed at Upwork that the whole answer needs."""


def _refusal(faults: tuple[_Fault, ...]) -> TryLater | Refused:
    """Return what an answer without any data means. Words of theirs are read, and never repeated."""
    said = " ".join(fault.message for fault in faults).casefold()
    if "authorization" in said or "authoris" in said or "permission" in said or "not authorized" in said:
        return Refused("Upwork says that the key or its owner has no right to this")
    if "vjca-6" in said or "validation" in said or "not found" in said or "read only" in said:
        return NotTaken("Upwork does not take this")
    return ErrorsAlone("Upwork answered with errors alone", certain=False)
