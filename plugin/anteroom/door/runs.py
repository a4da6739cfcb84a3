"""Base64, base32 and hexadecimal runs inside text: JWT segments, data URIs, tokens."""

from __future__ import annotations

import base64
import re
from binascii import a2b_base64
from collections.abc import Iterator
from typing import Final

_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_SHORTEST_BASE64: Final = 11
_BASE64: Final = bytes(letter if letter in _LETTERS else 0x20 for letter in range(256))
"""Leaves of a text its words in letters of base64 (both alphabets); of other scripts nothing is left."""
_BASE32 = re.compile(rb"[A-Z2-7]{13,}|[a-z2-7]{13,}")
# Written out as far as its first two signs, by which the engine skips ahead.
_HEX = re.compile(r"[0-9A-Fa-f][0-9A-Fa-f][ :]?(?:[0-9A-Fa-f]{2}[ :]?){5,}")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_ENDS: Final = (b"", b"A==", b"==", b"=")
"""What makes groups of four whole, by the letters that stand over."""
_PRINTABLE = re.compile(rb"[ -~]{6,}")


def decoded_runs(text: str, known: set[bytes] | None = None) -> Iterator[tuple[str, str]]:
    """What the runs of `text` decode to, behind the name of their encoding: base64, base32, then hex.

    Base64 (RFC 4648, both alphabets) and base32 (RFC 4648 6, either case) may be padded or not; between the
    pairs of hexadecimal digits may stand spaces or colons. Of base64 every alignment is tried, because a run
    may begin inside a longer word. Bytes without six printable characters in a row are not text and are left
    out.

    Runs in `known` are left out and the others put there: the readings of one payload share nearly all.
    """
    known = set() if known is None else known
    # A run of base32 lies within one of base64, whose alphabet holds the other.
    words = text.encode("utf-8", "surrogatepass").translate(_BASE64).split()
    fresh = []
    for run in words:
        if len(run) < _SHORTEST_BASE64 or run in known:
            continue
        known.add(run)
        fresh.append(run)
        for decoded in _from_base64(run.translate(_FROM_URL_SAFE)):
            yield "base64", decoded
    for run in fresh:
        for match in _BASE32.finditer(run):
            for decoded in _from_base32(match[0].upper()):
                yield "base32", decoded
    for found in _HEX.finditer(text):
        for decoded in _from_hex(found[0].replace(" ", "").replace(":", "")):
            yield "hex", decoded


def _from_base64(run: bytes) -> Iterator[str]:
    for shift in range(4):
        whole = run[shift:]
        yield from _readable(a2b_base64(whole + _ENDS[len(whole) % 4]))


def _from_base32(run: bytes) -> Iterator[str]:
    whole = run[: len(run) - (len(run) % 8 in (1, 3, 6))]  # lengths that no bytes encode to
    yield from _readable(base64.b32decode(whole + b"=" * (-len(whole) % 8)))


def _from_hex(run: str) -> Iterator[str]:
    for shift in range(2):
        piece = run[shift:]
        yield from _readable(bytes.fromhex(piece[: len(piece) // 2 * 2]))


def _readable(decoded: bytes) -> Iterator[str]:
    if _PRINTABLE.search(decoded):
        yield decoded.decode("utf-8", "replace")
