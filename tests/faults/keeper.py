"""Who starts the service again whenever it dies, and notes what was under way at that moment."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

import aiohttp
import asyncpg

from anteroom.sandbox.mailbox.answers import AnswerNotSent
from anteroom.sandbox.marketplace.anteroom_client import AnteroomUnreachable
from service import Service

T = TypeVar("T")
PATIENCE = 90.0
UNDER_WAY = "select id, kind, coalesce(frozen_for, 0) as revision from effect where state = 'sending'"


class Unanswered(Exception):
    """The service did not say that it took what it was asked."""


NOT_TAKEN = (aiohttp.ClientError, TimeoutError, AnteroomUnreachable, Unanswered)


@dataclass(frozen=True, slots=True)
class Arm:
    """A failpoint (`name` or `name/detail`) and at which of its passings it kills."""

    place: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An effect that was being sent when the process died: nobody inside can say whether it arrived."""

    id: str
    kind: str
    revision: int


class Keeper:
    """Keeps the service up. Each life but those after the last arm is to die at its arm.

    `under_way` is read from the rows between a death and the next start; it decides which repeats have an
    excuse. `deaths` counts.
    """

    def __init__(self, service: Service, dsn: str, arms: Sequence[Arm] = ()) -> None:
        self.deaths = 0
        self.under_way: list[UnderWay] = []
        self._service = service
        self._dsn = dsn
        self._arms = list(arms)
        self._task: asyncio.Task[None] | None = None
        self._up = asyncio.Event()

    async def __aenter__(self) -> Keeper:
        self._task = asyncio.create_task(self._keep())
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self._task.cancel()
        _ = await asyncio.wait([self._task])

    async def up(self) -> None:
        """Return when the service is up. Raises whatever ended the keeping."""
        assert self._task is not None
        up = asyncio.create_task(self._up.wait())
        try:
            _ = await asyncio.wait({up, self._task}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if self._task.done():
                self._task.result()
            assert up.done(), self._service.log
        finally:
            up.cancel()

    async def acknowledged(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask until it is answered, as every program outside does whose request broke off."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await ask()
                except NOT_TAKEN:
                    pass
                except AnswerNotSent as refused:
                    # No answer, or "later": a mail server keeps the mail and tries again.
                    if refused.code is not None and refused.code >= 500:
                        raise
                await asyncio.sleep(0.05)
                await self.up()

    async def died(self, deaths: int) -> None:
        """Return when it has died that often and is up again."""
        async with asyncio.timeout(PATIENCE):
            while self.deaths < deaths or not self._up.is_set():
                await self.up()
                await asyncio.sleep(0.02)

    async def _keep(self) -> None:
        while True:
            arm = self._arms.pop(0) if self._arms else Arm("")
            await self._service.start(arm.place, arm.count)
            self._up.set()
            code = await self._service.ended()
            self._up.clear()
            assert code == -signal.SIGKILL, f"It ended with {code}.\n{self._service.log}"
            await self._note()
            self.deaths += 1

    async def _note(self) -> None:
        connection = await asyncpg.connect(self._dsn)
        try:
            rows = await connection.fetch(UNDER_WAY)
        finally:
            await connection.close()
        self.under_way += [UnderWay(row["id"], row["kind"], row["revision"]) for row in rows]
