"""Calendar servers of other people's making, each a process of its own that a test starts and stops.

They live in an environment of their own (`make .venv-peers/.ready`), because two of them are GPL and their
client replaces libraries that the product uses: nothing of them is ever imported here.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deployment import ROOT
from required import lacking

PEERS = ROOT / ".venv-peers" / "bin"
SECONDS_TO_START = 60.0
SECONDS_TO_END = 10.0
LOG_TAIL = 3000


def program(name: str) -> str:
    """The program's path, or a skip that says how to get it; a failure where everything is required."""
    path = PEERS / name
    if not path.exists():
        lacking(f"{name} is missing: make .venv-peers/.ready")
    return str(path)


@asynccontextmanager
async def running(
    command: Sequence[str], folder: Path, ready: Callable[[], Awaitable[bool]]
) -> AsyncIterator[None]:
    """Run a server until the context ends; begins when `ready` says so, fails with its log if it never does.

    `folder` is the test's own: it is the process's home and keeps its log.
    """
    log = folder / "log.txt"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    try:
        await _until(ready, process, log)
        yield
        assert process.returncode is None, _told(log, f"It ended by itself with {process.returncode}.")
    finally:
        await _end(process)


async def _until(
    ready: Callable[[], Awaitable[bool]], process: asyncio.subprocess.Process, log: Path
) -> None:
    try:
        async with asyncio.timeout(SECONDS_TO_START):
            while not await ready():
                assert process.returncode is None, _told(log, f"It ended with {process.returncode}.")
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(_told(log, f"It is not ready after {SECONDS_TO_START:.0f} s."))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(SECONDS_TO_END):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _told(log: Path, what: str) -> str:
    return f"{what}\n{log.read_text(encoding='utf-8', errors='replace')[-LOG_TAIL:]}"
