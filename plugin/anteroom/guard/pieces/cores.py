"""What is left of a short message without the words that only hand something over: "kelp", "@", ".com"."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.emails.hosts import is_domain
from anteroom.guard.pieces.words import spoken
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.languages import LANGUAGES, words
from anteroom.guard.texts.sign_words import sign_of

_EDGES: Final = " \t\n,;:!?¿¡…()\"'«»„“”‹›、。，！？؟،*•·"
_REMEMBERED: Final = 512
"""Messages whose cores are remembered, since each is read again beside those after it."""
_SMALL: Final = (
    *("filler", "more", "then", "order", "bits", "front", "at the end", "before at", "direction", "article"),
    *(
        "the",
        "nth",
        "part",
        "with a",
        "of",
        "copula",
        "joins",
        "one word",
        "in the middle",
        "local",
        "domain",
    ),
    *("ending", "site", "sign noun", "write there", "on it", "is me", "self is", "lead", "back"),
)
"""Lists of data/pieces whose words hand something over and are no piece of it."""


@lru_cache(maxsize=_REMEMBERED)
def cores(text: str) -> tuple[str, ...]:
    """The words of a message that may be pieces of an address, signs in words as these and joined."""
    found: list[str] = []
    said = [word.strip(_EDGES).removesuffix(".") for word in spoken(text).split()]
    said = [word for word in said if word]
    if len(said) > 2 and all(len(word) == 1 for word in said):
        return ("".join(said),)
    for place, word in enumerate(said):
        after = said[place + 1] if place + 1 < len(said) else ""
        sign = _sign(word, after)
        if sign and found and found[-1].startswith(".") and sign == ".":
            found[-1] += "."
        elif sign:
            found.append(sign)
        elif found and found[-1].endswith(".") and is_domain(f"x{found[-1]}{word}"):
            found[-1] += word
        elif word not in _small():
            found.append(word)
    return tuple(found)


def is_rare(word: str) -> bool:
    """Whether a word may be part of somebody's name: it is in no common use, or no word at all."""
    parts = [part for part in word.replace("-", ".").replace("_", ".").split(".") if part]
    letters = sum(c.isalpha() for c in word)
    return letters > 2 and any(len(part) > 2 and not is_everyday(part) for part in parts)


def is_ending(core: str) -> bool:
    """Whether a core is how an address ends: ".com", ".co.uk"."""
    return core.startswith(".") and is_domain(f"x{core}")


def _sign(word: str, after: str) -> str:
    if word == "@" or ((found := sign_of(word)) is not None and found.sign == "@" and found.weight > 1):
        return "@"
    if word in words().dot and len(word) > 1 and after and is_domain(f"x.{after}"):
        return "."
    return ""


@cache
def _small() -> frozenset[str]:
    tables = [data(f"pieces/{code}") for code in LANGUAGES]
    phrases = [phrase for table in tables for name in _SMALL for phrase in table[name]]
    return frozenset(word for phrase in phrases for word in spoken(phrase).rstrip("*").split())
