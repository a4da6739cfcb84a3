"""The relay as a child process of the house."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

import anteroom
from anteroom.errors import Unavailable
from anteroom.rooms.relay.client import RelayControl
from anteroom.rooms.relay.credentials import RelayAccess, relay_urls

SECONDS_TO_START = 15.0
SECONDS_TO_STOP = 5.0
LONGEST_PAUSE = 10.0


class Listening(msgspec.Struct):
    """What the relay prints once it listens."""

    port: int
    control_port: int
    tls_port: int | None = None


@dataclass(frozen=True, slots=True)
class Tls:
    """Where TLS is taken, and the certificate's two PEM files."""

    port: int
    chain: Path
    key: Path


class RelayProcess:
    """Starts a relay, waits until it listens, starts it again when it dies, and stops it.

    It keeps its ports over a restart, so that what pages hold stays good. It gets its own two secrets and
    nothing else of our environment, and ends when we do, however we end.
    """

    def __init__(
        self,
        *,
        secret: str,
        control_secret: str,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: Tls | None = None,
        seat_kilobits: int = 10_000,
    ) -> None:
        """`secret` signs credentials, `control_secret` proves who commands; both at least 16 characters.

        `seat_kilobits` bounds what one seat may send in a second.
        """
        self._secret = secret
        self._control_secret = control_secret
        self._host = host
        self._tls = tls
        self._seat_kilobits = seat_kilobits
        self._listening = Listening(port, 0, None if tls is None else tls.port)
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._log = structlog.get_logger("anteroom.rooms.relay")

    @property
    def port(self) -> int:
        """Of both UDP and TCP; known after start."""
        return self._listening.port

    @property
    def tls_port(self) -> int | None:
        """Of TLS, where it is taken; known after start."""
        return self._listening.tls_port

    @property
    def control_port(self) -> int:
        """Where it is commanded, on the loopback; known after start."""
        return self._listening.control_port

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return None if self._process is None else self._process.pid

    def access(self, public_host: str | None = None, *, tcp: bool = True) -> RelayAccess:
        """What `Rooms` hands out to pages. `public_host` is how browsers reach this machine."""
        urls = relay_urls(public_host or self._host, self.port, tcp=tcp, tls_port=self.tls_port)
        return RelayAccess(urls, self._secret.encode())

    def control(self) -> RelayControl:
        """A commander of this relay; stays good over its restarts. The caller closes it."""
        return RelayControl("127.0.0.1", self._listening.control_port, self._control_secret.encode())

    async def start(self) -> None:
        """Return when it listens. Raises Unavailable when it does not within seconds."""
        await self._launch()
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop it and return when it is gone."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        await self._end()

    async def restart(self) -> None:
        """Stop and start on the same ports."""
        await self.stop()
        await self.start()

    async def _launch(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "anteroom.rooms.relay",
            "--until-stdin-closes",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=self._environment(),
        )
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                line = await self._process.stdout.readline()
            self._listening = msgspec.json.decode(line, type=Listening)
        except (TimeoutError, msgspec.MsgspecError) as error:
            await self._end()
            place = f"{self._host}:{self.port}"
            raise Unavailable(
                f"The call's relay could not be started at {place}; it says why above. "
                "Where a port is taken, free it, or name another one: rooms.relay in app.yaml.",
                reason=f"{type(error).__name__} while it started",
            ) from error

    async def _keep(self) -> None:
        pause = 0.1
        while True:
            if self._process is not None:
                code = await self._process.wait()
                self._log.warning("relay.ended", code=code)
            await asyncio.sleep(pause)
            try:
                await self._launch()
                pause = 0.1
            except Unavailable as error:
                self._log.error("relay.not_started", reason=error.reason)
                pause = min(LONGEST_PAUSE, pause * 2)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(SECONDS_TO_STOP):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def _environment(self) -> dict[str, str]:
        source_root = str(Path(anteroom.__file__).resolve().parents[1])
        inherited = {
            name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ
        }
        tls: dict[str, str] = {}
        if self._tls is not None:
            tls = {
                "ANTEROOM_RELAY_TLS_LISTEN": f"{self._host}:{self._listening.tls_port}",
                "ANTEROOM_RELAY_CERTIFICATE": str(self._tls.chain),
                "ANTEROOM_RELAY_CERTIFICATE_KEY": str(self._tls.key),
            }
        return (
            inherited
            | tls
            | {
                "ANTEROOM_RELAY_SEAT_KILOBITS": str(self._seat_kilobits),
                "PYTHONPATH": source_root,
                "ANTEROOM_RELAY_SECRET": self._secret,
                "ANTEROOM_RELAY_CONTROL_SECRET": self._control_secret,
                "ANTEROOM_RELAY_LISTEN": f"{self._host}:{self._listening.port}",
                "ANTEROOM_RELAY_CONTROL": f"127.0.0.1:{self._listening.control_port}",
            }
        )
