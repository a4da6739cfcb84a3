"""The guard's data files, read once when first needed, and its patterns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, wraps
from importlib.resources import files
from typing import Any, Final, TypeVar

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

_ANYWHERE: Final = re2._Anchor.UNANCHORED
_WHOLE: Final = re2._Anchor.ANCHOR_BOTH
_NOWHERE: Final = -1
_MEMORY: Final = 32 << 20
_WORDS: Final = 8192
_SHORT: Final = 48
Answer = TypeVar("Answer")


class Match:
    """Where a pattern stands in a text; offsets are code points."""

    __slots__ = ("_spans", "_text")

    def __init__(self, text: str, spans: list[tuple[int, int]]) -> None:
        self._text = text
        self._spans = spans

    def __getitem__(self, group: int) -> str:
        """What the group holds; "" as well where it took no part."""
        start, end = self._spans[group]
        return self._text[start:end] if start >= 0 else ""

    def start(self, group: int = 0) -> int:
        """Where the group begins; -1 where it took no part."""
        return self._spans[group][0]

    def end(self, group: int = 0) -> int:
        """Where the group ends."""
        return self._spans[group][1]


class Pattern:
    """A pattern of the linear-time engine, called without the engine's own wrapper for Python.

    That wrapper counts characters from the beginning for every text, also where octets and characters are
    the same; it takes ten times as long as the search itself.
    """

    __slots__ = ("_run", "source")

    def __init__(self, source: str, *, memory: int = 8 << 20) -> None:
        """`memory`: octets that the engine may take; a pattern of many hundred words needs more."""
        self.source = source
        self._run = re2.compile(source, _options(memory))._regexp.Match

    def search(self, text: str) -> Match | None:
        """The first place of the pattern."""
        return self._first(_ANYWHERE, text)

    def fullmatch(self, text: str) -> Match | None:
        """All of `text` as one match."""
        return self._first(_WHOLE, text)

    def finditer(self, text: str) -> Iterator[Match]:
        """The places of the pattern, in order; none overlaps another."""
        octets = text.encode()
        length = len(octets)
        plain = length == len(text)
        place, read, characters = 0, 0, 0
        while True:
            spans = self._run(_ANYWHERE, octets, place, length)
            start, end = spans[0]
            if start == _NOWHERE:
                return
            if plain:
                yield Match(text, spans)
            else:
                characters += len(octets[read:start].decode())
                read = start
                yield Match(text, _in_characters(spans, octets, start, characters))
            if place == length:
                return
            place = end
            if start == end:  # found nothing, at a place that it must not find again
                place += 1
                while place < length and octets[place] & 0xC0 == 0x80:
                    place += 1

    def _first(self, anchor: Any, text: str) -> Match | None:
        octets = text.encode()
        length = len(octets)
        spans = self._run(anchor, octets, 0, length)
        start = spans[0][0]
        if start == _NOWHERE:
            return None
        if length != len(text):
            spans = _in_characters(spans, octets, start, len(octets[:start].decode()))
        return Match(text, spans)


def _in_characters(
    spans: list[tuple[int, int]], octets: bytes, start: int, before: int
) -> list[tuple[int, int]]:
    """Spans of octets as spans of characters; `before` characters stand before octet `start`."""
    return [
        (
            before + len(octets[start:begin].decode()),
            before + len(octets[start:end].decode()),
        )
        if begin >= 0
        else (begin, end)
        for begin, end in spans
    ]


@cache
def several(sources: tuple[str, ...]) -> Callable[[bytes], list[int]]:
    """Says which of the sources occur, counted from 1, besides 0, in no order; nothing if memory ran out."""
    searcher = re2.Set.SearchSet(_options(_MEMORY))
    # The first matches everything: the engine answers alike for "nothing" and "out of memory".
    for source in ("^", *sources):
        searcher.Add(source)
    searcher.Compile()
    # Past the wrapper for Python, which copies the answer to tell "nothing" from "none".
    match: Callable[[bytes], list[int]] = searcher._set.Match
    return match


def _options(memory: int = 8 << 20) -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False  # it would print patterns where an operator looks for what went wrong
    return options


@cache
def data(name: str) -> dict[str, Any]:
    """The data file `name`.json beside this module."""
    text = files("anteroom.guard").joinpath("data", f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def pattern(source: str) -> Pattern:
    """`source` compiled by the linear-time engine; the only one that reads untrusted text here."""
    return Pattern(source)


def remembered(judge: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """`judge` with its last answers about short words: nobody fills the memory by sending long ones."""
    known = lru_cache(maxsize=_WORDS)(judge)

    @wraps(judge)
    def ask(word: str) -> Answer:
        return known(word) if len(word) <= _SHORT else judge(word)

    return ask


def any_of(words: Iterable[str]) -> str:
    """An alternation of `words`, the longest first."""
    return _alternation(tuple(words))


@cache
def _alternation(words: tuple[str, ...]) -> str:
    return "|".join(escaped(word) for word in sorted(words, key=len, reverse=True))


def escaped(text: str) -> str:
    """`text` as a pattern that matches it alone."""
    source: str = re2.escape(text)
    return source
