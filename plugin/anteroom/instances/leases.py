"""Which instance keeps a room: a row with an end, renewed while somebody is in it.

Judged by the database's clock, as instances' own may differ.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg
import structlog
from aiohttp import web

from anteroom.database.pool import Database
from anteroom.rooms.hooks import Room
from anteroom.rooms.signalling import Rooms

LEASE_SECONDS = 5.0
"""After so long the room of an instance that was killed is another's."""

RENEW_SECONDS = 1.5
TAKE = """insert into room_lease (room, instance, url, since, until)
    values ($1, $2, $3, now(), now() + make_interval(secs => $4))
    on conflict (room) do update set instance = excluded.instance, url = excluded.url, until = excluded.until,
        since = case when room_lease.instance = excluded.instance and room_lease.until > now()
            then room_lease.since else now() end
    where room_lease.instance = excluded.instance or room_lease.until <= now()
    returning since = now()"""
RENEW = """update room_lease set until = now() + make_interval(secs => $3)
    where instance = $1 and room = any($2::text[]) returning room"""
OTHERS = "select url from room_lease where room = $1 and instance <> $2 and until > now()"
GIVE_BACK = "update room_lease set until = least(until, now()) where instance = $1"
FORGET = "delete from room_lease where until < now() - interval '1 hour'"
_log = structlog.get_logger("anteroom.instances")


class Leases:
    """The rooms that this instance keeps. Start it with the app, stop it before the rooms."""

    def __init__(self, database: Database, rooms: Rooms, *, instance: str, url: str) -> None:
        """`instance` is drawn at each start; `url` is where the others reach us."""
        self._database = database
        self._rooms = rooms
        self._instance = instance
        self._url = url
        self._task: asyncio.Task[None] | None = None

    async def keeper(self, room: Room) -> str | None:
        """Take the room if nobody keeps it; return None when it is ours, else the URL of who keeps it."""
        async with self._database.connection() as conn:
            while True:
                fresh = await conn.fetchval(TAKE, room, self._instance, self._url, LEASE_SECONDS)
                if fresh is not None:
                    break
                url = await conn.fetchval(
                    "select url from room_lease where room = $1 and until > now()", room
                )
                if url is not None:
                    return str(url)
        if fresh:
            await self._rooms.take_over(room)
        return None

    async def elsewhere(self, room: Room) -> str | None:
        """Return the URL of another instance that keeps the room now, and take nothing."""
        async with self._database.connection() as conn:
            url = await conn.fetchval(OTHERS, room, self._instance)
        return None if url is None else str(url)

    async def start(self) -> None:
        """Begin to renew."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Give every room back, so that pages find another instance at once."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait([self._task])
        self._task = None
        with suppress(OSError, asyncpg.PostgresError, TimeoutError):
            async with self._database.connection() as conn:
                await conn.execute(GIVE_BACK, self._instance)

    async def step(self) -> None:
        """Renew what is used, and let go of what another has taken; what nobody is in lapses by itself."""
        used = list(self._rooms.used)
        async with self._database.connection() as conn:
            kept = {row["room"] for row in await conn.fetch(RENEW, self._instance, used, LEASE_SECONDS)}
            await conn.execute(FORGET)
        for room in used:
            if room not in kept:
                _log.warning("instances.room_lost", room=room)
                await self._rooms.let_go(room)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await self.step()
            except (OSError, asyncpg.PostgresError, TimeoutError):
                # Without a database no other instance takes a room either; the next look renews it.
                _log.exception("instances.not_renewed")


LEASES = web.AppKey("leases", Leases)
"""Only where there are several instances."""
