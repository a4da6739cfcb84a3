"""One of the two servers that `bench.slack` compares, as a process of its own: `ours` or `bare`.

`python -m bench.slack_server ours|bare FILE`: FILE is a pickled `Task`. It prints its address, and ends when
its standard input does.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import asyncpg
from aiohttp import web

from anteroom.database.connection import teach_types
from anteroom.database.pool import Database
from anteroom.logs import log_to
from bench.slack_stage import Statement, serving, settings_of


@dataclass(frozen=True, slots=True)
class Task:
    """What a server needs. `answers` and `statements` are by trigger id: what the bare one says and runs."""

    dsn: str
    environ: dict[str, str]
    answers: dict[str, bytes]
    statements: dict[str, list[Statement]]
    slack_api: str = "http://127.0.0.1:9/api/"


async def main(which: str, task: Task) -> None:
    """Serve until standard input ends."""
    log_to(sys.stderr)
    await (_ours(task) if which == "ours" else _bare(task))


async def _ours(task: Task) -> None:
    database = await Database.connect(task.dsn)
    async with serving(settings_of(task.environ, task.slack_api), database) as (url, _house):
        await _until_told(url)
    await database.close()


async def _bare(task: Task) -> None:
    """A handler with nothing to spare: signature, form, one transaction, one answer."""
    pool = await asyncpg.create_pool(task.dsn, min_size=1, max_size=10, init=teach_types)
    secret = task.environ["ANTEROOM_SLACK_SIGNING_SECRET"].encode()

    async def handle(request: web.Request) -> web.Response:
        raw = await request.read()
        stamp = request.headers["X-Slack-Request-Timestamp"]
        digest = hmac.new(secret, b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={digest}", request.headers["X-Slack-Signature"]):
            return web.Response(status=401)
        form = dict(parse_qsl(raw.decode()))
        trigger = (json.loads(form["payload"]) if "payload" in form else form)["trigger_id"]
        if trigger in task.statements:
            async with pool.acquire() as conn, conn.transaction():
                for query, args in task.statements[trigger]:
                    await conn.fetch(query, *args)
        return web.Response(body=task.answers[trigger], content_type="application/json")

    app = web.Application()
    app.add_routes([web.post("/slack/events", handle)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await _until_told(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    await runner.cleanup()
    await pool.close()


async def _until_told(url: str) -> None:
    sys.stdout.write(url + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], pickle.loads(Path(sys.argv[2]).read_bytes())))
