"""Radicale, a plain CalDAV server that anybody may use, and what its client `caldav` reads back from it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from calendar_servers.programs import program, running
from service import quiet_port

SCRIPT = Path(__file__).with_name("read_back.py")
CONFIG = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[rights]
type = authenticated
[storage]
filesystem_folder = {folder}
[logging]
level = warning
"""


@dataclass(frozen=True)
class ReadBack:
    """What a server kept: events by UID, and when it says that their owner is busy."""

    events: Mapping[str, Mapping[str, Any]]
    busy: list[tuple[datetime, datetime]]


class Radicale:
    """A server on a free port, with the folder that uploads come from."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder

    async def read_back(self, messages: Mapping[str, bytes], start: datetime, end: datetime) -> ReadBack:
        """Upload messages, named by file name without suffix, and return what `caldav` finds in the span."""
        uploads = self._folder / "uploads"
        uploads.mkdir()
        for name, data in messages.items():
            (uploads / f"{name}.ics").write_bytes(data)
        process = await asyncio.create_subprocess_exec(
            *(program("python"), str(SCRIPT), self._url, str(uploads), start.isoformat(), end.isoformat()),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, complaints = await process.communicate()
        assert process.returncode == 0, complaints.decode()
        said = json.loads(told)
        return ReadBack(
            {each["uid"]: each for each in said["events"]},
            sorted((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in said["busy"]),
        )


@asynccontextmanager
async def radicale(folder: Path) -> AsyncIterator[Radicale]:
    """Start a server with nothing in it."""
    port = quiet_port()
    config = folder / "radicale.ini"
    config.write_text(CONFIG.format(port=port, folder=folder / "kept"), encoding="utf-8")
    url = f"http://127.0.0.1:{port}/"

    async def ready() -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.options(url):
                return True
        except OSError:
            return False

    async with running([program("radicale"), "--config", str(config)], folder, ready):
        yield Radicale(url, folder)
