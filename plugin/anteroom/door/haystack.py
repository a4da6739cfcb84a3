"""The readings of one payload as a single folded text, searched once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote

from anteroom.door.decoding import Reading
from anteroom.door.folding import fold, unaccented

EDGE: Final = "\x00"
"""Stands between readings; nothing is sought across it."""

_RUN = re.compile(r"\d(?:[^0-9a-z\x00]{0,4}\d){5,}")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits that a reader could take for one number: `places[i]` is where `digits[i]` stands in the text."""

    digits: str
    places: tuple[int, ...]


class Haystack:
    """`text` holds all readings folded; the other views are made when first asked for."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._wheres: list[str] = []
        self._starts: list[int] = []
        pieces: list[str] = []
        length = 0
        for reading in readings:
            folded = fold(reading.text)
            if EDGE in folded:
                folded = folded.replace(EDGE, " ")
            self._wheres.append(reading.where)
            self._starts.append(length)
            pieces.append(folded)
            length += len(folded) + len(EDGE)
        self.text = EDGE.join(pieces)

    def where(self, offset: int) -> str:
        """Which reading holds `offset`."""
        return self._wheres[bisect_right(self._starts, offset) - 1]

    @cached_property
    def squeezed(self) -> str:
        """The text without white space, to rule needles out cheaply."""
        return "".join(self.text.split())

    @cached_property
    def runs(self) -> tuple[DigitRun, ...]:
        """Every run of at least six digits with at most four signs, none a Latin letter, between two."""
        found = []
        for match in _RUN.finditer(self.text):
            places = tuple(digit.start() for digit in _DIGIT.finditer(self.text, match.start(), match.end()))
            found.append(DigitRun("".join(self.text[place] for place in places), places))
        return tuple(found)

    @cached_property
    def words(self) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        """The text's words without accents, each between spaces; where each begins there; where it stood."""
        pieces: list[str] = []
        begins: list[int] = []
        places: list[int] = []
        length = 0
        for start, reading in zip(self._starts, self.text.split(EDGE), strict=True):
            for word in _WORD.finditer(reading):
                plain = unaccented(word[0])
                pieces.append(plain)
                begins.append(length + 1)
                places.append(start + word.start())
                length += len(plain) + 1
            pieces.append(EDGE)
            begins.append(length + 1)
            places.append(start)
            length += 2
        return " " + " ".join(pieces) + " ", tuple(begins), tuple(places)


class Minted:
    """Strings that we made ourselves, folded, in the encodings in which they appear in a payload."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._strings = sorted(
            {
                spelling
                for string in strings
                if string
                for spelling in (fold(string), fold(quote(string, safe="")))
            }
        )

    def cover(self, text: str, start: int, end: int) -> bool:
        """Whether text[start:end] lies wholly inside an occurrence of one of them."""
        for string in self._strings:
            if len(string) < end - start:
                continue
            earliest = max(0, end - len(string))
            if text.find(string, earliest, start + len(string)) >= 0:
                return True
        return False
