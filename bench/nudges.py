"""What it costs to find and take what is due, as more and more waits that is not due.

`python -m bench nudges` lays up to a million things that wait into a PostgreSQL of its own, and at each size
lets the timekeeper's step take the same hundred that are due, and then none. Blocks are counted by PostgreSQL
itself and say the same on any machine; milliseconds are of our own CPU time, medians, and say something
of this one.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from anteroom.clock import SetClock
from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.migrations import migrate
from anteroom.database.pool import Database
from anteroom.nudges.actions import take_due
from anteroom.nudges.store import DUE
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import World, open_world
from anteroom.settings import load_settings
from anteroom.settings_kept import DRAWN
from anteroom_marketplaces.http import HttpMarketplace
from bench.plot import Line, Panel, plot

SIZES = (1_000, 10_000, 100_000, 300_000, 600_000, 1_000_000)
DUE_NOW, TURNS = 100, 3
MOST_RATIO = 1.5
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday, eleven in the morning in Berlin."""
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "nudges-due.svg"
ROOT = Path(__file__).parent.parent
PEOPLE = f"""insert into person (id, kind, time_zone, created_at)
  select 'per_' || i, 'member', 'Europe/Berlin', $1::timestamptz from generate_series(0, {DUE_NOW}) i"""
PROPOSALS = f"""insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread,
    state)
  select 'prp_' || i, 'p-' || i, 'per_0', 'per_' || i, 'j-' || i, 'A job', 't-' || i, 'active'
  from generate_series(1, {DUE_NOW}) i"""
NOT_DUE = f"""insert into waiting (id, kind, about, proposal_id, person_id, side, waiter_id, escalates, since,
    latest_at, due_at)
  select 'far_' || i, 'offer', 'o' || i, 'prp_' || (i % {DUE_NOW} + 1), 'per_' || (i % {DUE_NOW} + 1),
    'freelancer', 'per_0', true, $1::timestamptz, $1, $1 + interval '1 minute' * (1 + i % 5000)
  from generate_series($2::integer + 1, $3::integer) i"""
SOON = f"""insert into waiting (id, kind, about, proposal_id, person_id, side, waiter_id, escalates, since,
    latest_at, due_at)
  select $2::text || i, 'message', $2::text || i, 'prp_' || i, 'per_' || i, 'freelancer', 'per_0', true,
    $1::timestamptz - interval '25 hours', $1 - interval '25 hours', $1 - interval '1 minute'
  from generate_series(1, {DUE_NOW}) i"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step costs while so many wait: blocks to find what is due, by the index and without it."""

    waiting: int
    blocks: int
    blocks_without: int
    none_due: float
    many_due: float


def report(say: Callable[[str], object], sizes: tuple[int, ...] = SIZES, *, draw: bool = False) -> bool:
    """Measure and print; return whether to find what is due costs the same however much waits."""
    costs = asyncio.run(_measured(sizes))
    say(f"{'waiting':>10}{'blocks':>9}{'without index':>15}{'CPU ms, none':>15}{f'CPU ms, {DUE_NOW}':>14}\n")
    for each in costs:
        say(
            f"{each.waiting:>10,}{each.blocks:>9}{each.blocks_without:>15,}"
            f"{each.none_due:>15.1f}{each.many_due:>14.0f}\n"
        )
    ratio = costs[-1].blocks / costs[0].blocks
    kept = ratio <= MOST_RATIO
    say(f"blocks, most against fewest: {ratio:.2f}×  promised ≤ {MOST_RATIO}×{'' if kept else ' MISSED'}\n")
    if draw:
        PICTURE.write_text(_picture(costs), encoding="utf-8")
    return kept


def _picture(costs: list[Cost]) -> str:
    thousands = [each.waiting / 1000 for each in costs]

    def line(name: str, values: list[float]) -> Line:
        return Line(name, list(zip(thousands, values, strict=True)))

    blocks = [
        line("by due_at", [float(each.blocks) for each in costs]),
        line("all looked at", [float(each.blocks_without) for each in costs]),
    ]
    clock = [
        line(f"{DUE_NOW} due", [each.many_due for each in costs]),
        line("none due", [each.none_due for each in costs]),
    ]
    panels = [
        Panel(f"Blocks read to find {DUE_NOW} that are due", "thousands waiting", "blocks", blocks),
        Panel("CPU time of a step, ours", "thousands waiting", "ms", clock),
    ]
    return plot(panels, "The cost of a step while a thousand to a million things wait that are not due")


async def _measured(sizes: tuple[int, ...]) -> list[Cost]:
    # Not a folder that is shut to others: the server has an account of its own where root measures.
    folder = Path("/tmp") / f"anteroom-bench-nudges-{os.getpid()}"
    server = EmbeddedPostgres(folder, durable=False)
    try:
        dsn = await server.start()
        await migrate(dsn)
        connection = await asyncpg.connect(dsn)
        await connection.execute("set session_replication_role = replica")
        async with _opened(dsn) as world:
            await connection.execute(PEOPLE, NOW)
            await connection.execute(PROPOSALS)
            costs, laid = [], 0
            for size in sizes:
                await connection.execute(NOT_DUE, NOW, laid, size, timeout=1800)
                # As if laid at once: gaps that the sizes before left would scatter the few that are due.
                await connection.execute("vacuum full analyze waiting", timeout=900)
                laid = size
                costs.append(await _cost(world, connection, size))
            await connection.close()
        return costs
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _cost(world: World, connection: asyncpg.Connection, size: int) -> Cost:
    many, none = [], []
    blocks = without = 0
    for turn in range(TURNS):
        # Whoever was nudged in the turn before may be again; what was taken goes on waiting, as it does.
        await connection.execute("delete from nudge")
        await connection.execute(SOON, NOW, f"due_{size}_{turn}_")
        if turn == 0:
            blocks, without = await _blocks(connection, True), await _blocks(connection, False)
        began = time.process_time()
        assert await take_due(world.house) == DUE_NOW
        many.append(1000 * (time.process_time() - began))
        began = time.process_time()
        assert await take_due(world.house) == 0
        none.append(1000 * (time.process_time() - began))
    return Cost(size, blocks, without, statistics.median(none), statistics.median(many))


async def _blocks(connection: asyncpg.Connection, indexed: bool) -> int:
    """Return how many blocks PostgreSQL reads to find what is due."""
    async with connection.transaction():
        if not indexed:
            await connection.execute("set local enable_indexscan = off")
            await connection.execute("set local enable_bitmapscan = off")
            await connection.execute("set local max_parallel_workers_per_gather = 0")
        said = await connection.fetchval(f"explain (analyze, buffers, format json) {DUE}", NOW, 200)
    plan = json.loads(said)[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


@asynccontextmanager
async def _opened(dsn: str) -> AsyncIterator[World]:
    randomness = SystemRandomness()
    environ = {name: draw(randomness) for name, draw in DRAWN.items()}
    environ |= {
        "ANTEROOM_SLACK_BOT_TOKEN": f"xoxb-{os.urandom(16).hex()}",
        "ANTEROOM_SLACK_TEAM_ID": "T0BENCH00",
    }
    settings = replace(load_settings(ROOT / "app.yaml", environ), sandbox=True)
    database = await Database.connect(dsn, most=5)
    try:
        ours = [HttpMarketplace()]
        async with open_world(
            settings, database, SetClock(NOW), randomness, work=False, integrations=ours
        ) as world:
            yield world
    finally:
        await database.close()
