"""Digits that a reader must reckon: strokes and pictures to count, digits moved, letters that are told to be
digits, the signs above the digits of a keyboard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.phones.dialling import country_code_valid, valid_somewhere
from anteroom.guard.texts.languages import plain
from anteroom.guard.trigger import Cause, Inside, Mark, Trigger

Undo = Callable[[str], str]

_GROUP: Final = r"(?:[^\s0-9A-Za-z/,;]+|[IlxXoO01]{1,9})"
_STROKES: Final = rf"{_GROUP}(?:[ \t/,;]{{1,3}}{_GROUP}){{6,}}"
_NOUGHT: Final = (
    r"(\S{1,12}?)s? ?(?:=|is|are|for|means?|stands for|es|ist|est|vale) ?(?:an? |the )?"
    r"(?:0|zero|nought|null|cero)\b"
)
_NOUGHTS: Final = frozenset("0oO-_–—∅")
_CALLED: Final = {"dash": "-", "hyphen": "-", "underscore": "_", "circle": "o", "line": "-", "gap": "_"}
_MOST_NAMED: Final = 4
_FEWEST: Final = 7
_MOST: Final = 15
"""Digits of the shortest and the longest number that is reckoned."""
_DIGITS: Final = r"\+?\(?\d(?:[\s().-]{0,2}\d){8,13}"
_PAIR: Final = (
    r"(?:^|[^a-z0-9@])([a-z@$!#*])\s?(?:=|->|→|:|is|for|means|stands for)\s?(?:an? |the )?"
    r"([0-9])(?:[^0-9a-z]|$)"
)
_FEWEST_PAIRS: Final = 2
_LONGEST_PAIR: Final = 40
_AND: Final = r"[,;\n]| and | e | y | und | et | (?=\S ?[=:→])"
_IN_LETTERS: Final = r"(?:[A-Za-z0-9@$!#*]{1,12}[ .,/-]{0,3}){1,12}"
_ROW: Final = r"[!@#$%^&*()]{3,10}(?:[ .-]{1,2}[!@#$%^&*()]{3,10}){1,3}|[!@#$%^&*()]{9,13}"
_ROW_KEYS: Final = str.maketrans("!@#$%^&*()", "1234567890")
_SHIFT_NAMED: Final = r"(?i)\bshift(?:ed)?\b|number row|top row|keys above"


def steps(text: str) -> Iterator[tuple[str, Undo]]:
    """What is to be reckoned in `text`, and how."""
    folded = plain(text)
    if pattern(_said("count")).search(folded):
        yield _STROKES, partial(_from_strokes, _noughts(text))
    if (by := _told(folded)) is not None:
        yield _DIGITS, partial(_from_moved, by)
    pairs = dict(_pairs(text.lower()))
    if len(pairs) >= _FEWEST_PAIRS:
        yield _IN_LETTERS, partial(_from_letters, pairs)
    if pattern(_SHIFT_NAMED).search(text):
        yield _ROW, lambda run: run.translate(_ROW_KEYS)


def _noughts(text: str) -> frozenset[str]:
    """The signs that stand for nought among counted ones, as the text says or as people take them."""
    named: set[str] = set()
    for match in islice(pattern(_NOUGHT).finditer(text.lower()), _MOST_NAMED):
        named.add(_CALLED.get(match[1], match[1][0]))
        named |= {c for c in text if c > "\u2000" and match[1] in unicodedata.name(c, "").casefold().split()}
    return _NOUGHTS | named


def _from_strokes(noughts: frozenset[str], run: str) -> str:
    digits = ""
    for group in filter(None, re.split(r"[\s/,;]+", run)):
        signs = [c for c in group if unicodedata.category(c) not in ("Mn", "Cf")]
        if len(set(signs)) != 1 or len(signs) > 9:
            return run
        digits += "0" if len(signs) == 1 and signs[0] in noughts else str(len(signs))
    return digits if _FEWEST <= len(digits) <= _MOST and len(set(digits)) > 2 else run


def _told(folded: str) -> int | None:
    """By how much the reader is to move each digit; None where nobody says so."""
    each = pattern(_said("each")).search(folded)
    if each is None:
        return None
    around = f"{folded[max(0, each.start() - 32) : each.start()]} {folded[each.end() : each.end() + 16]}"
    by = next((int(many) for many in "12345" if pattern(_by(many)).search(around)), None)
    if by is None:
        return None
    if pattern(_said("down")).search(around):
        return -by
    return by if pattern(_said("up")).search(around) else None


def _from_moved(by: int, run: str) -> str:
    """The digits moved as told; the other way where only that is a number somebody dials."""
    moved, back = (
        "".join(str((int(c) + way) % 10) if c in "0123456789" else c for c in run) for way in (by, -by)
    )
    return back if _is_dialled(back) and not _is_dialled(moved) else moved


def _is_dialled(run: str) -> bool:
    digits = "".join(filter(str.isdigit, run))
    return valid_somewhere(digits) or country_code_valid(digits)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Signs and the digits they stand for: "where s=5, i=1"; of two in alphabetical order all follow."""
    # Each may share the sign between it and the next, so piece by piece.
    told = (pattern(_PAIR).search(piece[:_LONGEST_PAIR]) for piece in re.split(_AND, text))
    found = [(match[1], match[2]) for match in told if match is not None]
    yield from found
    letters = dict(found)
    if letters.get("a") in ("0", "1") and letters.get("b") == str(int(letters["a"]) + 1):
        for place, letter in enumerate("abcdefghij", int(letters["a"])):
            yield letter, str(place % 10)


def _from_letters(pairs: dict[str, str], run: str) -> str:
    """A run all in digits and letters of which the digits are told; any other stays."""
    said = "".join(pairs.get(c.lower(), c) for c in run)
    body = [c for c in said if c.isalnum()]
    whole = all(c.isdigit() for c in body) and sum(c.isalpha() for c in run) >= 3
    return said if whole and 9 <= len(body) <= _MOST else run


@cache
def _said(kind: str) -> str:
    """A pattern of the words of one kind in all languages."""
    words = [plain(word) for said in data("reckoning")[kind].values() for word in said]
    spaced = any_of(dict.fromkeys(word for word in words if word < "\u3000"))
    unspaced = any_of(dict.fromkeys(word for word in words if word > "\u3000"))
    return rf"(?:^|[^\pL])(?:{spaced})(?:$|[^\pL])|{unspaced}"


@cache
def _by(many: str) -> str:
    words = [plain(word) for word in data("reckoning")["by"][many]]
    return rf"(?:^|[^\pL\d])(?:{any_of(words)})(?:$|[^\pL\d])"


def triggers() -> Iterator[Cause]:
    """What a text must hold for something to be reckoned."""
    yield (
        Trigger.ENCODED,
        Inside(_words("count")),
        r"(?:[^\x00-\x7f]{1,18} ){5}|(?:[|/\\*+.•ilx0o_-]{1,9}[ ,;/]{1,3}){6}",
    )
    yield Trigger.ENCODED, Inside(_words("each")), r"\d(?:[\s().-]{0,2}\d){8}"
    told = r"[a-z@$]\s?(?:=|->|→)\s?[0-9]"
    yield Trigger.ENCODED, Inside(told), rf"\b{told}.{{1,4}}{told}\b"
    keys = r"[!@#$%^&*()]{3}"
    yield Trigger.ENCODED, Mark(keys), rf"{keys}[ .-]{{0,2}}{keys}[ .-]{{0,2}}{keys}"


def _words(kind: str) -> str:
    return any_of(dict.fromkeys(plain(word) for said in data("reckoning")[kind].values() for word in said))
