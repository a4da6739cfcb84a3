"""`anteroom demo`: everything on this machine, from nothing, with invented people."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
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
from anteroom.randomness import Randomness, SystemRandomness
from anteroom.sandbox.page.page import SandboxPage
from anteroom.sandbox.story.keeping import fit_for_keeping
from anteroom.sandbox.story.play import play
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import Settings, load_settings

CONNECTIONS = 24
OURS = "anteroom_demo_"  # how the databases of runs begin
SWEEPING = 0x64656D6F  # the advisory lock of those who make and drop them


def demo(config: Path, *, story: bool, keep: Path | None, port: int) -> int:
    """Run the sandbox until told to stop, or play the story; return the exit code."""
    settings = load_settings(config, os.environ)
    if not settings.sandbox:
        _say("The demo runs in the sandbox only: app.yaml says `sandbox: false`.")
        return 2
    if keep is not None and not story:
        _say("--keep goes with --story.")
        return 2
    if keep is not None and not fit_for_keeping(keep):
        _say(f"{keep} holds other things: --keep wants an empty folder, a new one, or one that it wrote.")
        return 2
    if story:
        return asyncio.run(_tell(settings, keep))
    refusal = _refusal(port)
    if refusal:
        _say(*refusal)
        return 2
    return asyncio.run(_show(settings, port))


async def _tell(settings: Settings, keep: Path | None) -> int:
    clock, randomness = TravellingClock(), SystemRandomness()
    async with _clean_database(settings, randomness) as database:
        return await play(settings, database, clock, randomness, keep, _say)


async def _show(settings: Settings, port: int) -> int:
    log = settings.database.folder / f"demo-{port}.log"
    _say("Opening the sandbox. The first start unpacks a database and takes a few seconds more.")
    clock, randomness = TravellingClock(), SystemRandomness()
    async with _clean_database(settings, randomness) as database:
        with log.open("w", encoding="utf-8") as stream:
            log_to(stream)
            opening = open_world(
                settings, database, clock, randomness, with_tools=True, with_vendors=True, with_staff=True
            )
            async with opening as world:
                page = _page(world, clock, port)
                await page.start()
                try:
                    for warning in world.settings.warnings:
                        _say(warning)
                    _say(
                        "",
                        f"    The sandbox is open at  {page.url}",
                        "",
                        f"Anteroom itself: {world.url}   Its console: {world.url}/console   Log: {log}",
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
async def _clean_database(settings: Settings, randomness: Randomness) -> AsyncIterator[Database]:
    server = EmbeddedPostgres(settings.database.folder, durable=False)
    dsn = await server.start()
    try:
        async with own_database(dsn, randomness.token(12)) as database:
            yield database
    finally:
        await server.stop()


@asynccontextmanager
async def own_database(dsn: str, name: str) -> AsyncIterator[Database]:
    """Open a database of this run's own: the people of the last run are gone, so their interviews are too.

    A sandbox or a story that runs beside it on the same server keeps its own, and is not disturbed.
    """
    name = f"{OURS}{name}"
    own = urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))
    living = await _made(dsn, name, own)
    try:
        await migrate(own)
        database = await Database.connect(own, most=CONNECTIONS)
        try:
            yield database
        finally:
            await database.close()
    finally:
        await living.close()


async def _made(dsn: str, name: str, own: str) -> asyncpg.Connection:
    """Make the database and drop those that no run lives in; the connection shows that one lives in ours."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute("select pg_advisory_lock($1)", SWEEPING)
        left = await conn.fetch(
            "select datname from pg_database d where starts_with(datname, $1)"
            " and not exists (select from pg_stat_activity a where a.datid = d.oid)",
            OURS.rstrip("_"),
        )
        for row in left:
            await conn.execute(f'drop database "{row["datname"]}"')
        await conn.execute(f"create database {name}")
        return await asyncpg.connect(own)
    finally:
        await conn.close()


def _refusal(port: int) -> tuple[str, ...]:
    """Why the page cannot be at this port, and what to do; nothing where it can.

    Asked before anything is opened; who takes the port in the meantime makes the start fail, loudly.
    """
    with socket.socket() as probe, socket.socket() as visitor:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        visitor.settimeout(5)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
            visitor.connect(probe.getsockname())
        except OSError as error:
            other = f"{sys.argv[0]} demo --port {port + 1 if 1024 <= port < 65535 else 8766}"
            if error.errno == errno.EADDRINUSE:
                return (
                    f"Port {port} is taken, perhaps by a sandbox that is open already: http://127.0.0.1:{port}",
                    f"Another one beside it: {other}",
                )
            if error.errno == errno.EACCES:
                return (f"Port {port} is for the system's own services.", f"Take another one: {other}")
            return (
                f"This machine cannot reach itself at 127.0.0.1 ({error.strerror or error}), "
                "where all of the sandbox lives.",
                "Bring its loopback interface up (Linux, as root: ip link set lo up; "
                "ip address add 127.0.0.1/8 dev lo), and try again.",
            )
    return ()


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
