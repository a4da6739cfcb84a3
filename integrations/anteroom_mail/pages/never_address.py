"""Where a person says "never again": a local part and a page's address that name the mailbox, not the person.

`n-<mailbox>-<MAC>`: nobody can make one for another mailbox, nothing is stored, and it works for as long as
the mail in which it stands is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32decode, b32encode

_SHAPE = re.compile(r"n-([a-z2-7]{32})-([a-z2-7]{20})")


def never_local(key: bytes, mailbox: bytes) -> str:
    """Return the local part that refuses mail for a mailbox of 20 octets; 55 octets long."""
    name = b32encode(mailbox).decode().lower()
    return f"n-{name}-{_mac(key, name)}"


def never_mailbox(key: bytes, local: str) -> bytes | None:
    """Return the mailbox that a local part names; None for one we did not make. Case does not count."""
    match = _SHAPE.fullmatch(local.lower())
    if match is None or not hmac.compare_digest(match[2], _mac(key, match[1])):
        return None
    return b32decode(match[1].upper())


def _mac(key: bytes, name: str) -> str:
    # The key signs other things too; the prefix keeps them apart.
    digest = hmac.new(key, f"mail-never:{name}".encode(), hashlib.sha256).digest()
    return b32encode(digest)[:20].decode().lower()
