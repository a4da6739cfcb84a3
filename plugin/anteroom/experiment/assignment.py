"""Who gets no nudge, decided by a keyed hash before anybody asks whether there is one to send.

The unit is a person, never an item: a person who were in both arms would learn in one what is tried in the
other. The same person is in the same arm at every look, in every process, and nothing of it need be kept.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum

WHOLE = 1000
"""Shares are counted in thousandths."""
_BITS = 64


class Arm(StrEnum):
    """What a person is to an experiment."""

    NUDGED = "nudged"
    HELD_OUT = "held_out"
    """Nothing is sent, and what waits is counted all the same. The client's help comes as it would."""
    OUTSIDE = "outside"
    """A test is on, and this person is not of its cohort: nothing is sent, and nothing is compared."""


def arm_of(key: bytes, name: str, share: int, person_id: str) -> Arm:
    """Return the arm of a person, of whom `share` in a thousand are held out.

    `key` is `key_of`'s. Another `name` draws anew; under one name whoever is held out at a share is so at
    every greater one, so that a programme's few are of those who were held out in its test.
    """
    drawn = hmac.new(key, f"{name}\0{person_id}".encode(), hashlib.sha256).digest()[: _BITS // 8]
    # A multiple of the whole range, not a remainder: every thousandth is as wide as the next to 2^-54.
    return Arm.HELD_OUT if int.from_bytes(drawn) * WHOLE >> _BITS < share else Arm.NUDGED


def key_of(index_key: bytes) -> bytes:
    """Return the key of all assignments, for one use derived from the index key, which never changes.

    Without it nobody can tell who is held out, or choose ids that are not.
    """
    return hmac.new(index_key, b"experiment\0arms", hashlib.sha256).digest()
