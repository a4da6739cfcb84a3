"""Whom the embedded server runs as. PostgreSQL refuses root, so root lends it an account of its own."""

from __future__ import annotations

import asyncio
import pwd
import shutil
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anteroom.errors import Unavailable

NAME = "anteroom"
# Nothing of the caller's environment reaches the server: no PG… variable, no locale, no secret.
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C",
    "TZ": "UTC",
}


class NoDatabaseAccount(Unavailable):
    """We are root and have no other account for the server."""

    code = "no-database-account"


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int


async def server_account() -> Account:
    """The system user `anteroom`, which root lends to the server; made if it is missing.

    A user of its own and not `nobody` or `postgres`: whoever shares the account can read the data.
    Raises NoDatabaseAccount.
    """
    said = ""
    for _ in range(20):
        account = _look_up(NAME)
        if account is not None:
            return account
        useradd = shutil.which("useradd", path=_ENVIRONMENT["PATH"])
        if useradd is None:
            said = "there is no useradd"
            break
        # Fails while another start of ours holds the lock of /etc/passwd; then that one makes the user.
        _, said = await run_as(
            None,
            [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
            timeout=30,
        )
        if _look_up(NAME) is None:
            await asyncio.sleep(0.2)
    account = _look_up(NAME)
    if account is None:
        raise NoDatabaseAccount(
            f"PostgreSQL does not run as root. Make a system user {NAME!r}, start as an ordinary user, "
            "or set DATABASE_URL.",
            reason=said.strip(),
        )
    return account


def owner_of(path: Path) -> Account:
    """The account that owns `path`. Raises NoDatabaseAccount for an owner without a name."""
    uid = path.stat().st_uid
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise NoDatabaseAccount(
            f"The database in {path} belongs to user {uid}, who is not known here."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


async def can_enter(account: Account, folder: Path) -> bool:
    """Whether `account` gets into `folder`, past all its parents. The machine is asked, not the mode bits."""
    code, _ = await run_as(account, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)], timeout=30)
    return code == 0


async def run_as(account: Account | None, command: Sequence[str], *, timeout: float) -> tuple[int, str]:
    """Run `command` as `account` (None: as ourselves) and return its exit code and what it said.

    Raises TimeoutError after `timeout` seconds, when it has been killed.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        cwd="/",
        env=_ENVIRONMENT,
        umask=0o077,
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
    )
    try:
        async with asyncio.timeout(timeout):
            said, _ = await process.communicate()
    except BaseException:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    assert process.returncode is not None
    return process.returncode, said.decode(errors="replace")


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
