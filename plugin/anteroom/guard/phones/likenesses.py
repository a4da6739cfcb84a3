"""Single words that say digits: with look-alike signs for letters, misspelt, or several run together."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from anteroom.guard.catalogue import remembered
from anteroom.guard.phones.numerals import Numeral, numerals
from anteroom.guard.texts.views import as_latin

_LEET: Final = str.maketrans("oil!jes$atbzg@", "01111355478294")
"""Letters that stand for digits, and digits for letters, alike: both sides are compared in this shape."""
_DIGIT_LIKE: Final = str.maketrans("oilsbzqø∅", "011582900")
_LESS_ALIKE: Final = str.maketrans("oilsbzqøeatg", "011582903479")
_DRAWN: Final = 4
"""Letters of the groups in which also letters that are less like digits stand for them."""
_LONGEST: Final = 48
_LONGEST_NUMERAL: Final = 20
ALL: Final = (1 << 20) - 1
_NOTHING: Final = ("", 0, False)
_ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
"""Among digits said in words; a number all in these is read elsewhere."""


@remembered
def said_in_one_word(word: str) -> tuple[str, int, bool]:
    """The digits that `word`, which is no plain number word, says; its languages as bits; whether it is weak.

    "" for a word that says none.
    """
    if len(word) > _LONGEST or not word:
        return _NOTHING
    if word in _ROMAN:
        return _ROMAN[word], 0, True
    if len(word) == 3 and word[1] == "x" and word[0].isdigit() and word[2] in "23456":
        return word[0] * int(word[2]), ALL, True  # "5x3", which is a size as well
    if found := _misspelt(word):
        return str(found.value), found.languages, len(word) < 3
    plain = word.translate(_DIGIT_LIKE)
    has_digit = any(c.isdigit() for c in word)
    if plain.isdigit() and plain.isascii():
        if len(word) > 4 and word[0] in "ls" and word[1:].isdigit():
            return _NOTHING  # "L24045": a lot, a line
        if word in ("o", "i", "l"):
            return plain, 0, True
        if word in ("ol", "oi", "lo", "io", "il", "li") or (word == word[0] * len(word) and len(word) <= 5):
            return plain, 0, True
        if has_digit and (word[-1] != "s" or not word[:-1].isdigit()):
            return plain, 0, len(word) < 3 and word[0] not in "0o"
        return _NOTHING
    if len(word) == _DRAWN and has_digit and (drawn := word.translate(_LESS_ALIKE)).isdigit():
        return drawn, 0, True  # "o1ee"
    return _run_together(word, has_digit)


def restored(word: str) -> str:
    """A word for how often, or for several of a digit, without what stands in it for letters alike.

    "tr1ple" is "triple", "f1ves" is "fives"; also a number word all in letters of another script. The same
    word where there is nothing to restore.
    """
    if word.isascii():
        if word.isalpha() or word.isdigit():
            return word
        found = _repeating().get(word.translate(_LEET), word)
        return word if found[-1] == "s" and word[-1].isdigit() else found  # "five5" are two fives, not many
    latin = as_latin(word)
    return latin if latin.isascii() and (latin,) in numerals().numbers else word


@remembered
def parted(word: str) -> tuple[str, str]:
    """ "triple5" and "double0h" as two words; the second is empty for others."""
    begins = _times().match(word)
    if begins is None or len(word) > _LONGEST:
        return word, ""
    rest = word[begins.end() :]
    if rest and (rest.isdigit() or (rest,) in numerals().numbers or said_in_one_word(rest)[0]):
        return begins[0], rest
    return word, ""


@cache
def _times() -> re.Pattern[str]:
    """Words for how often, at the beginning of another; alternatives that are all tried at one place."""
    times = [phrase[0] for phrase in numerals().times if len(phrase) == 1 and len(phrase[0]) > 3]
    return re.compile("|".join(map(re.escape, sorted(times, key=len, reverse=True))))


@cache
def _repeating() -> dict[str, str]:
    """Words for how often, and for several of a digit, by their shape."""
    few = [phrase[0] for phrase, numeral in numerals().numbers.items() if 2 <= numeral.value <= 4]
    words = (*(phrase[0] for phrase in numerals().times if len(phrase) == 1), *numerals().plurals, *few)
    return {word.translate(_LEET): word for word in words if word.isascii() and len(word) > 3}


@cache
def _shapes() -> dict[str, Numeral]:
    """Single number words in the shape in which letters and the digits like them are one."""
    shapes = {
        phrase[0].translate(_LEET): numeral
        for phrase, numeral in reversed(numerals().numbers.items())
        if len(phrase) == 1 and (len(phrase[0]) > 1 or phrase[0] > "\u3000")
    }
    for phrase, numeral in numerals().numbers.items():
        latin = as_latin(phrase[0])
        if len(phrase) == 1 and len(latin) > 2 and latin != phrase[0]:
            shapes.setdefault(latin.translate(_LEET), numeral)  # Latin letters among those of another script
    return shapes


@cache
def _by_length() -> dict[int, tuple[tuple[str, Numeral], ...]]:
    """Number words of four letters and more, by their length."""
    found: dict[int, list[tuple[str, Numeral]]] = {}
    for phrase, numeral in numerals().numbers.items():
        if len(phrase) == 1 and len(phrase[0]) >= 3 and phrase[0].isalpha():
            found.setdefault(len(phrase[0]), []).append((phrase[0], numeral))
    return {length: tuple(words) for length, words in found.items()}


def _misspelt(word: str) -> Numeral | None:
    mixed = not word.isalpha() or (len(word) > 2 and ("j" in word or _of_two_scripts(word)))
    if mixed and (len(word) > 2 or word == "0h"):
        if found := _shapes().get(word.translate(_LEET)):
            return found
        if sum(c.isalpha() for c in word) >= 2 and not word[-1].isdigit():
            return _with_wildcards(word)
        return None
    if len(word) >= 5 and (found := _shapes().get(_once(word).translate(_LEET))):
        return found
    if len(word) >= 4 and word.isascii() and (said := _drawn_out(word)) in _digit_words():
        return _shapes().get(said.translate(_LEET))
    return None


def _of_two_scripts(word: str) -> bool:
    return not word.isascii() and any(c.isascii() for c in word)


def _drawn_out(word: str) -> str:
    """The word without its last letter where that is said twice, "sixx"; or each letter once, "ssiixx"."""
    if word[-1] == word[-2]:
        return word[:-1]
    return word[::2] if word[::2] == word[1::2] else ""


@cache
def _digit_words() -> frozenset[str]:
    """What the languages call single digits, but for everyday words."""
    return frozenset(
        phrase[0]
        for phrase, numeral in numerals().numbers.items()
        if len(phrase) == 1 and numeral.value < 10 and len(phrase[0]) > 2 and phrase[0] not in numerals().weak
    )


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
    pieces = _pieces(word)
    if not any(numeral is not None for _, numeral in pieces):
        return _NOTHING
    digits: list[str] = []
    held, languages = -1, 0
    for said, numeral in pieces:
        value = numeral.value if numeral is not None else -1
        if held >= 20 and 0 < value < 10 ** _zeros(held):
            held += value
            digits[-1] = str(held)
        elif value == 100 and 0 < held < 10:
            held *= 100
            digits[-1] = str(held)
        else:
            digits.append(said)
            held = value
        languages |= numeral.languages if numeral is not None else 0
    return "".join(digits), languages, len(pieces) < 3 and not has_digit


def _pieces(word: str) -> list[tuple[str, Numeral | None]]:
    """The fewest pieces that are number words, digits or look-alikes; none where something is left over."""
    best: list[tuple[int, int] | None] = [None] * len(word) + [(0, len(word))]
    for at in range(len(word) - 1, -1, -1):
        for size in range(1, min(_LONGEST_NUMERAL, len(word) - at) + 1):
            after = best[at + size]
            if after is None or not _is_piece(word[at : at + size]):
                continue
            if best[at] is None or after[0] + 1 < best[at][0]:  # type: ignore[index]  # just compared with None
                best[at] = (after[0] + 1, at + size)
    pieces: list[tuple[str, Numeral | None]] = []
    at = 0
    while at < len(word):
        step = best[at]
        if step is None:
            return []
        piece = word[at : step[1]]
        numeral = None if piece.isdigit() else _shapes().get(piece.translate(_LEET))
        said = str(numeral.value) if numeral is not None else piece.translate(_DIGIT_LIKE)
        pieces.append((said, numeral))
        at = step[1]
    return pieces


def _is_piece(piece: str) -> bool:
    if piece.isdigit() or piece in ("o", "i", "l"):
        return True
    if len(piece) == 1 or (len(piece) == 2 and any(c.isdigit() for c in piece) and piece != "0h"):
        return False
    return not piece[0].isdigit() and piece.translate(_LEET) in _shapes()


def _zeros(value: int) -> int:
    written = str(value)
    return len(written) - len(written.rstrip("0"))
