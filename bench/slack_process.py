"""A server that `bench.slack` measures, as a process of its own, and the database that it has for itself."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import asyncpg

from anteroom.randomness import SystemRandomness
from bench.slack_requests import Request, signed
from bench.slack_server import Task
from bench.slack_stage import ROOT


class Failed(Exception):
    """A server did not start, or did not answer as it should; says what it said last."""


class Server:
    """A server as a process; its CPU time is read from the system."""

    def __init__(self, which: str, task: Task, folder: Path) -> None:
        """Start it, `ours` or `bare`. Raises Failed."""
        self._which, self._secret = which, task.environ
        name = f"{which}-{SystemRandomness().token(8)}"
        file, self._told = folder / f"{name}.pickle", folder / f"{name}.log"
        file.write_bytes(pickle.dumps(task))
        with self._told.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bench.slack_server", which, str(file)],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert self._process.stdout is not None
        self._url = self._process.stdout.readline().strip()
        if not self._url:
            self.end()
            raise Failed(f"{which} did not start: {self._last()}")

    async def take(self, session: aiohttp.ClientSession, requests: Sequence[Request]) -> tuple[float, float]:
        """Answer one request after the other; return seconds a request, of CPU and of the wall.

        Raises Failed for one that is not answered 200.
        """
        ready = [(each.body, signed(each.body, self._secret)) for each in requests]
        before, began = self.spent(), time.perf_counter()
        for body, headers in ready:
            async with session.post(self._url, data=body, headers=headers) as answer:
                await answer.read()
                if answer.status != 200:
                    raise Failed(f"{self._which} answered {answer.status}: {self._last()}")
        wall, spent = time.perf_counter() - began, self.spent() - before
        return spent / len(requests), wall / len(requests)

    def _last(self) -> str:
        lines = self._told.read_text(encoding="utf-8").splitlines()
        return lines[-1] if lines else "it said nothing"

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


async def copy_of(first: str) -> str:
    """Copy the first database, to which nobody is connected; return the address of the copy."""
    name = f"copy_{SystemRandomness().token(8)}"
    admin = await asyncpg.connect(first.replace("/anteroom?", "/postgres?"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE anteroom")
    finally:
        await admin.close()
    return first.replace("/anteroom?", f"/{name}?")


async def rows_in(dsn: str) -> dict[str, int]:
    """Return how many rows each table of a database has."""
    conn = await asyncpg.connect(dsn)
    try:
        names = await conn.fetch(
            "select oid::regclass::text as name from pg_class where relkind = 'r'"
            " and relnamespace = 'public'::regnamespace"
        )
        return {row["name"]: await conn.fetchval(f"select count(*) from {row['name']}") for row in names}
    finally:
        await conn.close()
