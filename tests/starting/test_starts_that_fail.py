"""What a command says that cannot start here: what happened, why, and what to do next; never a traceback."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
import yaml

from anteroom.database.cluster import DatabaseDidNotStart
from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.folders import FolderNotWritable
from anteroom.database.migrations import DatabaseNotReached, migrate
from anteroom.randomness import SystemRandomness
from deployment import ROOT, secrets
from postgres import fresh_database


async def said_by(config: Path, *command: str, **environ: str) -> tuple[int, str]:
    """Run `anteroom COMMAND` as a process; return its exit code and all that it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "anteroom", "--config", str(config), *command),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def described(folder: Path, **other: object) -> Path:
    """The shipped app.yaml with a few other values, in a folder of the test's."""
    values = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8")) | other
    config = folder / "app.yaml"
    config.write_text(yaml.safe_dump(values), encoding="utf-8")
    return config


async def test_a_sandbox_whose_port_is_taken_names_another(taken: int, tmp_path: Path) -> None:
    code, said = await said_by(described(tmp_path), "demo", "--port", str(taken))
    assert code == 2
    assert f"Port {taken} is taken" in said
    assert f"demo --port {taken + 1}" in said
    assert "Traceback" not in said


async def test_a_database_that_cannot_write_names_its_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    folder = tmp_path / "file" / "anteroom"
    with pytest.raises(FolderNotWritable, match=r"database\.folder") as caught:
        await EmbeddedPostgres(folder).start()
    assert f"Nothing can be written in {folder}" in caught.value.sentence


@pytest.mark.parametrize("place", ["listen", "mail.in"])
async def test_a_service_whose_port_is_taken_names_the_setting(
    place: str, taken: int, tmp_path: Path
) -> None:
    free = {"host": "127.0.0.1", "port": 0}
    bound = free | {"port": taken}
    config = described(
        tmp_path,
        listen=bound if place == "listen" else free,
        mail={
            "out": {"host": "127.0.0.1", "port": 9, "tls": "none"},
            "in": bound if place == "mail.in" else free,
            "abuse_address": "abuse@harbourline.test",
        },
        rooms={"relay": free, "public_host": "127.0.0.1"},
    )
    environ = secrets(SystemRandomness()) | {"DATABASE_URL": await fresh_database()}
    code, said = await said_by(config, "serve", **environ)
    assert code == 2
    assert f"cannot listen at 127.0.0.1:{taken}" in said
    assert f"{place} in app.yaml" in said
    assert "Traceback" not in said


async def test_a_terminal_without_utf_8_is_no_reason_to_break_off(tmp_path: Path) -> None:
    code, said = await said_by(described(tmp_path), "doctor", PYTHONIOENCODING="ascii")
    assert code == 1
    assert "Traceback" not in said
    assert "to be mended" in said


@pytest.mark.parametrize(
    "dsn", ["postgresql://u:a-secret@127.0.0.1:1/x", "postgresql://u:1@h:a-secret/x", "a-secret"]
)
async def test_a_database_that_cannot_be_reached_is_named_without_its_password(dsn: str) -> None:
    with pytest.raises(DatabaseNotReached, match="DATABASE_URL") as caught:
        await migrate(dsn)
    assert "a-secret" not in str(caught.value)


@pytest.fixture
def programs() -> Iterator[Path]:
    """A folder that everybody can reach, for programs that play PostgreSQL's."""
    folder = Path(mkdtemp(prefix="anteroom-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def plays(programs: Path, said: str) -> None:
    """Let every program say so and fail."""
    for name in ("initdb", "pg_ctl", "postgres"):
        (programs / name).write_text(f"#!/bin/sh\necho creating\necho '{said}'\nexit 1\n", encoding="utf-8")
        (programs / name).chmod(0o755)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("could not write to file: No space left on device", "make room"),
        ("initdb: could not look up effective user ID 12345: user does not exist", "/etc/passwd"),
    ],
)
async def test_a_database_that_does_not_start_says_what_to_do(programs: Path, said: str, advice: str) -> None:
    """Of all that PostgreSQL said the line that tells."""
    plays(programs, said)
    with pytest.raises(DatabaseDidNotStart, match=advice) as caught:
        await EmbeddedPostgres(programs / "a", binaries=programs).start()
    assert caught.value.reason == said
