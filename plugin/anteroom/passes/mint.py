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
        seat, written, mac = text.split(".")
        epoch = epoch_of(written)
        if epoch is None or not same(mac, self._mac(seat, epoch)):
            return None
        return Pass(seat, epoch)

    def _mac(self, seat: str, epoch: int) -> str:
        digest = hmac.new(self._key, f"pass:{seat}:{epoch}".encode(), hashlib.sha256).digest()
        return b32encode(digest[:20]).decode().lower()


def epoch_of(text: str) -> int | None:
    """Return the epoch that a text writes, or None for one we would have written otherwise, as 01 or ١."""
    if len(text) > 6 or not text.isascii() or not text.isdigit() or str(int(text)) != text:
        return None
    return int(text)


def same(given: str, expected: str) -> bool:
    """Compare in constant time. What came in may hold lone surrogates, from octets that are no text."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
