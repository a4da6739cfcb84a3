"""How long an acknowledgement takes while Slack is slow, beside a Slack that answers at once."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from bench.asked import Asked
from bench.pairs import FEW_PAIRS, beside
from bench.slack_process import Server, copy_of
from bench.slack_requests import command
from bench.slack_server import Task
from bench.table import Figure, Ratio, Table

RATE = 50
"""Commands a second."""
ROUNDS, SECONDS, FEW_SECONDS = 5, 4, 2
"""Pairs of turns, and how long a turn is, in a sample less."""
SLACK_TAKES = 0.5
NINE_OF_TEN = 0.9
"""Half of the commands ask Slack for something: were that waited for, it would show here."""
SLOWED_AT_MOST = 2.0
LONGEST_ACK = 0.3
"""Seconds: a tenth of what Slack gives (docs.slack.dev/interactivity/handling-user-interaction)."""


async def measure_waits(
    table: Table, asked: Asked, folder: Path, first: str, environ: dict[str, str]
) -> None:
    """Measure acknowledgements while each of Slack's calls takes half a second, and while it takes none."""
    rounds, seconds = (FEW_PAIRS, FEW_SECONDS) if asked.sample else (ROUNDS, SECONDS)
    async with _calls_take(SLACK_TAKES) as slow_api, _calls_take(0) as prompt_api:
        slow = Server("ours", Task(await copy_of(first), environ, {}, {}, slow_api), folder)
        prompt = Server("ours", Task(await copy_of(first), environ, {}, {}, prompt_api), folder)
        try:
            pairs, middles, latest = [], [], []
            for number in range(rounds):
                waits = {}
                for each in (slow, prompt) if number % 2 == 0 else (prompt, slow):
                    waits[each] = await _waits(each, number * RATE * seconds, seconds)
                pairs.append((_at(waits[slow], NINE_OF_TEN), _at(waits[prompt], NINE_OF_TEN)))
                middles.append(statistics.median(waits[slow]))
                latest.append(_at(waits[slow], 0.99))
        finally:
            slow.end()
            prompt.end()
    taken = f"Slack taking {SLACK_TAKES * 1000:.0f} ms"
    measured, peer = f"until 9 of 10 are acknowledged, {taken}", "the same, Slack taking none; by the clock"
    table.add(beside("slack", measured, peer, pairs, Ratio.THE_COST, SLOWED_AT_MOST))
    table.add(Figure("slack", f"until half are, {taken}; by the clock", statistics.median(middles)))
    late = f"until 99 of 100 are, {taken}; by the clock"
    table.add(Figure("slack", late, statistics.median(latest), LONGEST_ACK))


async def _waits(server: Server, since: int, seconds: int) -> list[float]:
    """Send commands at a rate, whether or not those before were answered; return the sorted waits."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        tasks = []
        for number in range(since, since + RATE * seconds):
            request = command(number, ("", "list", "help", "settings")[number % 4])
            tasks.append(asyncio.create_task(server.take(session, [request])))
            await asyncio.sleep(1 / RATE)
        waits = sorted(wall for _, wall in await asyncio.gather(*tasks))
    await asyncio.sleep(3 * SLACK_TAKES)
    return waits


def _at(waits: Sequence[float], share: float) -> float:
    return waits[int(len(waits) * share) - 1]


@asynccontextmanager
async def _calls_take(seconds: float) -> AsyncIterator[str]:
    """Be a Slack whose calls take so long, and yield its address."""

    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(seconds)
        return web.json_response({"ok": True, "view": {"id": "V1", "hash": "1.a"}})

    app = web.Application()
    app.add_routes([web.route("*", "/api/{method}", answer), web.post("/response", answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()
