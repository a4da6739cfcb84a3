"""Values that must not be printed by accident, and the seal that keeps bytes unreadable at rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anteroom.randomness import Randomness

MARK = "‹sealed›"
NONCE = 12


class Plain:
    """A contact detail in the open. It shows itself to nobody who does not ask with `reveal()`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value.

        Only for the envelope of the owner's own mail, for a recorded disclosure, and to compare it with what
        came from outside.
        """
        return self._value

    def __repr__(self) -> str:
        return MARK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return MARK


class Seal:
    """AES-256-GCM under keys with ids; the first key seals, every key opens (rotation without downtime).

    A sealed value is `key id | 0x00 | nonce | ciphertext`; what it belongs to is authenticated with it.
    """

    def __init__(self, keys: Sequence[tuple[str, bytes]], randomness: Randomness) -> None:
        self._keys: Mapping[str, AESGCM] = {name: AESGCM(key) for name, key in keys}
        self._first = keys[0][0]
        self._randomness = randomness

    @property
    def key_id(self) -> str:
        """The id of the key that seals now."""
        return self._first

    def close(self, value: bytes, belongs_to: str) -> bytes:
        """Seal `value`."""
        nonce = self._randomness.bytes(NONCE)
        body = self._keys[self._first].encrypt(nonce, value, belongs_to.encode())
        return self._first.encode() + b"\0" + nonce + body

    def open(self, sealed: bytes, belongs_to: str) -> bytes:
        """Open what `close` sealed for the same `belongs_to`. Raises ValueError for anything else."""
        name, _, rest = sealed.partition(b"\0")
        key = self._keys.get(name.decode("ascii", "replace"))
        if key is None:
            raise ValueError("sealed under a key that is not here")
        try:
            return key.decrypt(rest[:NONCE], rest[NONCE:], belongs_to.encode())
        except InvalidTag as error:
            raise ValueError("not sealed by us, or for something else") from error
