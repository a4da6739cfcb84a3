"""Asking a marketplace what has changed: one instance at a time, with a cursor that outlives us."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import asyncpg
import structlog

from anteroom.database.connection import Connection
from anteroom.effects.model import Refused, TryLater
from anteroom.errors import AnteroomError, Unavailable
from anteroom.house import House
from anteroom.marketplaces import store
from anteroom.marketplaces.connector import Feed, Page
from anteroom.marketplaces.hearing import hear
from anteroom.marketplaces.told import Change

log = structlog.get_logger()

JITTER = 0.1
"""Share of a wait by which it is longer or shorter, so that not all deployments ask in one moment."""
LONGEST_WAIT = timedelta(hours=1)
MOST_PAGES = 50
"""Read in one go; what is behind them is read a second later, so that no feed keeps the others waiting."""


class Poller:
    """Asks the feeds of one connector when they are due."""

    def __init__(self, house: House, connector: str, feeds: Sequence[Feed]) -> None:
        self._house = house
        self._connector = connector
        self._feeds = feeds
        self._due: dict[str, datetime] = {}
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Look in the background whether anything is due: a marketplace that is slow holds nothing up."""
        if self._task is None or self._task.done():
            now = self._house.clock.now()
            if any(self._due.get(feed.name, now) <= now for feed in self._feeds):
                self._task = asyncio.create_task(self._quietly())

    async def stop(self) -> None:
        """Leave off; what was not heard whole is asked for again by whoever comes next."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def step(self) -> None:
        """Ask every feed that is due, and hear what it says."""
        for feed in self._feeds:
            if self._due.get(feed.name, self._house.clock.now()) <= self._house.clock.now():
                await self._ask(feed)

    async def _quietly(self) -> None:
        try:
            await self.step()
        except Exception:  # a database that is away; the next second looks again
            log.exception("marketplace.poll_failed")

    async def _ask(self, feed: Feed) -> None:
        """Ask one feed, unless another instance is at it or has been."""
        lock = f"marketplace:{self._connector}:{feed.name}"
        async with self._house.database.session() as conn:
            if not await conn.fetchval("select pg_try_advisory_lock(hashtextextended($1, 0))", lock):
                self._due[feed.name] = self._house.clock.now() + timedelta(seconds=1)
                return
            now = self._house.clock.now()
            stands = await store.standing(conn, self._connector, feed.name, now)
            if stands.next_at <= now:
                stands = await self._read(conn, feed, stands)
            self._due[feed.name] = stands.next_at

    async def _read(self, conn: Connection, feed: Feed, stands: store.Standing) -> store.Standing:
        try:
            for _ in range(MOST_PAGES):
                page = await feed.page(stands.cursor)
                before, stands = stands, await self._heard(conn, feed, stands, page)
                if not page.more or stands.cursor == before.cursor:
                    break
        except (TryLater, Refused) as error:
            stands = self._failed(feed, stands, str(error), getattr(error, "after", None))
            if isinstance(error, Refused):
                stands = replace(stands, next_at=self._house.clock.now() + LONGEST_WAIT)
        except Exception as error:  # whatever an outside can think of: we ask again later
            log.exception("marketplace.feed_failed", kind=feed.name)
            stands = self._failed(feed, stands, type(error).__name__, None)
        await store.keep(conn, self._connector, feed.name, stands)
        return stands

    async def _heard(
        self, conn: Connection, feed: Feed, stands: store.Standing, page: Page
    ) -> store.Standing:
        """Hear a page, and only then move the cursor: what a crash cut off is heard again."""
        if page.cursor == stands.cursor:
            # Whoever goes on where it was goes on for ever.
            page = replace(page, more=False)
        refused = stands.refused + page.unread
        if page.unread:
            log.warning("marketplace.changes_unread", kind=feed.name, found=page.unread)
        for change in page.changes:
            refused += not await self._took(feed, change)
        now = self._house.clock.now()
        wait = timedelta(0) if page.more else self._jittered(feed.every)
        stands = store.Standing(page.cursor, now + wait, 0, "", now, refused)
        await store.keep(conn, self._connector, feed.name, stands)
        return stands

    async def _took(self, feed: Feed, change: Change) -> bool:
        """Tell whether a change was taken; one that is wrong in itself must not stop all that follow it."""
        try:
            await hear(self._house, change)
        except Unavailable as error:
            raise TryLater(f"a change cannot be taken just now: {error.code}") from error
        except AnteroomError as error:
            log.warning("marketplace.change_refused", kind=feed.name, code=error.code)
            return False
        except asyncpg.DataError:  # what the database cannot hold today it cannot hold tomorrow
            log.warning("marketplace.change_refused", kind=feed.name, code="not-to-be-kept")
            return False
        return True

    def _failed(
        self, feed: Feed, stands: store.Standing, why: str, after: timedelta | None
    ) -> store.Standing:
        failures = stands.failures + 1
        wait = min(feed.every * 2 ** min(failures, 20), max(LONGEST_WAIT, feed.every))
        log.warning("marketplace.feed_later", kind=feed.name, attempts=failures, reason=why)
        until = self._house.clock.now() + max(self._jittered(wait), after or timedelta(0))
        return replace(stands, next_at=until, failures=failures, trouble=why)

    def _jittered(self, wait: timedelta) -> timedelta:
        return wait * self._house.randomness.uniform(1 - JITTER, 1 + JITTER)
