"""CPU per command in Slack, beside a bare aiohttp handler that checks the signature and writes the same rows.

Both are processes of their own, on copies of one database in one PostgreSQL, and meet the same signed
requests turn by turn. What the bare one writes was noted while ours wrote it: the very statements with their
values, row by row. It reads nothing, decides nothing and renders nothing; its answer lies ready. In the end
both copies must have as many rows in each table.
"""

from __future__ import annotations

import asyncio
import io
import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.migrations import migrate
from anteroom.database.pool import Database
from anteroom.logs import log_to
from bench.asked import Asked
from bench.pairs import beside
from bench.slack_process import Failed, Server, copy_of, rows_in
from bench.slack_requests import Request, answer, command, environment, signed
from bench.slack_server import Task
from bench.slack_stage import Recording, Statement, latecomers, people, serving, settings_of
from bench.slack_waits import measure_waits
from bench.table import Ratio, Table

TURNS, FEW_TURNS = 100, 10
TIMES = 7
AT_MOST = 2.0
WRITES = re.compile(r"\s*(insert|update|delete|with|notify)\b", re.IGNORECASE)


def run(table: Table, asked: Asked) -> None:
    """Measure; each row is one kind of request, or the wait for an acknowledgement."""
    asyncio.run(_measured(table, asked))


async def _measured(table: Table, asked: Asked) -> None:
    environ = environment()
    turns = FEW_TURNS if asked.sample else TURNS
    with tempfile.TemporaryDirectory(prefix="anteroom-bench-") as folder:
        log_to(io.StringIO())
        server = EmbeddedPostgres(Path(folder) / "data", durable=False)
        try:
            first = await server.start()
            await migrate(first)
            database = await Database.connect(first)
            async with serving(settings_of(environ), database) as (_, house):
                interview = await people(house)
                late = await latecomers(house, turns * TIMES)
            await database.close()
            for name, requests, bound in _kinds(interview, late):
                pairs, writes = await _pairs(requests, Path(folder), first, environ)
                written = f", which writes {writes} times" if writes else ""
                peer = "aiohttp, the same rows written" if writes else "aiohttp, an answer that lies ready"
                table.add(beside("slack", f"{name}{written}", peer, pairs, Ratio.THE_COST, bound))
            await measure_waits(table, asked, Path(folder), first, environ)
        finally:
            log_to(sys.stderr)
            await server.stop()


def _kinds(interview: str, late: Sequence[str]) -> list[tuple[str, list[Request], float | None]]:
    count = len(late)
    return [
        ("a press on a card", [answer(number, interview) for number in range(count)], AT_MOST),
        (
            "/interview late 10",
            [command(number, "late 10", who) for number, who in enumerate(late)],
            AT_MOST,
        ),
        ("/interview list", [command(number, "list") for number in range(count)], None),
        ("/interview help", [command(number, "help") for number in range(count)], None),
    ]


async def _pairs(
    requests: Sequence[Request], folder: Path, first: str, environ: dict[str, str]
) -> tuple[list[tuple[float, float]], int]:
    """Return pairs of CPU seconds a request, ours and the bare one's, and how many statements write.

    Raises Failed where the bare one has not written the same rows.
    """
    noted, answers = await _noted(await copy_of(first), environ, requests)
    tasks = [Task(await copy_of(first), environ, answers, noted) for _ in range(2)]
    ours, bare = (Server(which, task, folder) for which, task in zip(("ours", "bare"), tasks, strict=True))
    async with aiohttp.ClientSession() as session:
        try:
            pairs = []
            for turn in range(len(requests) // TIMES):
                batch = requests[turn * TIMES : (turn + 1) * TIMES]
                spent = {}
                for each in (ours, bare) if turn % 2 == 0 else (bare, ours):
                    spent[each], _ = await each.take(session, batch)
                pairs.append((spent[ours], spent[bare]))
        finally:
            ours.end()
            bare.end()
    left, written = [await rows_in(task.dsn) for task in tasks]
    if left != written:
        other = sorted(name for name in left if left[name] != written[name])
        raise Failed(f"the bare one has not written the rows that ours has: {', '.join(other)}")
    return pairs, round(statistics.mean(len(noted.get(each.key, ())) for each in requests))


async def _noted(
    dsn: str, environ: dict[str, str], requests: Sequence[Request]
) -> tuple[dict[str, list[Statement]], dict[str, bytes]]:
    """Let our application answer everything once; return what each wrote, and what was answered."""
    recording = Recording(await Database.connect(dsn))
    noted, answers = {}, {}
    async with serving(settings_of(environ), recording) as (url, _), aiohttp.ClientSession() as session:
        for request in requests:
            recording.noted.clear()
            async with session.post(url, data=request.body, headers=signed(request.body, environ)) as said:
                answers[request.key] = await said.read()
                assert said.status == 200, said.status
            written = [each for each in recording.noted if WRITES.match(each[0])]
            assert request.ledger is any("insert into ledger_entry" in each[0] for each in written), (
                request.key
            )
            if written:
                noted[request.key] = written
    await recording.close()
    return noted, answers
