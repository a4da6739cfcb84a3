"""Base64, base32 and hexadecimal runs inside text: JWT segments, data URIs, tokens."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{11,}")
_BASE32 = re.compile(r"[A-Z2-7]{13,}|[a-z2-7]{13,}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ :]?){6,}")
_FROM_URL_SAFE = str.maketrans("-_", "+/")
_PRINTABLE = re.compile(rb"[ -~]{6,}")


def base64_runs(text: str) -> Iterator[str]:
    """What the base64-looking runs of `text` (RFC 4648, both alphabets, padded or not) decode to.

    Every alignment is tried, because a run may begin inside a longer word. Bytes without six printable
    characters in a row are not text and are left out.
    """
    for match in _BASE64.finditer(text):
        run = match[0].translate(_FROM_URL_SAFE)
        for shift in range(4):
            whole = run[shift:]
            whole += "A" if len(whole) % 4 == 1 else ""
            whole += "=" * (-len(whole) % 4)
            yield from _readable(base64.b64decode(whole))


def base32_runs(text: str) -> Iterator[str]:
    """What the base32-looking runs of `text` (RFC 4648 6), padded or not, in either case, decode to."""
    for match in _BASE32.finditer(text):
        run = match[0].upper()
        whole = run[: len(run) - (len(run) % 8 in (1, 3, 6))]  # lengths that no bytes encode to
        yield from _readable(base64.b32decode(whole + "=" * (-len(whole) % 8)))


def hex_runs(text: str) -> Iterator[str]:
    """What the hexadecimal runs of `text` decode to, with or without spaces or colons between the pairs."""
    for match in _HEX.finditer(text):
        run = match[0].replace(" ", "").replace(":", "")
        for shift in range(2):
            piece = run[shift:]
            yield from _readable(bytes.fromhex(piece[: len(piece) // 2 * 2]))


def _readable(decoded: bytes) -> Iterator[str]:
    if _PRINTABLE.search(decoded):
        yield decoded.decode("utf-8", "replace")
