"""Numbers in words: of many languages, doubled, run together, mixed with digits and look-alikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from anteroom.guard.catalogue import any_of, pattern
from anteroom.guard.languages import words

_LEET: Final = str.maketrans("oil!|es$a@", "0111135544")
_LOOKALIKE: Final = str.maketrans("oils", "0115")
_COMMAS: Final = dict.fromkeys(map(ord, "،؛؟।"), ",")
_LETTERS: Final = r"a-z\x{df}-\x{1fff}\x{ac00}-\x{d7ff}"
_EAST: Final = r"\x{3005}-\x{30ff}\x{3400}-\x{9fff}"
_ADDING: Final = frozenset({"and", "y", "e", "et", "und", "en", "i"})
_WEAK: Final = frozenset({"on", "a", "i", "e", "en", "un", "um", "una", "une", "ein", "eine", "no", "to"})
"""Digit words that are other words as well: they count inside a number, never at its ends."""
_LONGEST_PHRASE: Final = 5


@dataclass(frozen=True, slots=True)
class Spoken:
    """A run of digits: where it stands in the view, its digits, and how many of its words are words."""

    start: int
    end: int
    digits: str
    words: int
    chained: bool


@dataclass(slots=True)
class _Item:
    value: str
    start: int
    end: int
    word: bool
    weak: bool
    single: bool


def spoken_numbers(text: str) -> Iterator[Spoken]:
    """Runs of at least seven digits of which some are words, look-alike letters or said one after another."""
    run: list[_Item] = []
    chained = False
    text = text.translate(_COMMAS)
    tokens = [(match[0], match.start(), match.end()) for match in pattern(_token()).finditer(text)]
    at = 0
    while at < len(tokens):
        if run and not _near(text, run[-1].end if not chained else tokens[at - 1][2], tokens[at][1]):
            yield from _ended(run, chained)
            run, chained = [], False
        taken, item = _read(tokens, at)
        if item is not None:
            _joined(run, item, text)
        elif run and (repeats := _repeats(tokens, at)):
            run[-1].value = run[-1].value * repeats[1] if run[-1].single else run[-1].value
            run[-1].end = tokens[at + repeats[0] - 1][2]
            taken = repeats[0]
        elif run and (between := _between(tokens, at)):
            taken, chained = between, True
        else:
            yield from _ended(run, chained)
            run, chained = [], False
        at += taken
    yield from _ended(run, chained)


def is_number_word(word: str) -> bool:
    """Whether some language counts with `word`."""
    return (word,) in words().numbers


@cache
def _token() -> str:
    east = [
        "".join(name)
        for name in (*words().numbers, *((word,) for word in words().between))
        if pattern(rf"[{_EAST}]+").fullmatch("".join(name))
    ]
    return rf"{any_of(east)}|[{_EAST}]|[{_LETTERS}'!|$]*[0-9{_LETTERS}][0-9{_LETTERS}'!|$]*"


@cache
def _skeletons() -> dict[str, int]:
    """Single words in which letters may be look-alike digits: "f1ve"."""
    return {_skeleton(name[0]): value for name, value in words().numbers.items() if len(name) == 1}


def _skeleton(word: str) -> str:
    return word.translate(_LEET)


def _near(text: str, end: int, start: int) -> bool:
    return start - end <= 5 and not any(sign in text[end:start] for sign in "@=%$€£")


def _read(tokens: list[tuple[str, int, int]], at: int) -> tuple[int, _Item | None]:
    """How many tokens were read, and what digits they say."""
    for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
        phrase = tuple(token[0] for token in tokens[at : at + size])
        start, end = tokens[at][1], tokens[at + size - 1][2]
        if phrase in words().times and at + size < len(tokens):
            _, item = _read(tokens, at + size)
            if item is not None and item.single and start + 40 > item.start:
                return size + 1, _Item(
                    item.value * words().times[phrase], start, item.end, True, False, False
                )
        if phrase in words().numbers:
            value = words().numbers[phrase]
            weak = size == 1 and phrase[0] in _WEAK
            return size, _Item(str(value), start, end, True, weak, value < 10)
    token, start, end = tokens[at]
    if token.isdigit():
        return 1, _Item(token, start, end, False, False, len(token) == 1)
    digits = _mixed(token)
    if digits:
        return 1, _Item(digits, start, end, True, False, len(digits) == 1)
    return 1, None


def _mixed(token: str) -> str:
    """The digits of a word with look-alike digits, of look-alike letters, or of words run together."""
    if len(token) > 48:
        return ""
    value = _skeletons().get(_skeleton(token))
    if value is not None:
        return str(value)
    plain = token.translate(_LOOKALIKE)
    if token[0] in "ls" and token[1:].isdigit() and len(token) > 4:
        return ""  # "L24045": a lot, a line
    if plain.isascii() and plain.isdigit() and (len(token) == 1 or any(c.isdigit() for c in token)):
        return plain
    digits: list[str] = []
    at, sure = 0, any(c.isdigit() for c in token)
    while at < len(token):
        for size in range(min(14, len(token) - at), 0, -1):
            piece = token[at : at + size]
            if piece.isdigit():
                digits.append(piece)
            elif (size > 2 or piece == "oh" or piece > "\u3000") and _skeleton(piece) in _skeletons():
                digits.append(str(_skeletons()[_skeleton(piece)]))
                sure = True
            elif size == 1 and piece in "oil":
                digits.append(piece.translate(_LOOKALIKE))
            else:
                continue
            at += size
            break
        else:
            return ""
    return "".join(digits) if sure else ""


def _repeats(tokens: list[tuple[str, int, int]], at: int) -> tuple[int, int] | None:
    token = tokens[at][0]
    if len(token) == 2 and token[0] == "x" and token[1] in "23456":
        return 1, int(token[1])
    if token in ("x", "times") and at + 1 < len(tokens) and tokens[at + 1][0] in ("2", "3", "4", "5", "6"):
        return 2, int(tokens[at + 1][0])
    return None


def _between(tokens: list[tuple[str, int, int]], at: int) -> int:
    for size in (2, 1):
        if " ".join(token[0] for token in tokens[at : at + size]) in words().between:
            return size
    return 1 if tokens[at][0] in _ADDING else 0


def _joined(run: list[_Item], item: _Item, text: str) -> None:
    """Adds the item to the run, to its last number where both are one: "five hundred", "fifty five"."""
    last = run[-1] if run else None
    if last is not None and last.word and item.word:
        gap = text[last.end : item.start].strip(" -")
        held, new = int(last.value), int(item.value)
        zeros = len(last.value) - len(last.value.rstrip("0"))
        if (not gap or gap in _ADDING) and held >= 20 and 0 < new < 10**zeros and item.value[0] != "0":
            last.value, last.end, last.single = str(held + new), item.end, False
            return
        if not gap and new == 100 and last.single and held:
            last.value, last.end, last.single = str(held * 100), item.end, False
            return
    run.append(item)


def _ended(run: list[_Item], chained: bool) -> Iterator[Spoken]:
    while run and run[-1].weak:
        run.pop()
    begin = next((index for index, item in enumerate(run) if not item.weak), len(run))
    items = run[begin:]
    digits = "".join(item.value for item in items)
    if len(digits) >= 7:
        yield Spoken(items[0].start, items[-1].end, digits, sum(item.word for item in items), chained)
