"""A text as sentences and clauses of words, each of which knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from anteroom.guard.catalogue import pattern

_ENDS: Final = r"[?!;\n।؟۔…]+|\.+(?:[\s)\"”»]|$)|\.+[\x{3040}-\x{9fff}]"
_WORD: Final = r"[\x{3040}-\x{30fa}\x{3400}-\x{9fff}]|,|[^\s,\x{3040}-\x{30fa}\x{3400}-\x{9fff}]+"
_EDGES: Final = "'.?!;…।؟۔"
_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys('"()[]{}<>*~/\\|:«»„“”‚「」『』【】\t\r-–—‐‑¿¡・', " "),
        **dict.fromkeys("’‘`´ʼ", "'"),
        **dict.fromkeys("،、，", ","),
    }
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Its `words`, without signs, commas as words of their own; the view's span of each; whether it asks."""

    words: list[str]
    spans: list[tuple[int, int]]
    question: bool


def words_of(text: str) -> list[str]:
    """The words of a folded text; every Chinese or Japanese character is one."""
    return [word for raw in _split(text.translate(_PLAIN)) if (word := raw.strip(_EDGES))]


def sentences(folded: str) -> Iterator[Sentence]:
    """The sentences of a folded text, in order, none empty."""
    text = folded.translate(_PLAIN)
    done = 0
    for end in (*pattern(_ENDS).finditer(text), None):
        stop = end.start() if end else len(text)
        words, spans = [], []
        for found in pattern(_WORD).finditer(text[done:stop]):
            word = found[0].strip(_EDGES)
            if word:
                begin = done + found.start() + found[0].index(word)
                words.append(word)
                spans.append((begin, begin + len(word)))
        if words:
            yield Sentence(words, spans, end is not None and ("?" in end[0] or "؟" in end[0]))
        done = stop


def _split(text: str) -> list[str]:
    if text.isascii() and "," not in text:
        return text.split()
    return [found[0] for found in pattern(_WORD).finditer(text)]
