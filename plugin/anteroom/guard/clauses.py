"""A text as words and the signs between them, in pieces that are read at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

LONGEST: Final = 60
"""Words of a piece; a sentence that has more is read in several."""
STOPS: Final = frozenset({".", "?", "!"})
"""Words that end a sentence."""

_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys('"()[]{}<>*~/\\|:«»„“”‚「」『』【】\t\r-–—‐‑¿¡・_', " "),
        **dict.fromkeys("’‘`´ʼ", "'"),
        **dict.fromkeys("،、，", ","),
        **dict.fromkeys(";\n।۔", "!"),
        "؟": "?",
    }
)
_EASTERN: Final = "\u3040"
_LAST_EASTERN: Final = "\u9fff"


def plain(folded: str) -> str:
    """A folded text, each character in its place, with blanks for all but words and what ends a clause."""
    return folded.translate(_PLAIN)


def words(plain: str) -> list[str]:
    """The words of a plain text and the signs between clauses; every Chinese or Japanese character is one."""
    if not plain.isascii() and max(plain) >= _EASTERN:
        plain = "".join(f" {c} " if _EASTERN <= c <= _LAST_EASTERN else c for c in plain)
    plain = plain.replace("?", " ? ").replace("!", " ! ").replace(",", " , ")
    return f"{plain} ".replace(". ", " . ").replace("' ", " ").replace(" '", " ").split()


def pieces(words: list[str]) -> Iterator[tuple[int, int]]:
    """Stretches of whole sentences, as many as fit into `LONGEST` words; each sentence is in one at least.

    Neighbours share up to half of their sentences, so that a request is not cut off from what explains it,
    and no word is read more than three times.
    """
    if len(words) <= LONGEST:
        if words:
            yield 0, len(words)
        return
    bounds = _bounds(words)
    first = last = 0
    while last < len(bounds) - 1:
        while last + 1 < len(bounds) and bounds[last + 1] - bounds[first] <= LONGEST:
            last += 1
        yield bounds[first], bounds[last]
        start = bounds[first] + LONGEST // 2
        first += 1
        while first < last and bounds[first] < start:
            first += 1


def _bounds(words: list[str]) -> list[int]:
    """Where sentences begin, and the end; none is longer than `LONGEST`."""
    bounds = [0]
    for place, word in enumerate(words, 1):
        if word in STOPS or place - bounds[-1] == LONGEST:
            bounds.append(place)
    if bounds[-1] < len(words):
        bounds.append(len(words))
    return bounds


def sentences(words: list[str], start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of words[start:end] that hold a word."""
    found, begin = [], start
    for place in range(start, end):
        if words[place] in STOPS or place == end - 1:
            if any(word not in STOPS for word in words[begin : place + 1]):
                found.append((begin, place + 1))
            begin = place + 1
    return found


def places(plain: str, words: list[str]) -> list[int]:
    """Where each of `words` begins in the plain text that they are of."""
    found, place = [], 0
    for word in words:
        place = plain.index(word, place)
        found.append(place)
        place += len(word)
    return found
