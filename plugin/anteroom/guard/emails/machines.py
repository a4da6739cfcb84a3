"""Accounts on machines and names of files, which are written like addresses and lead to nobody."""

from __future__ import annotations

from typing import Final

from anteroom.guard.catalogue import data, pattern

_LONGEST: Final = 254  # RFC 5321 4.5.3.1.3
_SHELL: Final = r"\b(?:ssh|scp|sftp|rsync|mosh|sshfs|ssh-copy-id|ssh-keyscan|sshd|vnc|rdp)\b[^\n]{0,40}$"


def is_account(text: str, start: int, end: int) -> bool:
    """Whether text[start:end], "name@host" in a folded text, names a machine's account or a file.

    A name of a person after "ssh" still counts as an address: anybody could hide one there.
    """
    name, _, domain = text[start:end].partition("@")
    run = text[max(0, start - _LONGEST) : start].rpartition(" ")[2]
    if "://" in run and run.endswith(("://", ":")):
        return True  # user:password@host in an address of a service
    path = text[end : end + _LONGEST].partition(" ")[0]
    if path[:1] == ":" and (name == "git" or "/" in path or path[1:2] == "~"):
        return True  # git@host:path, root@host:~#
    if name in data("hosts")["machine_users"]:
        return True
    shell = text[max(0, start - 60) : start]
    if name in data("hosts")["shell_users"] and pattern(_SHELL).search(shell):
        return True
    return pattern(r"[1-4]x\.[a-z]{2,4}").fullmatch(domain) is not None  # icon@2x.ai
