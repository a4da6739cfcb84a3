"""Envelope senders of our own: each names the party whose mail it carried, so that a bounce finds home.

`b-<party>-<MAC>`: nobody can make one for another party, and nothing is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode

_SHAPE = re.compile(r"b-([a-z2-7]{20})-([a-z2-7]{20})")
_PARTY = "pty_"


def bounce_local(key: bytes, party_id: str) -> str:
    """Return the local part of the address to which mail for this party bounces; at most 64 octets."""
    seat = party_id.removeprefix(_PARTY)
    return f"b-{seat}-{_mac(key, seat)}"


def bounced_party(key: bytes, local: str) -> str | None:
    """Return the party that a local part names; None for one we did not make. Case does not count."""
    match = _SHAPE.fullmatch(local.lower())
    if match is None or not hmac.compare_digest(match[2], _mac(key, match[1])):
        return None
    return _PARTY + match[1]


def _mac(key: bytes, seat: str) -> str:
    # The key signs other things too; the prefix keeps them apart.
    digest = hmac.new(key, f"mail-bounce:{seat}".encode(), hashlib.sha256).digest()
    return b32encode(digest)[:20].decode().lower()
