"""The guard's data files, read once when first needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import re2  # type: ignore[import-untyped]  # google-re2 ships no types


class Match(Protocol):
    """What is used of a match; offsets are code points."""

    def __getitem__(self, group: int | str) -> str: ...
    def start(self, group: int = 0) -> int: ...
    def end(self, group: int = 0) -> int: ...


class Pattern(Protocol):
    """What is used of a compiled pattern."""

    def search(self, text: str) -> Match | None: ...
    def fullmatch(self, text: str) -> Match | None: ...
    def finditer(self, text: str) -> Iterator[Match]: ...


@cache
def data(name: str) -> dict[str, Any]:
    """The data file `name`.json beside this module."""
    text = files("anteroom.guard").joinpath("data", f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def pattern(source: str) -> Pattern:
    """`source` compiled by the linear-time engine; the only one that reads untrusted text here."""
    compiled: Pattern = re2.compile(source)
    return compiled


def any_of(words: list[str]) -> str:
    """An alternation of `words`, the longest first."""
    return "|".join(re2.escape(word) for word in sorted(words, key=len, reverse=True))


def escaped(text: str) -> str:
    """`text` as a pattern that matches it alone."""
    source: str = re2.escape(text)
    return source
