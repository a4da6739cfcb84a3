"""What each page of the console costs at a million interviews, beside the same page at a thousand.

Both marketplaces are laid into a PostgreSQL of its own; somebody signs in at both and asks for every page of
the console's table by turns at either. Counted is CPU time: ours and that of all the server's processes.
Promised is that no page costs more than one and a half times as much.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import asyncpg

from anteroom.clock import SystemClock
from anteroom.console.model import Role
from anteroom.console.route import Page
from anteroom.console.sessions import SignedIn, begin, cookie_name
from anteroom.console.table import TABLE
from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.migrations import migrate
from anteroom.database.pool import Database
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import Settings, load_settings
from anteroom_marketplaces.http import HttpMarketplace
from bench.asked import Asked
from bench.pairs import FEW_PAIRS, beside
from bench.table import Broken, Ratio, Table

SMALL, LARGE, SAMPLE = 1_000, 1_000_000, 20_000
MOST_RATIO = 1.5
ROUNDS, TIMES, FEW_TIMES = 5, 6, 3
"""Pairs of turns a page, and how often a turn asks for it, in a sample less often."""
TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).parent.parent
FILL = Path(__file__).with_suffix("").with_name("console_fill.sql")
OF_ONE = {
    "member": "/console/members/per_2",
    "proposal": "/console/proposals/prp_3",
    "interview": "/console/interviews/int_7",
    "report": "/console/reports/rep_8",
    "flag": "/console/flags/flg_8",
    "held_one": "/console/held/hld_7",
    "case": "/console/cases/case_20",
    "endpoint": "/console/webhooks/whe_settings",
}
"""Of pages about one thing, about which one."""
BESIDES = {
    "reports, all": "/console/reports?show=all",
    "flags, all": "/console/flags?show=all",
    "held, all": "/console/held?state=decided",
    "cases, all": "/console/cases?show=all",
    "cases, one's own": "/console/cases?show=mine",
    "effects, held": "/console/effects?state=held",
    "search, found": "/console/search?q=p-3",
    "disclosures of a proposal": "/console/disclosures?of=proposal&id=p-3",
    "disclosures of a member": "/console/disclosures?of=owner&id=m-2",
    "disclosures to a member": "/console/disclosures?of=viewer&id=m-2",
    "funnel of a year": "/console/funnel?since=2026-01-01&until=2026-12-31",
}
"""Other sights of the same pages."""


class PageBroke(Exception):
    """A page did not come; says which, and what came."""


class Reader:
    """Somebody signed in at one console, who asks for pages."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self.world = world
        self._session = session

    async def look(self, path: str) -> None:
        """Ask for a page. Raises PageBroke for one that does not come."""
        try:
            async with self._session.get(f"{self.world.url}{path}", allow_redirects=False) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError) as broken:
            raise PageBroke(f"{path}: {broken!r}") from broken
        if answer.status != 200:
            raise PageBroke(f"{path} was answered {answer.status}")


def run(table: Table, asked: Asked) -> None:
    """Measure every page; each is a row."""
    asyncio.run(_measured(table, asked))


def pages() -> Mapping[str, str]:
    """Return the addresses of all pages, and of other sights of some. Raises KeyError for a new one."""
    found = {}
    for way in TABLE:
        if isinstance(way, Page):
            found[way.name] = OF_ONE[way.name] if "{" in way.path else way.path
    return {**found, **BESIDES}


async def _measured(table: Table, asked: Asked) -> None:
    large = SAMPLE if asked.sample else LARGE
    rounds, times = (FEW_PAIRS, FEW_TIMES) if asked.sample else (ROUNDS, TIMES)
    # Not a folder that is shut to others: the server has an account of its own where root measures.
    folder = Path("/tmp") / f"anteroom-bench-console-{os.getpid()}"
    server = EmbeddedPostgres(folder, durable=False)
    try:
        async with AsyncExitStack() as stack:
            dsn = await server.start()
            readers = []
            for interviews in (large, SMALL):
                began = time.monotonic()
                readers.append(await stack.enter_async_context(_opened(dsn, interviews)))
                table.note(f"console: {interviews:,} interviews laid in {time.monotonic() - began:.0f} s\n")
            postmaster = await _postmaster(dsn)
            for name, path in pages().items():
                measured = f"{name}, at {large:,} interviews"
                try:
                    pairs = await _pairs(path, readers, postmaster, rounds, times)
                except PageBroke as broken:
                    table.add(Broken("console", f"{name}: {broken}"))
                    continue
                peer = f"the same at {SMALL:,}"
                table.add(beside("console", measured, peer, pairs, Ratio.THE_COST, MOST_RATIO))
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _pairs(
    path: str, readers: list[Reader], postmaster: int, rounds: int, times: int
) -> list[tuple[float, float]]:
    """Return pairs of CPU seconds a look, by the first reader and by the second."""
    for reader in readers:
        for _ in range(3):
            await reader.look(path)
    pairs = []
    for number in range(rounds):
        spent = {}
        for reader in readers if number % 2 == 0 else readers[::-1]:
            began = time.process_time() + _server_seconds(postmaster)
            for _ in range(times):
                await reader.look(path)
            spent[reader] = (time.process_time() + _server_seconds(postmaster) - began) / times
        pairs.append((spent[readers[0]], spent[readers[1]]))
    return pairs


@asynccontextmanager
async def _opened(server: str, interviews: int) -> AsyncIterator[Reader]:
    """A console over a marketplace of that size, and somebody with all roles who is signed in."""
    admin = await asyncpg.connect(server)
    await admin.execute(f"create database size_{interviews}")
    await admin.close()
    dsn = (
        server.rpartition("/")[0]
        + f"/size_{interviews}"
        + (f"?{server.partition('?')[2]}" if "?" in server else "")
    )
    await migrate(dsn)
    database = await Database.connect(dsn, most=5)
    try:
        async with (
            open_world(
                _settings(),
                database,
                SystemClock(),
                SystemRandomness(),
                work=False,
                integrations=[HttpMarketplace()],
                with_staff=True,
            ) as world,
            aiohttp.ClientSession() as session,
        ):
            await _fill(world, dsn, interviews)
            signed_in = SignedIn(b"bench", "Sana", "en", "Asia/Karachi", frozenset(Role))
            token = await begin(world.house, signed_in, "")
            session.headers["Cookie"] = f"{cookie_name(world.house)}={token}"
            yield Reader(world, session)
    finally:
        await database.close()


async def _fill(world: World, dsn: str, interviews: int) -> None:
    connection = await asyncpg.connect(dsn)
    said = FILL.read_text(encoding="utf-8").replace("$now", "now()").replace("$n", str(interviews))
    try:
        await connection.execute("set session_replication_role = replica")
        await connection.execute(said, timeout=1800)
        sealed = world.house.vault.seal(b"What somebody says of somebody else.", "rep_8")
        await connection.execute("update report set sealed = $1 where id = 'rep_8'", sealed)
        await connection.execute("vacuum analyze", timeout=900)
    finally:
        await connection.close()


async def _postmaster(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    folder = await connection.fetchval("select setting from pg_settings where name = 'data_directory'")
    await connection.close()
    return int((Path(folder) / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def _server_seconds(postmaster: int) -> float:
    """Return the CPU seconds of a server's processes so far, those that have ended among them.

    Of processes that live to the nanosecond; the kernel counts those that have ended in hundredths only.
    """
    seconds = 0.0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if postmaster not in (int(folder.name), int(fields[1])):
                continue
            seconds += int((folder / "schedstat").read_text(encoding="utf-8").split()[0]) / 1e9
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(folder.name) == postmaster:
            seconds += sum(map(int, fields[13:15])) / TICKS
    return seconds


def _settings() -> Settings:
    def key() -> str:
        return b64encode(os.urandom(32)).decode()

    environ = {
        "ANTEROOM_VAULT_KEYS": f"k1:{key()}",
        **{f"ANTEROOM_{name}_KEY": key() for name in ("INDEX", "PASS", "ADMISSION", "LINK", "LEDGER")},
        "ANTEROOM_VIEWER_SECRET": key(),
        "ANTEROOM_MARKETPLACE_SECRET": f"whsec_{key()}",
        "ANTEROOM_API_KEY": key(),
        "ANTEROOM_REVIEW_KEY": key(),
        "ANTEROOM_RELAY_SECRET": key(),
        "ANTEROOM_SLACK_SIGNING_SECRET": key(),
        "ANTEROOM_SLACK_BOT_TOKEN": f"xoxb-{os.urandom(16).hex()}",
        "ANTEROOM_SLACK_TEAM_ID": "T0BENCH00",
    }
    return replace(load_settings(ROOT / "app.yaml", environ), sandbox=True)
