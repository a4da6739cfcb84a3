"""What single words of a text say: base64, base32 and hexadecimal digits, packed or not.

Part of the oracle of `leak_search`: the standard library only, and nothing shared with what it judges.
"""

from __future__ import annotations

import gzip
import re
import zlib
from base64 import b32decode, b64decode
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from string import ascii_letters, digits, hexdigits


def base64_words(text: str) -> Iterator[str]:
    """What base64 or base64url words say; a prefix may have shifted them by up to three characters."""
    yield from _said(_from_base64, _runs(text, NOT_BASE64, 10))


def base32_words(text: str) -> Iterator[str]:
    """What base32 words say, wherever they begin."""
    yield from _said(_from_base32, _runs(text, NOT_BASE32, 16))


def hex_words(text: str) -> Iterator[str]:
    """What words of hexadecimal digits say, with or without marks between the octets."""
    yield from _said(_from_hex, [word for run in _runs(text, NOT_HEX, 14) for word in HEX.findall(run)])


def _runs(text: str, other: bytes, least: int) -> list[str]:
    """The stretches of at least so many characters that have none of the others in them."""
    found = text.encode("ascii", "replace").translate(other).split()
    return [run.decode() for run in found if len(run) >= least]


def _all_but(kept: str, mark: str = " ") -> bytes:
    """A table that makes a blank of every octet but these, and this mark of a blank."""
    return bytes(ord(mark) if octet == 32 else octet if chr(octet) in kept else 32 for octet in range(256))


NOT_BASE64 = _all_but(ascii_letters + digits + "+/_-")
NOT_BASE32 = _all_but(ascii_letters + "234567")
NOT_HEX = _all_but(hexdigits + ":,-", mark="-")
HEX = re.compile(r"[0-9A-Fa-f][0-9A-Fa-f](?:[:,-]?[0-9A-Fa-f]{2}){6,}")


def _said(read: Callable[[str], tuple[str, ...]], words: Sequence[str]) -> Iterator[str]:
    found = [stretch for word in words for stretch in read(word)]
    if found:
        yield "\n".join(found)


# The same words stand in many readings of one capture.
@lru_cache(maxsize=50_000)
def _from_base64(word: str) -> tuple[str, ...]:
    return tuple(stretch for shift in range(4) for stretch in _printable(base64_octets(word[shift:])))


@lru_cache(maxsize=50_000)
def _from_base32(word: str) -> tuple[str, ...]:
    shifted = [word[shift:].upper() for shift in range(8)]
    return tuple(stretch for each in shifted for stretch in _printable(b32decode(each[: len(each) // 8 * 8])))


@lru_cache(maxsize=50_000)
def _from_hex(word: str) -> tuple[str, ...]:
    bare = re.sub(r"[^0-9A-Fa-f]", "", word)
    shifted = [bare[shift:] for shift in range(2)]
    return tuple(
        stretch for each in shifted for stretch in _printable(bytes.fromhex(each[: len(each) // 2 * 2]))
    )


def base64_octets(word: str) -> bytes:
    """The octets of a word, whatever is wrong with its end."""
    kept = re.sub(r"[^A-Za-z0-9+/]", "", word.replace("-", "+").replace("_", "/"))
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return b64decode(kept + "=" * (-len(kept) % 4))


def _printable(raw: bytes) -> list[str]:
    """The stretches of at least seven readable characters, wherever they begin."""
    raw = unpacked(raw)
    texts = [raw.decode("utf-8", "replace")]
    if raw.count(0) * 3 > len(raw):
        texts += [raw.decode("utf-16-le", "ignore"), raw.decode("utf-16-be", "ignore")]
    return [
        stretch
        for text in texts
        for stretch in re.findall(r"[\t\n\r -~\u00a0-\u2fff\uff00-\uffef]{7,}", text)
    ]


def unpacked(raw: bytes) -> bytes:
    """The octets as they were before gzip or zlib."""
    try:
        if raw[:2] == b"\x1f\x8b":
            return gzip.decompress(raw)
        if raw[:1] == b"\x78" and len(raw) > 2 and int.from_bytes(raw[:2], "big") % 31 == 0:
            return zlib.decompress(raw)
    except (OSError, EOFError, zlib.error):
        pass  # it only looked packed
    return raw
