"""Chance is passed in, so that a history can be played again."""

from __future__ import annotations

import random
import secrets
from typing import Protocol

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
# An octet's lowest five bits are as even as the octet.
_OF_OCTET = bytes(ord(ALPHABET[octet & 31]) for octet in range(256))


class Randomness(Protocol):
    """Where ids, keys and jitter come from."""

    def token(self, length: int) -> str:
        """Return `length` characters of `ALPHABET`, five bits each."""
        ...

    def bytes(self, count: int) -> bytes:
        """Return `count` random octets."""
        ...

    def uniform(self, low: float, high: float) -> float:
        """Return a float between `low` and `high`."""
        ...


class SystemRandomness:
    """The operating system's source, fit for secrets."""

    def token(self, length: int) -> str:
        return secrets.token_bytes(length).translate(_OF_OCTET).decode()

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def uniform(self, low: float, high: float) -> float:
        return random.SystemRandom().uniform(low, high)


class SeededRandomness:
    """The same chance each time; for tests, never for secrets."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)

    def token(self, length: int) -> str:
        return "".join(self._source.choice(ALPHABET) for _ in range(length))

    def bytes(self, count: int) -> bytes:
        return self._source.randbytes(count)

    def uniform(self, low: float, high: float) -> float:
        return self._source.uniform(low, high)
