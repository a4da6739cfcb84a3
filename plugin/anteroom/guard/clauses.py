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


def sentences(words: list[str]) -> list[tuple[int, int]]:
    """First word and end of each sentence, what ends it included; none is longer than `LONGEST`."""
    found, begin = [], 0
    for place, word in enumerate(words, 1):
        if word in STOPS or place - begin == LONGEST:
            if place - begin > 1 or word not in STOPS:
                found.append((begin, place))
            begin = place
    if begin < len(words):
        found.append((begin, len(words)))
    return found


def stretches(sentences: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring sentences that are read together, each alone too: the first one and the end."""
    for first, (begin, _) in enumerate(sentences):
        yield first, first + 1
        for end in range(first + 2, min(first + TOGETHER, len(sentences)) + 1):
            if sentences[end - 1][1] - begin > LONGEST:
                break
            yield first, end


def places(plain: str, words: list[str]) -> list[int]:
    """Where each of `words` begins in the plain text that they are of."""
    found, place = [], 0
    for word in words:
        place = plain.index(word, place)
        found.append(place)
        place += len(word)
    return found
