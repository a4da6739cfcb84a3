"""The readings of one payload as a single folded text, searched once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
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


class DigitRun:
    """Digits that a reader could take for one number, and where they are written."""

    def __init__(self, start: int, written: str) -> None:
        """`written` stands at `start` in the text."""
        self._start = start
        self._written = written
        self.digits = "".join(_DIGIT.findall(written))

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where each of the digits stands in the text."""
        return tuple(self._start + digit.start() for digit in _DIGIT.finditer(self._written))


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
    def unaccented(self) -> str:
        """The text without accents, to rule needles out cheaply."""
        return unaccented(self.text)

    @cached_property
    def runs(self) -> tuple[DigitRun, ...]:
        """Every run of at least six digits with at most four signs, none a Latin letter, between two."""
        return tuple(DigitRun(match.start(), match[0]) for match in _RUN.finditer(self.text))

    @cached_property
    def words(self) -> str:
        """The text's words without accents, each between spaces."""
        pieces: list[str] = []
        for reading in self.text.split(EDGE):
            pieces += [unaccented(word) for word in _WORD.findall(reading)]
            pieces.append(EDGE)
        return f" {' '.join(pieces)} "

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each of the words stands in the text, by where it begins among them."""
        places: dict[int, int] = {}
        begin = 1
        for start, reading in zip(self._starts, self.text.split(EDGE), strict=True):
            for word in _WORD.finditer(reading):
                places[begin] = start + word.start()
                begin += len(unaccented(word[0])) + 1
            begin += len(EDGE) + 1
        return places


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
