"""What the languages call numbers, and what they say between them, read from data/numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from anteroom.guard.catalogue import data
from anteroom.guard.texts.languages import LANGUAGES, pieces, plain


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a phrase says: its value, and as bits the languages that say so."""

    value: int
    languages: int


@dataclass(frozen=True, slots=True)
class Numerals:
    """The number words of all languages together, folded as texts are, by their pieces between spaces.

    `plurals` are said after a number ("two fives"); `times` repeat the next digit; `chain` puts one group
    after another; `between` may stand between digits and says nothing; `plus` begins a country code.
    """

    numbers: dict[tuple[str, ...], Numeral]
    plurals: dict[str, int]
    times: dict[tuple[str, ...], int]
    chain: frozenset[tuple[str, ...]]
    between: frozenset[tuple[str, ...]]
    plus: frozenset[str]
    weak: frozenset[str]


@cache
def numerals() -> Numerals:
    """All languages' words; of a word that means two things the earlier language's meaning counts."""
    tables = [data(f"numbers/{code}") for code in LANGUAGES]
    numbers: dict[tuple[str, ...], Numeral] = {}
    times: dict[tuple[str, ...], int] = {}
    plurals: dict[str, int] = {}
    for place, table in enumerate(tables):
        for value, names in table["numbers"].items():
            for name in names:
                known = numbers.get(pieces(plain(name)), Numeral(int(value), 0))
                numbers[pieces(plain(name))] = Numeral(known.value, known.languages | 1 << place)
        for name, times_said in table["times"].items():
            times.setdefault(pieces(plain(name)), times_said)
        for name, value in table["plurals"].items():
            plurals.setdefault(plain(name), value)
    return Numerals(
        numbers,
        plurals,
        times,
        frozenset(pieces(plain(name)) for table in tables for name in table["chain"]),
        frozenset(pieces(plain(name)) for table in tables for name in table["between"]),
        frozenset(plain(name) for table in tables for name in table["plus"]),
        frozenset(map(plain, data("words")["weak"])),
    )
