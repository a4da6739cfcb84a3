"""`anteroom demo`: everything on this machine, from nothing, with invented people."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from anteroom.clock import TravellingClock
from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.migrations import migrate
from anteroom.database.pool import Database
from anteroom.logs import log_to
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.page.page import SandboxPage
from anteroom.sandbox.story.play import play
from anteroom.sandbox.world import World, open_world
from anteroom.settings import Settings, load_settings

CONNECTIONS = 24
DEMO_DATABASE = "anteroom_demo"


def demo(config: Path, *, story: bool, keep: Path | None, port: int) -> int:
    """Run the sandbox until told to stop, or play the story; return the exit code."""
    settings = load_settings(config, os.environ)
    if not settings.sandbox:
        _say("The demo runs in the sandbox only: app.yaml says `sandbox: false`.")
        return 2
    if keep is not None and not story:
        _say("--keep goes with --story.")
        return 2
    if story:
        return asyncio.run(_tell(settings, keep))
    try:
        return asyncio.run(_show(settings, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        _say(f"Port {port} is taken. Choose another: anteroom demo --port {port + 1}")
        return 2


async def _tell(settings: Settings, keep: Path | None) -> int:
    clock, randomness = TravellingClock(), SystemRandomness()
    async with _clean_database(settings) as database:
        return await play(settings, database, clock, randomness, keep, _say)


async def _show(settings: Settings, port: int) -> int:
    log = settings.database.folder / "demo.log"
    _say("Opening the sandbox. The first start unpacks a database and takes a few seconds more.")
    clock, randomness = TravellingClock(), SystemRandomness()
    async with _clean_database(settings) as database:
        with log.open("w", encoding="utf-8") as stream:
            log_to(stream)
            async with open_world(settings, database, clock, randomness) as world:
                page = _page(world, clock, port)
                await page.start()
                try:
                    for warning in world.settings.warnings:
                        _say(warning)
                    _say(
                        "",
                        f"    The sandbox is open at  {page.url}",
                        "",
                        f"Anteroom itself: {world.url}   Log: {log}",
                        "Stop it with Ctrl-C.",
                    )
                    await _told_to_stop()
                finally:
                    await page.stop()
    return 0


def _page(world: World, clock: TravellingClock, port: int) -> SandboxPage:
    twins = world.twins
    return SandboxPage(
        twins.slack.url,
        twins.marketplace.url,
        twins.mailbox.url,
        twins.cast,
        clock,
        next_start=twins.mailbox.next_start,
        port=port,
    )


@asynccontextmanager
async def _clean_database(settings: Settings) -> AsyncIterator[Database]:
    """Open a database of this run's own: the people of the last run are gone, so their interviews are too."""
    server = EmbeddedPostgres(settings.database.folder, durable=False)
    dsn = await server.start()
    try:
        conn = await asyncpg.connect(dsn)
        try:
            await conn.execute(f"drop database if exists {DEMO_DATABASE} with (force)")
            await conn.execute(f"create database {DEMO_DATABASE}")
        finally:
            await conn.close()
        own = urlunsplit(urlsplit(dsn)._replace(path=f"/{DEMO_DATABASE}"))
        await migrate(own)
        database = await Database.connect(own, most=CONNECTIONS)
        try:
            yield database
        finally:
            await database.close()
    finally:
        await server.stop()


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
