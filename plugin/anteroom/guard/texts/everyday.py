"""Words of everyday talk, which are nobody's name: what tells "at kestrelwood" from "at work"."""

from __future__ import annotations

from functools import cache
from typing import Final

from anteroom.guard.catalogue import data

_SENTENCE: Final = 6


@cache
def everyday() -> frozenset[str]:
    """The commonest words of many languages, folded."""
    return frozenset(word for lines in data("everyday").values() for line in lines for word in line.split())


@cache
def _english() -> frozenset[str]:
    table = data("everyday")
    return frozenset(word for key in ("en", "work") for line in table[key] for word in line.split())


def in_english(words: list[str]) -> bool:
    """Whether most of a text's words are English ones, of which alone enough are known to miss any."""
    return 2 * sum(word in _english() for word in words) > len(words)


def is_foreign(words: list[str]) -> bool:
    """Whether words are a sentence in which hardly any is English."""
    return len(words) >= _SENTENCE and 3 * sum(word in _english() for word in words) < len(words)


def is_everyday(word: str) -> bool:
    """Whether a folded word, or what it is a form of, is in common use."""
    known = everyday()
    if word in known or len(word) < 2:
        return True
    if word.endswith(("ied", "ies")) and f"{word[:-3]}y" in known:
        return True
    for suffix in ("'s", "s", "es", "ed", "d", "ing", "ings", "ly", "er", "ers"):
        if word.endswith(suffix) and len(word) - len(suffix) > 2:
            stem = word[: -len(suffix)]
            if stem in known or stem + "e" in known:
                return True
            if stem[-1] == stem[-2] and stem[:-1] in known:
                return True  # "cropped", "running"
    return False
