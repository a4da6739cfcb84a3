"""What the languages call the signs of an address, read from data/languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.texts.views import folded

LANGUAGES: Final = (
    "en", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "uk",
    "tr", "ar", "hi", "ur", "bn", "id", "vi", "zh", "ja",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all languages together, folded as texts are.

    `at` and `dot` stand for these signs, `signs` for others; `numbers` gives the value of a word, by its
    pieces between spaces and hyphens, `times` how often one repeats the next digit (numerals.py knows more
    of both); `spoken` gives names in other scripts their Latin spelling.
    """

    at: tuple[str, ...]
    dot: tuple[str, ...]
    signs: dict[str, str]
    numbers: dict[tuple[str, ...], int]
    times: dict[tuple[str, ...], int]
    spoken: dict[str, str]


@cache
def words() -> Words:
    """All languages' words; of a word that means two things the earlier language's meaning counts."""
    tables = [data(f"languages/{code}") for code in LANGUAGES]
    numbers: dict[tuple[str, ...], int] = {}
    times: dict[tuple[str, ...], int] = {}
    for table in (data(f"numbers/{code}") for code in LANGUAGES):
        for value, names in table["numbers"].items():
            for name in names:
                numbers.setdefault(pieces(plain(name)), int(value))
        for name, often in table["times"].items():
            times.setdefault(pieces(plain(name)), often)
    return Words(
        _all(tables, "at"),
        _all(tables, "dot"),
        {plain(name): sign for table in reversed(tables) for name, sign in table["signs"].items()},
        numbers,
        times,
        {plain(name): latin for table in reversed(tables) for name, latin in table["spoken"].items()},
    )


def plain(word: str) -> str:
    """`word` as it shows in a folded view."""
    return folded(word).text


def pieces(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, as a reader of numbers meets them."""
    return tuple(phrase.replace("-", " ").split())


def _all(tables: list[dict[str, list[str]]], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(word) for table in tables for word in table[key]))
