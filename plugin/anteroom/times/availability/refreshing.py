"""Asking the calendars that people opened: in parallel, each with a deadline, outside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import structlog

from anteroom.house import House
from anteroom.times.availability import store
from anteroom.times.availability.model import (
    DEADLINE,
    Account,
    Busy,
    Trouble,
    Unchanged,
    Unknown,
    Window,
)

log = structlog.get_logger()

AT_ONCE = 20
"""Calendars that one search asks at the same time."""
SPARE = timedelta(hours=25)
"""Asked for further ahead than is needed, so that "unchanged" still says enough a day later."""


async def refresh(house: House, person_ids: Iterable[str]) -> None:
    """Ask those calendars of these persons that were not asked within five minutes; keep what they say.

    Takes as long as the slowest, and some five seconds at most for every twenty. A calendar that does not
    answer, or answers what nobody can read, makes its owner unknown, never free.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        accounts = await store.claim(conn, house.vault, list(dict.fromkeys(person_ids)), now)
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(account: Account) -> None:
        async with gate:
            await _ask(house, account)

    async with asyncio.TaskGroup() as tasks:
        for account in accounts:
            tasks.create_task(ask(account))


async def _ask(house: House, account: Account) -> None:
    window = Window.ahead(house.clock.now(), spare=SPARE)
    answer = await _answer(house, account, window)
    now = house.clock.now()
    async with house.database.transaction() as conn:
        match answer:
            case Busy():
                await store.keep_busy(conn, house.vault, account, window, answer, now)
            case Unchanged():
                await store.keep_unchanged(conn, account.source_id, now)
            case Unknown():
                log.info("availability.unknown", kind=account.kind.value, reason=answer.trouble.value)
                await store.keep_trouble(conn, account.source_id, answer.trouble)


async def _answer(house: House, account: Account, window: Window) -> Busy | Unchanged | Unknown:
    kind = house.availability.of(account.kind)
    if kind is None:
        return Unknown(Trouble.UNREACHABLE)
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            return await kind.busy(account, window)
    except TimeoutError:
        return Unknown(Trouble.SLOW)
    except Exception:  # one calendar must never keep others from being asked
        log.exception("availability.failed", kind=account.kind.value)
        return Unknown(Trouble.BROKEN)
