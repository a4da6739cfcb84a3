"""From where packets come, as far as anybody can tell, and how much of the relay one source may have."""

from __future__ import annotations

import hmac
from array import array
from ipaddress import ip_address

from anteroom.rooms.relay.stun import Address

SLOTS = 4096
"""How many counts are kept, however many sources there are."""
AT_ONCE = 200.0
A_SECOND = 100.0
"""Answers to requests that prove nothing, of one source. A browser's login asks for one or two of them."""


def network_of(address: Address) -> str:
    """Return what counts as one source: an IPv4 address, or the /64 of IPv6 that one subscriber is given."""
    host = address[0]
    return ip_address(host).exploded[:19] if ":" in host else host


class Unproved:
    """Bounds what is answered to who has proved nothing: over UDP a sender's address may be another's.

    Who sends requests in somebody's name has the answers sent there, which are longer than what was asked.
    Each source shares one of `SLOTS` buckets, chosen under a key, so that memory stays the same and nobody
    outside knows with whom.
    """

    def __init__(self, key: bytes, name: bytes) -> None:
        """`key` is a secret of the relay's, `name` tells its tables apart."""
        self._key = key
        self._prefix = name + b":"
        self._left = array("d", [AT_ONCE]) * SLOTS
        self._at = array("d", [0.0]) * SLOTS

    def may_answer(self, address: Address, now: float) -> bool:
        """Tell whether one more answer goes to this address, and count it; `now` is Unix time in seconds."""
        digest = hmac.digest(self._key, self._prefix + network_of(address).encode(), "sha256")
        slot = int.from_bytes(digest[:4], "big") % SLOTS
        since = max(0.0, now - self._at[slot])
        left = min(AT_ONCE, self._left[slot] + since * A_SECOND)
        self._at[slot] = now
        if left < 1:
            self._left[slot] = left
            return False
        self._left[slot] = left - 1
        return True
