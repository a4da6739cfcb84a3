"""The words of a text in which numbers may be said, each with where it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from anteroom.guard.catalogue import remembered
from anteroom.guard.phones.likenesses import parted, restored
from anteroom.guard.phones.numerals import numerals

_COMMAS: Final = dict.fromkeys(map(ord, "،؛؟।"), ",")
_WORD: Final = "0-9a-z'!∅\xdf-\u1fff\uac00-\ud7ff"
_EAST: Final = "\u3005-\u30ff\u3400-\u9fff"
_WITHIN: Final = re.compile(r"(?<=[a-z0-9])@(?=[a-z0-9]{1,3}(?:[^a-z0-9.@]|$))")
"""A sign that stands for a letter in a short word; in an address more follows."""
_DIGITS_AHEAD: Final = re.compile(r"(?:\d{1,4}|[oil]\d{1,3}|\d[oil]\d{0,2})(?=[a-z])")
_SHORT_WORD: Final = 2

Token = tuple[str, int, int]
"""A word, and where it begins and ends."""


def plainly(text: str) -> str:
    """The folded text with one sign for all commas, and without signs that stand for a letter; as long."""
    text = text if text.isascii() else text.translate(_COMMAS)
    return _WITHIN.sub("a", text) if "@" in text else text


def words_of(text: str) -> list[Token]:
    """The words as they are read: "triple5" is two, and "tr1ple" is "triple"."""
    return [
        (word, match.start() + first, match.start() + last)
        for match in _token().finditer(text)
        for word, first, last in _words(match[0])
    ]


@remembered
def _words(token: str) -> tuple[Token, ...]:
    """The words in the token, as they are read, and where in it they stand."""
    word, start, end = _stripped(token)
    if word in openings() or not word:
        return ((word, start, end),)
    if (ahead := _DIGITS_AHEAD.match(word)) is not None and parted(word[ahead.end() :])[1]:
        after = start + ahead.end()  # of "01double8"
        rest = ((said, first + after, last + after) for said, first, last in _words(word[ahead.end() :]))
        return (ahead[0], start, after), *rest
    first, second = parted(restored(word)) if len(word) > _SHORT_WORD else (word, "")
    middle = end - len(second)
    return ((first, start, middle), (second, middle, end)) if second else ((first, start, middle),)


def _stripped(token: str) -> Token:
    """The token without quotation and exclamation marks around it, and where in it that stands."""
    if token[0] in "'!" or token[-1] in "'!":
        inner = token.strip("'!")
        start = len(token) - len(token.lstrip("'!"))
        return inner, start, start + len(inner)
    return token, 0, len(token)


@cache
def _token() -> re.Pattern[str]:
    """Words and single signs of the east: every character begins at most one attempt, so this is linear."""
    phrases = (*numerals().numbers, *numerals().chain, *numerals().between, *numerals().times)
    names = {"".join(phrase) for phrase in phrases}
    east = sorted((name for name in names if name[0] > "\u3000"), key=len, reverse=True)
    return re.compile(rf"{'|'.join(map(re.escape, east))}|[{_EAST}]|[{_WORD}]+")


@cache
def openings() -> dict[str, int]:
    """How many words the longest phrase has that begins with this word; the one-word ones are left out."""
    longest: dict[str, int] = {}
    for phrase in (*numerals().numbers, *numerals().times, *numerals().chain, *numerals().between):
        longest[phrase[0]] = max(longest.get(phrase[0], 1), len(phrase))
    return longest
