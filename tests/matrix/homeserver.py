"""A real Matrix homeserver (Synapse), as a process of its own on loopback, and people in it.

It lives in an environment of its own (`make matrix`), and nothing of it is ever imported: it is AGPL.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import aiohttp
import pytest

from deployment import ROOT
from required import lacking
from service import quiet_port

PYTHON = ROOT / ".venv-synapse" / "bin" / "python"
SECONDS_TO_START = 120.0
SHARED_SECRET = "registers users of tests"
SERVER = "market.test"
MOST_TRIES = 3
_NUMBERS = count(1)

CONFIG: Mapping[str, Any] = {
    "server_name": SERVER,
    "report_stats": False,
    "bcrypt_rounds": 4,
    "registration_shared_secret": SHARED_SECRET,
    "macaroon_secret_key": "of tests",
    "form_secret": "of tests",
    "trusted_key_servers": [],
    "suppress_key_server_warning": True,
    "federation_domain_whitelist": [],
    "presence": {"enabled": False},
    "rc_message": {"per_second": 1000, "burst_count": 1000},
    "rc_registration": {"per_second": 1000, "burst_count": 1000},
    "rc_invites": {
        name: {"per_second": 1000, "burst_count": 1000} for name in ("per_room", "per_user", "per_issuer")
    },
    "rc_joins": {"local": {"per_second": 1000, "burst_count": 1000}},
}


def wanted() -> None:
    """Skip, unless this lane was asked for; in it Synapse must be there."""
    if os.environ.get("ANTEROOM_MATRIX") != "all":
        # Synapse brings fifty packages under the AGPL, which nobody should have to fetch for `make check`.
        pytest.skip("make matrix plays this in rooms of a real homeserver")
    if not PYTHON.exists():
        lacking("Synapse is missing: make matrix")


@contextmanager
def synapse(folder: Path) -> Iterator[str]:
    """Run a homeserver until the context ends; give its address."""
    url, process = _one_that_answers(folder)
    try:
        yield url
    finally:
        _end(process)


def _one_that_answers(folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """Start it; once more at another port where somebody else has taken that one meanwhile."""
    for _ in range(MOST_TRIES):
        port = quiet_port()
        process = _started(folder, port)
        url = f"http://127.0.0.1:{port}"
        if _answers(url, process):
            return url, process
        _end(process)
    pytest.fail((folder / "out.txt").read_text(encoding="utf-8")[-3000:])


def _started(folder: Path, port: int) -> subprocess.Popen[bytes]:
    listener = {
        "port": port,
        "type": "http",
        "bind_addresses": ["127.0.0.1"],
        "resources": [{"names": ["client"]}],
    }
    logs = {
        "version": 1,
        "handlers": {"file": {"class": "logging.FileHandler", "filename": str(folder / "log.txt")}},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
    (folder / "log.yaml").write_text(json.dumps(logs), encoding="utf-8")
    described = {
        **CONFIG,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "pid_file": str(folder / "pid"),
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
    }
    (folder / "homeserver.yaml").write_text(json.dumps(described), encoding="utf-8")
    command = [str(PYTHON), "-m", "synapse.app.homeserver", "--config-path", str(folder / "homeserver.yaml")]
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    if not (folder / "signing.key").exists():
        subprocess.run(
            [*command, "--generate-keys"], cwd=folder, env=environ, check=True, capture_output=True
        )
    with (folder / "out.txt").open("wb") as out:
        return subprocess.Popen(
            command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with (
            contextlib.suppress(URLError, OSError),
            urlopen(f"{url}/_matrix/client/versions", timeout=2) as answer,
        ):
            return bool(answer.status == 200)
        time.sleep(0.1)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


@dataclass
class User:
    """Somebody with an account there, as that somebody's program acts."""

    url: str
    session: aiohttp.ClientSession = field(repr=False)
    id: str
    token: str = field(repr=False)

    async def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Call the client-server API; fails unless it says yes."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.url}/_matrix/client/v3{path}"
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            said: dict[str, Any] = await answer.json()
            assert answer.status == 200, (path, answer.status, said)
            return said

    async def make_room(self, *people: User, encrypted: bool = False) -> str:
        """Make a private room and invite people; they come, but for those that are programs of ours."""
        state = [
            {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        ]
        room = await self.call(
            "POST",
            "/createRoom",
            {
                "preset": "private_chat",
                "invite": [each.id for each in people],
                "initial_state": state if encrypted else [],
            },
        )
        return str(room["room_id"])

    async def join(self, room: str) -> None:
        """Take an invitation."""
        await self.call("POST", f"/rooms/{quote(room)}/join", {})

    async def say(self, room: str, text: str, **relation: Any) -> str:
        """Write a message; return its event's id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if relation:
            content["m.relates_to"] = relation
        return await self.send(room, "m.room.message", content)

    async def react(self, room: str, event: str, emoji: str) -> str:
        """React to an event."""
        relation = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def send(self, room: str, kind: str, content: Mapping[str, Any]) -> str:
        """Send an event."""
        path = f"/rooms/{quote(room)}/send/{kind}/t{next(_NUMBERS)}"
        return str((await self.call("PUT", path, content))["event_id"])

    async def events(self, room: str) -> list[dict[str, Any]]:
        """Return all events of a room, the oldest first."""
        found = await self.call("GET", f"/rooms/{quote(room)}/messages?dir=f&limit=500")
        return list(found["chunk"])

    async def shown(self, room: str, event: str) -> dict[str, Any]:
        """Return an event as programs show it: with the newest edit of it, as the server aggregates them."""
        found = await self.call("GET", f"/rooms/{quote(room)}/event/{quote(event)}")
        newest = found.get("unsigned", {}).get("m.relations", {}).get("m.replace")
        content: dict[str, Any] = newest["content"]["m.new_content"] if newest else found["content"]
        return content


async def people(url: str, *names: str) -> AsyncIterator[list[User]]:
    """Register users, new at each call, whatever they are called; give them as long as needed."""
    async with aiohttp.ClientSession() as session:
        yield [await _registered(url, session, f"{name}{next(_NUMBERS)}") for name in names]
        await asyncio.sleep(0)


async def _registered(url: str, session: aiohttp.ClientSession, name: str) -> User:
    admin = f"{url}/_synapse/admin/v1/register"
    async with session.get(admin) as answer:
        nonce = (await answer.json())["nonce"]
    password = "of a test"
    said = "\0".join((nonce, name, password, "notadmin"))
    mac = hmac.new(SHARED_SECRET.encode(), said.encode(), hashlib.sha1).hexdigest()
    body = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
    async with session.post(admin, json=body) as answer:
        told = await answer.json()
        assert answer.status == 200, told
    return User(url, session, told["user_id"], told["access_token"])
