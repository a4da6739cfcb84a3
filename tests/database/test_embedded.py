"""The embedded server, as an ordinary user and, where the tests run as root, as root too."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pwd
import shutil
import signal
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import pytest

from anteroom.database.account import server_account
from anteroom.database.binaries import NoDatabaseBinaries, find_binaries, reachable_binaries
from anteroom.database.cluster import DatabaseDidNotStart
from anteroom.database.embedded import EmbeddedPostgres
from anteroom.database.folders import FolderNotOurs

ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody can reach, unlike pytest's own; and short, for the socket."""
    made = Path(mkdtemp(prefix="anteroom-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
async def binaries(folder: Path) -> AsyncIterator[Path]:
    """The programs, where any user of this machine can run them."""
    account = await server_account() if ROOT else None
    yield await reachable_binaries(find_binaries(), account, folder)


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def postmaster_of(server: EmbeddedPostgres) -> int:
    assert server.data is not None
    return int((server.data / "postmaster.pid").read_text().split()[0])


async def lives_through_everything(folder: Path, binaries: Path) -> None:
    """Cold, warm, attached, killed: what was committed stays, and each start hands out a living server."""
    server = EmbeddedPostgres(folder / "a", durable=False, binaries=binaries)
    dsn = await server.start()
    assert await ask(dsn, "SELECT current_setting('server_encoding')") == "UTF8"
    assert await ask(dsn, "SELECT current_setting('listen_addresses')") == ""
    assert await ask(dsn, "SELECT lower('Ä') || current_database()") == "äanteroom"
    await ask(dsn, "CREATE TABLE kept AS SELECT 7 AS number")
    first = postmaster_of(server)

    other = EmbeddedPostgres(folder / "a", durable=False, binaries=binaries)
    assert await other.start() == dsn
    assert postmaster_of(other) == first
    await server.stop()
    assert await ask(dsn, "SELECT number FROM kept") == 7, "the other one still uses it"
    await other.stop()
    with pytest.raises(OSError):
        await ask(dsn, "SELECT 1")

    dsn = await server.start()
    assert await ask(dsn, "SELECT number FROM kept") == 7
    for pause in (0.0, 0.3):
        os.kill(postmaster_of(server), signal.SIGKILL)
        await asyncio.sleep(pause)
        again = EmbeddedPostgres(folder / "a", durable=False, binaries=binaries)
        assert await ask(await again.start(), "SELECT number FROM kept") == 7
        await again.stop()
    await server.stop()


async def test_it_lives_through_stops_and_kills(folder: Path, binaries: Path) -> None:
    """As whoever runs the tests: root gives the server an account of its own."""
    await lives_through_everything(folder, binaries)
    if ROOT:
        assert pwd.getpwuid((folder / "a" / "postgres").stat().st_uid).pw_name == "anteroom"


def test_it_lives_through_the_same_as_an_ordinary_user(folder: Path) -> None:
    """In a process of that user: forked, because the interpreter itself may lie where only root gets."""
    binaries = asyncio.run(_binaries_for_all(folder))
    if ROOT:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    child = multiprocessing.get_context("fork").Process(target=_as_ordinary_user, args=(folder, binaries))
    child.start()
    child.join(60)
    assert child.exitcode == 0


async def _binaries_for_all(folder: Path) -> Path:
    return await reachable_binaries(find_binaries(), await server_account() if ROOT else None, folder)


def _as_ordinary_user(folder: Path, binaries: Path) -> None:
    if ROOT:
        nobody = pwd.getpwnam("nobody")
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
    asyncio.run(lives_through_everything(folder, binaries))
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o700


async def test_it_changes_no_mode_of_what_was_there(folder: Path, binaries: Path) -> None:
    """A launcher that opens /root to everybody is worse than none. The data then lie elsewhere."""
    shut = folder / "shut"
    inner = shut / "inner" / "deployment"
    inner.mkdir(parents=True)
    for made, mode in ((shut, 0o700), (shut / "inner", 0o750), (inner, 0o700)):
        made.chmod(mode)
    places = [inner, *inner.parents, *binaries.parents, *Path(find_binaries()).parents]
    before = [(place, place.stat().st_mode, place.stat().st_uid) for place in places]

    server = EmbeddedPostgres(inner, durable=False, binaries=binaries, system_folder=folder / "system")
    dsn = await server.start()
    assert server.data is not None
    assert server.data.is_relative_to(folder / "system" if ROOT else inner)
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert await ask(dsn, "SELECT 1") == 1
    await server.stop()

    assert [(place, place.stat().st_mode, place.stat().st_uid) for place in places] == before


async def test_it_keeps_programs_that_only_root_reaches_in_a_copy(folder: Path) -> None:
    """A virtual environment below /root works, and /root stays shut."""
    if not ROOT:
        assert await reachable_binaries(find_binaries(), None, folder) == find_binaries()
        return
    shut = folder / "shut"
    shut.mkdir(mode=0o700)
    (shut / "pginstall18").symlink_to(find_binaries().parent)
    hidden = shut / "pginstall18" / "bin"
    copied = await reachable_binaries(hidden, await server_account(), folder / "system")
    assert copied.is_relative_to(folder / "system")
    assert (copied / "initdb").stat().st_mode & 0o111
    assert stat.S_IMODE(shut.stat().st_mode) == 0o700


async def test_it_finds_a_short_place_for_the_socket(folder: Path, binaries: Path) -> None:
    """A unix socket's path ends at 103 octets."""
    deep = folder / ("a-rather-long-name-for-a-folder" * 2) / ("and-another-one-in-it" * 3)
    deep.mkdir(parents=True)
    for place in (deep, deep.parent):
        place.chmod(0o711)
    server = EmbeddedPostgres(deep, durable=False, binaries=binaries)
    dsn = await server.start()
    socket = Path(str(await ask(dsn, "SHOW unix_socket_directories")).strip('"'))
    assert stat.S_IMODE(os.stat(socket).st_mode) == 0o700
    assert not socket.is_relative_to(deep)
    await server.stop()
    os.rmdir(socket)


async def test_it_starts_when_the_number_of_the_dead_server_belongs_to_somebody_else(
    folder: Path, binaries: Path
) -> None:
    """As after each restart of a container, where the numbers begin anew."""
    server = EmbeddedPostgres(folder / "a", durable=False, binaries=binaries)
    await server.start()
    assert server.data is not None
    pid_file = server.data / "postmaster.pid"
    written = pid_file.read_text().splitlines()
    await server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *written[1:]]) + "\n")
    os.chown(pid_file, server_owner := (folder / "a" / "postgres").stat().st_uid, -1)
    assert await ask(await server.start(), "SELECT 1") == 1
    assert pid_file.stat().st_uid == server_owner
    await server.stop()


async def test_it_makes_the_data_again_after_a_kill_in_the_middle_of_making_them(
    folder: Path, binaries: Path
) -> None:
    half = folder / "a" / "postgres.new"
    half.mkdir(parents=True)
    (folder / "a").chmod(0o711)
    (half / "PG_VERSION").write_text("1")
    server = EmbeddedPostgres(folder / "a", durable=False, binaries=binaries)
    assert await ask(await server.start(), "SELECT 1") == 1
    await server.stop()


async def test_it_says_why_a_server_does_not_start(folder: Path, binaries: Path) -> None:
    server = EmbeddedPostgres(folder / "a", durable=False, binaries=binaries)
    await server.start()
    await server.stop()
    with (folder / "a" / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("\nno_such_setting = on\n")
    with pytest.raises(DatabaseDidNotStart, match="no_such_setting"):
        await server.start()


async def test_it_refuses_a_socket_folder_that_others_can_enter(folder: Path, binaries: Path) -> None:
    """Everybody who reaches the socket is the database's superuser."""
    (folder / "a" / "socket").mkdir(parents=True)
    for place in (folder / "a", folder / "a" / "socket"):
        place.chmod(0o755)
    with pytest.raises(FolderNotOurs):
        await EmbeddedPostgres(folder / "a", binaries=binaries).start()


@pytest.mark.parametrize("package", ["no_such_package_anywhere", "json"])
def test_it_says_what_to_do_where_the_wheel_has_no_programs(package: str) -> None:
    with pytest.raises(NoDatabaseBinaries) as caught:
        find_binaries(package)
    assert "DATABASE_URL" in caught.value.sentence
    assert package in caught.value.reason
