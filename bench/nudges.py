"""What it costs to find and take what is due, as more and more waits that is not due.

Up to a million things that wait are laid into a PostgreSQL of its own, and at each size the timekeeper's
step takes the same hundred that are due, and then none. Blocks are counted by PostgreSQL itself and say the
same on any machine: of them something is promised. CPU time is ours, and each size has its turns after the
size before, since one table grows: nothing is promised of that. `--draw` measures sizes between, too.
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
from anteroom.settings.deployment import load_settings
from anteroom.settings.kept import DRAWN
from anteroom_marketplaces.http import HttpMarketplace
from bench.asked import Asked
from bench.pairs import beside
from bench.plot import Line, Panel, plot
from bench.table import Ratio, Table, Unit

SIZES = (1_000, 1_000_000)
SAMPLED, DRAWN_SIZES = (1_000, 20_000), (1_000, 10_000, 100_000, 300_000, 600_000, 1_000_000)
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
class Turn:
    """A hundred taken, then none: blocks read to find them, by the index and without, and our CPU seconds."""

    blocks: int
    blocks_without: int
    none_due: float
    many_due: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What steps cost while so many wait."""

    waiting: int
    turns: tuple[Turn, ...]

    def middle(self, of: Callable[[Turn], float]) -> float:
        """Return the median over the turns."""
        return statistics.median(map(of, self.turns))


def run(table: Table, asked: Asked) -> None:
    """Measure with fewest and with most waiting; at each size between, too, where they are to be drawn."""
    sizes = SAMPLED if asked.sample else DRAWN_SIZES if asked.draw else SIZES
    costs = asyncio.run(_measured(table, sizes))
    fewest, most = costs[0], costs[-1]
    waiting, peer = f"while {most.waiting:,} wait", f"while {fewest.waiting:,} wait"

    def row(measured: str, of: Callable[[Turn], float], unit: Unit, bound: float | None = None) -> None:
        pairs = [(of(ours), of(theirs)) for ours, theirs in zip(most.turns, fewest.turns, strict=True)]
        table.add(beside("nudges", f"{measured} {waiting}", peer, pairs, Ratio.THE_COST, bound, unit))

    row(f"blocks to find {DUE_NOW} due", lambda turn: turn.blocks, Unit.COUNT, MOST_RATIO)
    pairs = [(float(turn.blocks), float(turn.blocks_without)) for turn in most.turns]
    found = f"blocks to find {DUE_NOW} due {waiting}"
    table.add(beside("nudges", found, "the same without the index", pairs, Ratio.THE_COST, None, Unit.COUNT))
    row(f"a step with {DUE_NOW} due", lambda turn: turn.many_due, Unit.SECONDS)
    row("a step with none due", lambda turn: turn.none_due, Unit.SECONDS)
    if asked.draw:
        PICTURE.write_text(_picture(costs), encoding="utf-8")


def _picture(costs: list[Cost]) -> str:
    def line(name: str, of: Callable[[Turn], float]) -> Line:
        return Line(name, [(each.waiting / 1000, each.middle(of)) for each in costs])

    blocks = [
        line("by due_at", lambda turn: turn.blocks),
        line("all looked at", lambda turn: turn.blocks_without),
    ]
    clock = [
        line(f"{DUE_NOW} due", lambda turn: 1000 * turn.many_due),
        line("none due", lambda turn: 1000 * turn.none_due),
    ]
    panels = [
        Panel(f"Blocks read to find {DUE_NOW} that are due", "thousands waiting", "blocks", blocks),
        Panel("CPU time of a step, ours", "thousands waiting", "ms", clock),
    ]
    return plot(panels, "The cost of a step while a thousand to a million things wait that are not due")


async def _measured(table: Table, sizes: tuple[int, ...]) -> list[Cost]:
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
                table.note(f"nudges: {size:,} things that wait are laid\n")
                costs.append(await _cost(world, connection, size))
            await connection.close()
        return costs
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _cost(world: World, connection: asyncpg.Connection, size: int) -> Cost:
    turns = []
    for number in range(TURNS):
        # Whoever was nudged in the turn before may be again; what was taken goes on waiting, as it does.
        await connection.execute("delete from nudge")
        await connection.execute(SOON, NOW, f"due_{size}_{number}_")
        blocks, without = await _blocks(connection, True), await _blocks(connection, False)
        many = await _taken(world, DUE_NOW)
        none = await _taken(world, 0)
        turns.append(Turn(blocks, without, none, many))
    return Cost(size, tuple(turns))


async def _taken(world: World, expected: int) -> float:
    began = time.process_time()
    taken = await take_due(world.house)
    spent = time.process_time() - began
    assert taken == expected, f"{taken} were taken, {expected} are due"
    return spent


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
