"""Folders of the embedded server. What we make gets its mode; what is there already keeps its own."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from anteroom.database.account import Account
from anteroom.errors import Unavailable


class FolderNotOurs(Unavailable):
    """A folder that must be private belongs to somebody else, or others may enter it."""

    code = "folder-not-ours"


class FolderNotWritable(Unavailable):
    """A folder cannot be made, or nothing in it: it is somebody else's, read-only, or its disk is full."""

    code = "folder-not-writable"


def make_folder(folder: Path) -> None:
    """Make `folder` if missing: private as an ordinary user; as root passable, for the server's account.

    Raises FolderNotWritable.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # mkdir's mode would pass through the umask
        elif not os.access(folder, os.W_OK):
            raise PermissionError("it is read-only, or belongs to somebody else")
    except OSError as error:
        raise FolderNotWritable(
            f"Nothing can be written in {folder}, where the database is to lie. Take that folder for "
            "yourself, name another one as database.folder in app.yaml, or set DATABASE_URL.",
            reason=error.strerror or str(error),
        ) from error


def own_folder(folder: Path, account: Account | None) -> None:
    """Make `folder` for the account alone, or see that it is so. Raises FolderNotOurs."""
    uid = os.geteuid() if account is None else account.uid
    try:
        folder.mkdir(mode=0o700)
        if account is not None:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
            raise FolderNotOurs(
                f"{folder} must be a folder of the database's account, with mode 0700."
            ) from None
