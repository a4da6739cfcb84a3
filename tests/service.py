"""Anteroom as its operator runs it: a process of its own, which a test may kill and start again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from anteroom.rooms.relay.process import RelayProcess
from anteroom.sandbox.twins import Twins
from deployment import ROOT

SECONDS_TO_START = 60.0
SECONDS_TO_END = 15.0
LOG_TAIL = 4000


@dataclass(frozen=True, slots=True)
class Health:
    """What /readyz says: effects that wait, that are held, and that were sent again not knowing more."""

    waiting: int
    held: int
    uncertain: int


class ServiceFault(Exception):
    """The process did not do what a process of ours must; the text ends with its log's end."""


class Service:
    """`anteroom serve` on a database and an outside of the test's.

    `environ` holds the secrets, `meetings` the tools that are set up, `support` the help desk. Two services
    of one deployment share `public_url`; by itself each is at its own. Starting again keeps every port. With
    a `shared_relay` it is one of several instances. As a context: at its end nothing of it runs any more.
    """

    def __init__(
        self,
        folder: Path,
        twins: Twins,
        environ: Mapping[str, str],
        dsn: str,
        *,
        name: str = "anteroom",
        public_url: str | None = None,
        doors_open_before_minutes: int = 10,
        meetings: Mapping[str, Any] | None = None,
        support: Mapping[str, Any] | None = None,
        shared_relay: RelayProcess | None = None,
    ) -> None:
        self.port = quiet_port()
        self.inbound_port = quiet_port()
        self.public_url = public_url or self.url
        self._config = folder / f"{name}.yaml"
        self._log = folder / f"{name}.log"
        self._environ = {**_inherited(), **environ, "DATABASE_URL": dsn}
        self._process: asyncio.subprocess.Process | None = None
        self.relay_pid: int | None = None
        described = _described(self, twins, folder, doors_open_before_minutes)
        described |= {"meetings": dict(meetings)} if meetings else {}
        described |= {"support": dict(support)} if support else {}
        if shared_relay is not None:
            described["instance_url"] = self.url
            control = {"host": "127.0.0.1", "port": shared_relay.control_port}
            described["rooms"]["relay"] |= {"port": shared_relay.port, "control": control}
        self._config.write_text(yaml.safe_dump(described), encoding="utf-8")

    async def __aenter__(self) -> Service:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._process is not None:
            await self.ended()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """The end of what it wrote, over all its lives."""
        return self._log.read_text(encoding="utf-8")[-LOG_TAIL:] if self._log.exists() else ""

    def wrote(self, words: str) -> int:
        """Return how often these words stand in its log, over all its lives."""
        return self._log.read_text(encoding="utf-8").count(words)

    async def start(self, kill_at: str = "", count: int = 1) -> None:
        """Start it and return when it is ready.

        It dies at the `count`-th passing of the failpoint `kill_at`, which may be before it is ready.
        Raises ServiceFault if it ends by itself or is not ready in time.
        """
        failpoint = {"ANTEROOM_KILL_AT": kill_at, "ANTEROOM_KILL_COUNT": str(count)} if kill_at else {}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "anteroom", "--config", str(self._config), "serve"),
                env=self._environ | failpoint,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                while not await self._ready():
                    if self._process.returncode is not None:
                        break
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise ServiceFault(f"It is not ready after {SECONDS_TO_START} s.\n{self.log}") from error
        if self._process.returncode not in (None, -signal.SIGKILL):
            raise ServiceFault(f"It ended with {self._process.returncode}.\n{self.log}")

    def kill(self) -> None:
        """Kill it, by its own id, with SIGKILL. Harmless if it is dead already."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()

    async def ended(self) -> int:
        """Return how it ended, once it has and its relay is gone. Raises ServiceFault if the relay stays."""
        assert self._process is not None
        code = await self._process.wait()
        relay, self.relay_pid = self.relay_pid, None
        if relay is not None and not await _gone(relay):
            raise ServiceFault(f"Its relay still runs {SECONDS_TO_END} s after it died.")
        return code

    async def stop(self) -> int:
        """Ask it to stop, as an operator does, and return its exit code. Raises ServiceFault if it stays."""
        assert self._process is not None
        self._process.terminate()
        try:
            return await asyncio.wait_for(self.ended(), SECONDS_TO_END)
        except TimeoutError as error:
            raise ServiceFault(f"It does not stop.\n{self.log}") from error

    async def health(self) -> Health:
        """Ask /readyz. Raises aiohttp.ClientError or TimeoutError when nobody answers."""
        patience = aiohttp.ClientTimeout(total=5)
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.get(f"{self.url}/readyz") as answer,
        ):
            answer.raise_for_status()
            told = await answer.json()
            return Health(told["waiting"], told["held"], told["uncertain"])

    async def quiet(self, seconds: float = 60.0) -> Health:
        """Return the health once nothing waits any more. Raises ServiceFault."""
        health: Health | None = None
        try:
            async with asyncio.timeout(seconds):
                while True:
                    health = await self.health()
                    if not health.waiting:
                        return health
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise ServiceFault(f"After {seconds} s it still says {health}.\n{self.log}") from error

    async def _ready(self) -> bool:
        try:
            await self.health()
        except (aiohttp.ClientError, TimeoutError):
            return False
        assert self._process is not None
        children = _children(self._process.pid)
        self.relay_pid = children[0] if children else None
        return True


def quiet_port() -> int:
    """Return a free port below those that outgoing connections take, so that it is free again later."""
    while True:
        port = random.SystemRandom().randrange(15000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _described(service: Service, twins: Twins, folder: Path, doors: int) -> dict[str, Any]:
    """The shipped app.yaml, with this outside in the place of the demo's."""
    described: dict[str, Any] = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))
    marketplace = twins.marketplace.url
    described |= {
        "public_url": service.public_url,
        "listen": {"host": "127.0.0.1", "port": service.port},
        "mail": {
            **described["mail"],
            "out": {"host": "127.0.0.1", "port": twins.mailbox.smtp_port, "tls": "none"},
            "in": {"host": "127.0.0.1", "port": service.inbound_port},
        },
        "slack": {"api_url": twins.slack.api_url},
        "rooms": {"relay": {"host": "127.0.0.1", "port": 0}, "public_host": "127.0.0.1"},
        "database": {"folder": str(folder / "data")},
        "interviews": {"doors_open_before_minutes": doors},
    }
    described["marketplace"] |= {"url": marketplace, "webhook_url": f"{marketplace}/anteroom/webhooks"}
    return described


def _inherited() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(child) for child in found.read_text().split()]
    except FileNotFoundError:  # it has just died
        return []


async def _gone(pid: int) -> bool:
    deadline = time.monotonic() + SECONDS_TO_END
    while running := _runs(pid):
        if time.monotonic() > deadline:
            break
        await asyncio.sleep(0.02)
    return not running


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # a zombie has ended; its new parent has only not looked yet
