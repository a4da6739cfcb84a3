"""One number of a row as it is said: "five", "double five", "three 7s", "twenty"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anteroom.guard.phones.likenesses import said_in_one_word
from anteroom.guard.phones.number_tokens import Token, openings
from anteroom.guard.phones.numerals import numerals

_WIDEST_GAP: Final = 40


@dataclass(slots=True)
class Said:
    """One number of a run; `languages` are bits, `weak` words count only beside others of their language."""

    digits: str
    start: int
    end: int
    word: bool
    weak: bool = False
    languages: int = 0
    held: int = -1
    """The value to which a following word may be added ("fifty" and "five"), -1 where there is none."""


def phrase_of(tokens: list[Token], at: int, size: int) -> tuple[str, ...]:
    return tuple(token[0] for token in tokens[at : at + size])


def read_said(tokens: list[Token], at: int) -> tuple[int, Said | None]:
    """How many tokens were read, and what digits they say."""
    word, start, end = tokens[at]
    if word.isdigit():
        return 1, Said(word, start, end, False)
    known = numerals()
    for size in range(min(openings().get(word, 0), len(tokens) - at), 0, -1):
        phrase = phrase_of(tokens, at, size)
        if phrase in known.times and at + size < len(tokens):
            _, item = read_said(tokens, at + size)
            if item is not None and (len(item.digits) == 1) and item.start - start < _WIDEST_GAP:
                item.digits, item.start, item.word, item.held = (
                    item.digits * known.times[phrase],
                    start,
                    True,
                    -1,
                )
                item.weak = False
                return size + 1, item
        if phrase in known.numbers:
            if plural := _plural(tokens, at, size):
                return size + 1, plural
            return size, _named(phrase, start, tokens[at + size - 1][2])
    digits, languages, weak = said_in_one_word(word)
    if digits:
        return 1, Said(digits, start, end, bool(languages) or not word.isalpha(), weak, languages)
    return 1, None


def _named(phrase: tuple[str, ...], start: int, end: int) -> Said:
    numeral = numerals().numbers[phrase]
    weak = len(phrase) == 1 and phrase[0] in numerals().weak
    return Said(str(numeral.value), start, end, True, weak, numeral.languages, numeral.value)


def _plural(tokens: list[Token], at: int, size: int) -> Said | None:
    """ "three fives", "two 7s": the number of times and a plural."""
    times = numerals().numbers[phrase_of(tokens, at, size)]
    if at + size >= len(tokens) or not 2 <= times.value <= 4:
        return None
    word, _, end = tokens[at + size]
    single = word[0] if len(word) == 2 and word[0].isdigit() and word[1] == "s" else ""
    value = numerals().plurals.get(word)
    digit = single or ("" if value is None else str(value))
    if not digit:
        return None
    return Said(digit * times.value, tokens[at][1], end, True, False, times.languages)


def repeats(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """ "x3", "times two", "three times" after a digit: how many tokens, and how often."""
    word = tokens[at][0]
    if len(word) == 2 and word[0] == "x" and word[1] in "23456":
        return 1, int(word[1])
    if word not in ("x", "times", "mal", "fois", "veces", "vezes", "volte") or at + 1 == len(tokens):
        return None
    following = tokens[at + 1][0]
    numeral = numerals().numbers.get((following,))
    times = int(following) if following.isdigit() and len(following) == 1 else numeral.value if numeral else 0
    return (2, times) if 2 <= times <= 6 else None


def repeat(last: Said, times: tuple[int, int], tokens: list[Token], at: int) -> int:
    if len(last.digits) == 1:
        last.digits, last.word = last.digits * times[1], True
    last.end, last.held = tokens[at + times[0] - 1][2], -1
    return times[0]
