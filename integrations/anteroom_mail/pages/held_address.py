"""The page on which the writer of a held text appeals or takes it back; one mail bears its address."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode

HELD_PATH = "/held/"
_SHAPE = re.compile(r"(hld_[a-z2-7]{24})-([a-z2-7]{20})")


def held_page(key: bytes, held_id: str) -> str:
    """Return the page's path for a held text; nobody can make one for another."""
    return f"{HELD_PATH}{held_id}-{_mac(key, held_id)}"


def held_named(key: bytes, name: str) -> str | None:
    """Return the held text that the end of such a path names; None for one we did not make."""
    match = _SHAPE.fullmatch(name)
    if match is None or not hmac.compare_digest(match[2], _mac(key, match[1])):
        return None
    return match[1]


def _mac(key: bytes, held_id: str) -> str:
    # The key signs other things too; the prefix keeps them apart.
    digest = hmac.new(key, f"held:{held_id}".encode(), hashlib.sha256).digest()
    return b32encode(digest)[:20].decode().lower()
