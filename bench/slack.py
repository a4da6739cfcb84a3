"""CPU per command in Slack, beside a bare aiohttp handler that checks the signature and writes the same rows.

Both are processes of their own, on copies of one database in one PostgreSQL, and meet the same signed
requests turn by turn. What the bare one writes was noted while ours wrote it: the very statements with their
values. It reads nothing, decides nothing and renders nothing; its answer lies ready.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import pickle
import re
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import asyncpg
from aiohttp import web

from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.migrations import migrate
from anteroom.database.pool import Database
from anteroom.interviews.model import Answer
from anteroom.logs import log_to
from anteroom.randomness import SystemRandomness
from bench.slack_server import Task
from bench.slack_stage import (
    GUEST,
    HOST,
    ROOT,
    TEAM,
    Recording,
    Statement,
    latecomers,
    moment,
    people,
    serving,
    settings_of,
)

TURNS = 100
TIMES = 7
AT_MOST = 2.0
RATE, SECONDS = 50, 10
SLACK_TAKES = 0.5
LONGEST_ACK = 300.0
"""Milliseconds: a tenth of what Slack gives (docs.slack.dev/interactivity/handling-user-interaction)."""
WRITES = re.compile(r"\s*(insert|update|delete|with|notify)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """One signed request to come; `key` is its trigger id. `ledger`: it must change something."""

    key: str
    body: bytes
    ledger: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a request, of CPU time and of the wall, medians over the turns; `ratio` of the pairs."""

    name: str
    ours: float
    bare: float
    ratio: float
    wall: float
    rows: float
    at_most: float

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return not self.at_most or self.ratio <= self.at_most


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds until an acknowledgement, at a rate and beside a Slack whose calls take that long."""

    a_second: int
    slack: float
    cpu: float
    median: float
    p99: float
    most: float

    @property
    def kept(self) -> bool:
        """Whether nobody waits longer than promised."""
        return self.p99 <= self.most


def report(say: Callable[[str], object]) -> bool:
    """Measure and print; return whether every promise is kept."""
    found, waits = asyncio.run(_measured())
    say(f"{'a request from Slack':26}{'CPU ms':>8}{'bare':>8}{'ratio':>8}  promised  rows it writes\n")
    for each in found:
        promised = f"≤ {each.at_most:.0f}×" if each.at_most else "–"
        say(
            f"{each.name:26}{each.ours:>8.1f}{each.bare:>8.1f}{each.ratio:>7.1f}×  {promised:8}"
            f"{each.rows:>16.0f}{'' if each.kept else ' MISSED'}\n"
        )
    say("Bare: an aiohttp handler that checks the signature and writes the same rows, and reads nothing.\n")
    say(
        f"{waits.a_second} commands a second, each of Slack's calls taking {waits.slack:.0f} ms: "
        f"acknowledged in {waits.median:.0f} ms, 99 of 100 in {waits.p99:.0f} ms (≤ {waits.most:.0f}); "
        f"{waits.cpu:.1f} ms of CPU a command{'' if waits.kept else ' MISSED'}\n\n"
    )
    return all(each.kept for each in found) and waits.kept


async def _measured() -> tuple[list[Cost], Waits]:
    environ = _environ()
    with tempfile.TemporaryDirectory(prefix="anteroom-bench-") as folder:
        log_to(io.StringIO())
        server = EmbeddedPostgres(Path(folder) / "data", durable=False)
        first = await server.start()
        try:
            await migrate(first)
            database = await Database.connect(first)
            async with serving(settings_of(environ), database) as (_, house):
                interview = await people(house)
                late = await latecomers(house, TURNS * TIMES)
            await database.close()
            found = [
                await _cost(name, requests, Path(folder), first, environ, at_most)
                for name, requests, at_most in _kinds(interview, late)
            ]
            return found, await _waits(Path(folder), first, environ)
        finally:
            log_to(sys.stderr)
            await server.stop()


def _kinds(interview: str, late: Sequence[str]) -> list[tuple[str, list[Request], float]]:
    count = TURNS * TIMES
    return [
        ("an answer on a card", [_answer(number, interview) for number in range(count)], AT_MOST),
        (
            "/interview late 10",
            [_command(number, "late 10", who) for number, who in enumerate(late)],
            AT_MOST,
        ),
        ("/interview list", [_command(number, "list") for number in range(count)], 0),
        ("/interview help", [_command(number, "help") for number in range(count)], 0),
    ]


async def _cost(
    name: str, requests: Sequence[Request], folder: Path, first: str, environ: dict[str, str], at_most: float
) -> Cost:
    noted, answers = await _noted(await _copy(first), environ, requests)
    tasks = [Task(await _copy(first), environ, answers, noted) for _ in range(2)]
    ours, bare = (_Server(which, task, folder) for which, task in zip(("ours", "bare"), tasks, strict=True))
    async with aiohttp.ClientSession() as session:
        try:
            pairs = []
            for turn in range(TURNS):
                batch = requests[turn * TIMES : (turn + 1) * TIMES]
                pairs.append((await ours.take(session, batch), await bare.take(session, batch)))
        finally:
            ours.end()
            bare.end()
    return Cost(
        name,
        statistics.median(pair[0][0] for pair in pairs),
        statistics.median(pair[1][0] for pair in pairs),
        statistics.median(pair[0][0] / pair[1][0] for pair in pairs),
        statistics.median(pair[0][1] for pair in pairs),
        statistics.mean(len(noted.get(each.key, ())) for each in requests),
        at_most,
    )


async def _waits(folder: Path, first: str, environ: dict[str, str]) -> Waits:
    """Send commands at a rate, whether or not those before were answered."""

    async def slowly(_: web.Request) -> web.Response:
        await asyncio.sleep(SLACK_TAKES)
        return web.json_response({"ok": True, "view": {"id": "V1", "hash": "1.a"}})

    app = web.Application()
    app.add_routes([web.route("*", "/api/{method}", slowly), web.post("/response", slowly)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    server = _Server("ours", Task(await _copy(first), environ, {}, {}, api), folder)
    before = server.spent()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        tasks = []
        for number in range(RATE * SECONDS):
            request = _command(number, ("", "list", "help", "settings")[number % 4])
            tasks.append(asyncio.create_task(server.take(session, [request])))
            await asyncio.sleep(1 / RATE)
        waits = sorted(wall for _, wall in await asyncio.gather(*tasks))
    await asyncio.sleep(3 * SLACK_TAKES)
    cpu = 1000 * (server.spent() - before) / len(waits)
    server.end()
    await runner.cleanup()
    p99 = waits[int(len(waits) * 0.99) - 1]
    return Waits(RATE, SLACK_TAKES * 1000, cpu, statistics.median(waits), p99, LONGEST_ACK)


async def _noted(
    dsn: str, environ: dict[str, str], requests: Sequence[Request]
) -> tuple[dict[str, list[Statement]], dict[str, bytes]]:
    """Let our application answer everything once; return what each wrote, and what was answered."""
    recording = Recording(await Database.connect(dsn))
    noted, answers = {}, {}
    async with serving(settings_of(environ), recording) as (url, _), aiohttp.ClientSession() as session:
        for request in requests:
            recording.noted.clear()
            async with session.post(url, data=request.body, headers=_signed(request.body, environ)) as answer:
                answers[request.key] = await answer.read()
                assert answer.status == 200, answer.status
            written = [each for each in recording.noted if WRITES.match(each[0])]
            assert request.ledger is any("insert into ledger_entry" in each[0] for each in written), (
                request.key
            )
            if written:
                noted[request.key] = written
    await recording.close()
    return noted, answers


class _Server:
    """A server as a process; its CPU time is read from the system."""

    def __init__(self, which: str, task: Task, folder: Path) -> None:
        file = folder / f"{which}.pickle"
        file.write_bytes(pickle.dumps(task))
        self._secret = task.environ
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.slack_server", which, str(file)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._url = self._process.stdout.readline().strip()

    async def take(self, session: aiohttp.ClientSession, requests: Sequence[Request]) -> tuple[float, float]:
        """Answer one request after the other; return milliseconds a request, of CPU and of the wall."""
        signed = [(each.body, _signed(each.body, self._secret)) for each in requests]
        before, began = self.spent(), time.perf_counter()
        for body, headers in signed:
            async with session.post(self._url, data=body, headers=headers) as answer:
                await answer.read()
                assert answer.status == 200, answer.status
        wall, spent = time.perf_counter() - began, self.spent() - before
        return 1000 * spent / len(requests), 1000 * wall / len(requests)

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def spent(self) -> float:
        """Return the seconds of CPU time that the process has taken so far, of all its threads."""
        # Linux makes a process's clock of its number (clock_getcpuclockid); /proc tells hundredths only.
        return time.clock_gettime((~self._process.pid << 3) | 2)


def _command(number: int, text: str, by: str = HOST) -> Request:
    """Type a command; whoever is not `HOST` types one that changes something."""
    key = f"{number}.{text}"
    form = {
        "command": "/interview", "text": text, "team_id": TEAM, "user_id": by, "trigger_id": key,
        "channel_id": "C1", "channel_name": "hiring", "user_name": "maya", "api_app_id": "A1",
        "response_url": "http://127.0.0.1:9/none",
    }  # fmt: skip
    return Request(key, urlencode(form).encode(), ledger=by != HOST)


def _answer(number: int, interview: str) -> Request:
    """Accept and decline in turn, each seeing what the one before left."""
    key, said = f"{number}.press", ("accept", "decline")[number % 2]
    saw = (Answer.DECLINED if number else Answer.NONE, Answer.ACCEPTED)[number % 2]
    value = json.dumps({"interview": interview, "sequence": 0, "revision": 0, "saw": saw})
    payload = {
        "type": "block_actions", "team": {"id": TEAM, "domain": "t"},
        "user": {"id": GUEST, "team_id": TEAM},
        "trigger_id": key, "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1"},
        "channel": {"id": "D1", "name": "directmessage"}, "response_url": "http://127.0.0.1:9/none",
        "actions": [{"type": "button", "action_id": said, "block_id": "answer", "value": value}],
    }  # fmt: skip
    return Request(key, urlencode({"payload": json.dumps(payload)}).encode(), ledger=True)


def _signed(body: bytes, environ: dict[str, str]) -> dict[str, str]:
    at = moment()
    secret = environ["ANTEROOM_SLACK_SIGNING_SECRET"].encode()
    digest = hmac.new(secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
    }


async def _copy(first: str) -> str:
    name = f"copy_{SystemRandomness().token(8)}"
    admin = await asyncpg.connect(first.replace("/anteroom?", "/postgres?"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE anteroom")
    finally:
        await admin.close()
    return first.replace("/anteroom?", f"/{name}?")


def _environ() -> dict[str, str]:
    chance = SystemRandomness()
    key = [b64encode(chance.bytes(32)).decode() for _ in range(7)]
    names = ("INDEX_KEY", "PASS_KEY", "ADMISSION_KEY", "LINK_KEY", "LEDGER_KEY")
    tokens = ("VIEWER_SECRET", "API_KEY", "REVIEW_KEY", "RELAY_SECRET", "SLACK_SIGNING_SECRET")
    return {
        **{f"ANTEROOM_{name}": key[place] for place, name in enumerate(names)},
        **{f"ANTEROOM_{name}": chance.token(40) for name in tokens},
        "ANTEROOM_VAULT_KEYS": f"k1:{key[5]}",
        "ANTEROOM_MARKETPLACE_SECRET": f"whsec_{key[6]}",
        "ANTEROOM_SLACK_BOT_TOKEN": f"xoxb-{chance.token(32)}",
        "ANTEROOM_SLACK_TEAM_ID": TEAM,
    }


if __name__ == "__main__":
    sys.exit(0 if report(sys.stdout.write) else 1)
