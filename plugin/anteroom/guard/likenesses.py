"""Single words that say digits: with look-alike signs for letters, misspelt, or several run together."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from anteroom.guard.numerals import Numeral, numerals

_LEET: Final = str.maketrans("oil!jes$atbzg", "0111135547829")
"""Letters that stand for digits, and digits for letters, alike: both sides are compared in this shape."""
_DIGIT_LIKE: Final = str.maketrans("oilsbzq", "0115829")
_LONGEST: Final = 48
_LONGEST_NUMERAL: Final = 20
_NOTHING: Final = ("", 0, False)


@lru_cache(maxsize=8192)
def said_in_one_word(word: str) -> tuple[str, int, bool]:
    """The digits that `word`, which is no plain number word, says; its languages as bits; whether it is weak.

    "" for a word that says none.
    """
    if len(word) > _LONGEST or not word:
        return _NOTHING
    if found := _misspelt(word):
        return str(found.value), found.languages, len(word) < 3
    plain = word.translate(_DIGIT_LIKE)
    has_digit = any(c.isdigit() for c in word)
    if plain.isdigit() and plain.isascii():
        if len(word) > 4 and word[0] in "ls" and word[1:].isdigit():
            return _NOTHING  # "L24045": a lot, a line
        if word in ("o", "i", "l"):
            return plain, 0, True
        if word in ("oo", "ol", "ii", "oi", "lo", "io", "ll", "il", "li"):
            return plain, 0, True
        if has_digit and (word[-1] != "s" or not word[:-1].isdigit()):
            return plain, 0, len(word) < 3 and word[0] not in "0o"
        return _NOTHING
    return _run_together(word, has_digit)


@cache
def _shapes() -> dict[str, Numeral]:
    """Single number words in the shape in which letters and the digits like them are one."""
    return {
        phrase[0].translate(_LEET): numeral
        for phrase, numeral in reversed(numerals().numbers.items())
        if len(phrase) == 1 and (len(phrase[0]) > 1 or phrase[0] > "\u3000")
    }


@cache
def _by_length() -> dict[int, tuple[tuple[str, Numeral], ...]]:
    """Number words of four letters and more, by their length."""
    found: dict[int, list[tuple[str, Numeral]]] = {}
    for phrase, numeral in numerals().numbers.items():
        if len(phrase) == 1 and len(phrase[0]) >= 3 and phrase[0].isalpha():
            found.setdefault(len(phrase[0]), []).append((phrase[0], numeral))
    return {length: tuple(words) for length, words in found.items()}


def _misspelt(word: str) -> Numeral | None:
    mixed = not word.isalpha() or (len(word) > 2 and "j" in word)
    if mixed and len(word) > 1:
        if found := _shapes().get(word.translate(_LEET)):
            return found
        if sum(c.isalpha() for c in word) >= 2 and not word[-1].isdigit():
            return _with_wildcards(word)
        return None
    if len(word) >= 5 and (found := _shapes().get(_once(word).translate(_LEET))):
        return found
    return None


def _once(word: str) -> str:
    """ "seveeen", "fiiive": letters said long."""
    return re.sub(r"(.)\1{2,}", r"\1\1" if "ee" in word and word.startswith("thr") else r"\1", word)


def _with_wildcards(word: str) -> Numeral | None:
    """A number word in which digits or signs stand where any letter may: "p4anch", "fi5e", "k1rk"."""
    for name, numeral in _by_length().get(len(word), ()):
        if all(c == n or not c.isalpha() for c, n in zip(word, name, strict=True)):
            return numeral
    return None


def _run_together(word: str, has_digit: bool) -> tuple[str, int, bool]:
    """Digits and number words without spaces: "five5five", "cinquecentodue", "ohONEtwo9"."""
    digits: list[str] = []
    held = -1
    languages, sure, at = 0, has_digit, 0
    while at < len(word):
        size, value, numeral = _piece(word, at)
        if not size:
            return _NOTHING
        if numeral is not None and held >= 20 and 0 < numeral.value < 10 ** _zeros(held):
            held += numeral.value
            digits[-1] = str(held)
        elif numeral is not None and numeral.value == 100 and 0 < held < 10:
            held *= 100
            digits[-1] = str(held)
        else:
            digits.append(value)
            held = numeral.value if numeral is not None else -1
        if numeral is not None:
            languages |= numeral.languages
            sure = True
        at += size
    return ("".join(digits), languages, False) if sure and languages else _NOTHING


def _zeros(value: int) -> int:
    written = str(value)
    return len(written) - len(written.rstrip("0"))


def _piece(word: str, at: int) -> tuple[int, str, Numeral | None]:
    """The longest number word here, else a run of digits, else one look-alike; 0 for none."""
    for size in range(min(_LONGEST_NUMERAL, len(word) - at), 1, -1):
        piece = word[at : at + size]
        if piece.isdigit():
            return size, piece, None
        if size > 2 or piece == "oh" or piece[0] > "\u3000":
            numeral = _shapes().get(piece.translate(_LEET))
            if numeral is not None:
                return size, str(numeral.value), numeral
    single = word[at]
    if single.isdigit():
        return 1, single, None
    return (1, single.translate(_DIGIT_LIKE), None) if single in "oil" else (0, "", None)
