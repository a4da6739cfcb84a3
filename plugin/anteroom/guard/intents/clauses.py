"""A text as words and the signs between them, in sentences and stretches of sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

LONGEST: Final = 40
"""Words that are read together; a longer sentence counts as several."""
TOGETHER: Final = 3
"""Sentences that are read together: what is asked is at times only clear from the one before."""
STOPS: Final = frozenset({".", "?", "!"})
"""Words that end a sentence."""

_PLAIN: Final[dict[int, str]] = str.maketrans(
    {
        **dict.fromkeys('"()[]{}<>*~/\\|:«»„“”‚「」『』【】\t\r-–—‐‑¿¡・_', " "),
        **dict.fromkeys("’‘`´ʼ", "'"),
        **dict.fromkeys("،、，", ","),
        **dict.fromkeys(";\n।۔", "!"),
        "؟": "?",
    }
)
_PLAIN_ASCII: Final = bytes(ord(_PLAIN.get(code, chr(code))) for code in range(128)) + bytes(range(128, 256))
"""The same for texts of plain letters, most of all: octets are exchanged ten times as fast as characters."""
_EASTERN: Final = "\u3040"
_LAST_EASTERN: Final = "\u9fff"


def plain(folded: str) -> str:
    """A folded text, each character in its place, with blanks for all but words and what ends a clause."""
    if folded.isascii():
        return folded.encode().translate(_PLAIN_ASCII).decode()
    return folded.translate(_PLAIN)


def sentences(plain: str) -> list[list[str]]:
    """The sentences of a plain text, as words; what ends one is its last, a comma is one too.

    Every Chinese or Japanese character is a word. A sentence longer than `LONGEST` counts as several.
    """
    if not plain.isascii() and max(plain) >= _EASTERN:
        plain = "".join(f" {c} " if _EASTERN <= c <= _LAST_EASTERN else c for c in plain)
    cut = plain.replace("?", " ?\n").replace("!", " !\n").replace(",", " , ")
    cut = f" {cut} ".replace(". ", " .\n")
    if "'" in cut:
        cut = cut.replace("' ", " ").replace(" '", " ")
    found = []
    for line in cut.split("\n"):
        words = line.split()
        if len(words) > LONGEST:
            found += [words[start : start + LONGEST] for start in range(0, len(words), LONGEST)]
        elif len(words) > 1 or (words and words[0] not in STOPS):
            found.append(words)
    return found


def stretches(lengths: list[int], around: int) -> Iterator[tuple[int, int]]:
    """Neighbouring sentences, that at `around` among them, that are read together: the first one and the end.

    `lengths` are those of all sentences, in words.
    """
    for first in range(max(0, around - TOGETHER + 1), around + 1):
        for end in range(max(around + 1, first + 2), min(first + TOGETHER, len(lengths)) + 1):
            if sum(lengths[first:end]) <= LONGEST:
                yield first, end


def places(plain: str, sentences: list[list[str]]) -> list[tuple[int, int]]:
    """Where each of the sentences of a plain text begins and ends."""
    found, place = [], 0
    for words in sentences:
        start = place = plain.index(words[0], place)
        for word in words:
            place = plain.index(word, place) + len(word)
        found.append((start, place))
    return found
