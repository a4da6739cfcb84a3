"""Passes: `seat.epoch.MAC`, made anew whenever one is shown; only the epoch is stored.

A seat is a party's id. Raising the epoch kills every pass made before. In links the pass stands in the
fragment, which no server, log, referrer or preview ever sees.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from dataclasses import dataclass

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass whose MAC is right: the seat and the epoch it was made in. The epoch is still to be compared."""

    seat: str
    epoch: int


class Mint:
    """Makes and reads passes under a key outside the database."""

    def __init__(self, key: bytes, public_url: str) -> None:
        self._key = key
        self._public_url = public_url

    def make(self, seat: str, epoch: int) -> str:
        """Return the pass of a seat in an epoch."""
        return f"{seat}.{epoch}.{self._mac(seat, epoch)}"

    def link(self, seat: str, epoch: int) -> str:
        """Return the personal link of a seat; to be shown to nobody else."""
        return f"{self._public_url}/i#{self.make(seat, epoch)}"

    def read(self, text: str) -> Pass | None:
        """Return what a pass says, or None for anything we did not make."""
        if len(text) > LONGEST or text.count(".") != 2:
            return None
        seat, epoch, mac = text.split(".")
        if not epoch.isascii() or not epoch.isdigit() or len(epoch) > 6:
            return None
        expected = self._mac(seat, int(epoch))
        if not hmac.compare_digest(mac.encode(), expected.encode()):
            return None
        return Pass(seat, int(epoch))

    def _mac(self, seat: str, epoch: int) -> str:
        digest = hmac.new(self._key, f"pass:{seat}:{epoch}".encode(), hashlib.sha256).digest()
        return b32encode(digest[:20]).decode().lower()
