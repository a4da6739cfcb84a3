"""The figures of one short message: which digits it says, how, and what it says beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from anteroom.guard.catalogue import any_of, pattern
from anteroom.guard.phones.numerals import numerals
from anteroom.guard.pieces.words import STROKES, pieced, spoken
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.views import folded

_LETTERS: Final = r"a-z\x{df}-\x{1fff}\x{ac00}-\x{d7ff}'’"
_EAST: Final = r"\x{3005}-\x{30ff}\x{3400}-\x{9fff}"
_LOOKALIKE: Final = str.maketrans("oils", "0115")
_LONGEST_PHRASE: Final = 3
_REMEMBERED: Final = 512
"""Messages whose figures are remembered, since each is read again beside those after it."""
_TIMES: Final = 6
"""Words in which a time of the day is named."""
_HOURS: Final = 24
_COUNTED: Final = 4
"""Words between a count of figures and these: "the last four are 0119"."""
_SENTENCES: Final = r"[.!?…;。！？؟।]+\s+|\n+|[。！？]"
_CLAUSES: Final = r"[.!?…;,:،。、！？؟।]+\s+|\n+|[。，、！？]|\s[-–—]\s"
_LEAST_APART: Final = 2
"""Digits that are a clause of their own in a message about something else, at least."""
_CUED: Final = 2
"""Words about something else in a clause that speaks of a telephone."""
_MOST_REPEATED: Final = 6
"""How often one digit comes in a row that is told in one: "three fives"."""
_Token = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a short text says in figures.

    text[start:end] holds the `digits`, of which `spoken` were said in words or one by one. `foreign` counts
    the words beside them that have nothing to do with handing over a number, and `apart` the groups of
    figures that such words part. `shaped`: an amount, a measure, a date, a time, a version or the like.
    `plus`: they begin as a country's code does. All else is `beside` them: "led"
    where it comes before, "aside" where it follows after a pause, "apart" where it is a clause of its own
    of which nothing is counted here, "" else.
    """

    digits: str
    start: int
    end: int
    spoken: int
    foreign: int
    apart: int
    shaped: bool
    plus: bool
    beside: str

    @property
    def bare(self) -> bool:
        """Whether nothing else is said."""
        return not self.foreign and not self.shaped


@dataclass(slots=True)
class _Said:
    """Digits and the characters that say them; `value` of number words, to be added up or put in a row."""

    digits: str
    start: int
    end: int
    word: bool


@lru_cache(maxsize=_REMEMBERED)
def figures(text: str) -> Figures | None:
    """The figures of `text`, in its offsets; None where it says none.

    Where one clause says figures and nothing else, and the others speak of something else, those of that
    clause alone: "the header is blue now. 555".
    """
    whole = _figures(text)
    if whole is None or whole.bare or (whole.foreign <= _CUED and not whole.shaped and _is_of_phones(text)):
        return whole
    alone = _alone(text)
    return alone if alone is not None else whole


def _alone(text: str) -> Figures | None:
    """The figures of the only clause, or of those side by side, that hand some over and say little else."""
    for source in (_SENTENCES, _CLAUSES):
        bounds = [0, *(match.end() for match in pattern(source).finditer(text))]
        clauses = [text[a:b] for a, b in zip(bounds, [*bounds[1:], len(text)], strict=True)]
        good = [place for place, clause in enumerate(clauses) if _hands_over(clause)]
        if not good or len(clauses) == 1 or good[-1] - good[0] >= len(good):
            continue
        start, said = bounds[good[0]], "".join(clauses[good[0] : good[-1] + 1])
        found = _figures(said)
        if found is not None and not found.shaped:
            return replace(found, start=start + found.start, end=start + found.end, beside="apart")
    return None


def _hands_over(clause: str) -> bool:
    """Whether figures of one clause are said by themselves or of a telephone, and are no mere count."""
    one = _figures(clause)
    if one is None or len(one.digits) < _LEAST_APART or one.shaped:
        return False
    return not one.foreign or (one.foreign <= _CUED and _is_of_phones(clause))


def _is_of_phones(text: str) -> bool:
    return pieced().phone.search(spoken(text)) is not None


def _figures(text: str) -> Figures | None:
    view = folded(text)
    begin = _enumerated(view.text)
    found = pattern(_token()).finditer(view.text)
    tokens = _untimed([(match[0], match.start(), match.end()) for match in found if match.start() >= begin])
    said, foreign, apart, led = _read(tokens, view.text)
    if not said:
        return None
    singles = sum(not one.word and len(one.digits) == 1 for one in said)
    start, end = view.span(said[0].start, said[-1].end)
    before = view.text[: said[0].start].rstrip(" (")
    return Figures(
        "".join(one.digits for one in said),
        start,
        end,
        sum(one.word for one in said) + singles * (singles > 2),
        foreign,
        apart,
        pattern(_shaped()).search(view.text[begin : tokens[-1][2]]) is not None,
        before.endswith(("+", "plus")) or said[0].digits.startswith("00"),
        "led" if led else "aside" if view.text[said[-1].end :].lstrip()[:1] in tuple(",;(.!") else "",
    )


def _enumerated(text: str) -> int:
    """Behind the mark of an enumeration, if the text begins with one: "2/3 555", "(2) 0900"."""
    match = pattern(_enumeration()).search(text)
    return match.end() if match else 0


def _untimed(tokens: list[_Token]) -> list[_Token]:
    """Without a time of the day at the end: "0138, but not before nine", "0138, evenings"."""
    said = [place for place, (word, *_) in enumerate(tokens) if _says_digits(word)]
    tail = tokens[said[-1] + 1 :] if said else []
    if len(tail) <= _TIMES and any(word.translate(STROKES) in pieced().daytime for word, *_ in tail):
        return tokens[: said[-1] + 1]
    for at in range(len(tokens) - 1, max(0, len(tokens) - _TIMES), -1):
        hour = _hour(tokens[at][0])
        if hour is None:
            continue
        beside = {word.translate(STROKES) for word, *_ in tokens[at + 1 :]}
        before = [word.translate(STROKES) for word, *_ in tokens[max(0, at - 2) : at]]
        timed = beside & (pieced().hour | pieced().when) or any(word in pieced().when for word in before)
        last = max((place for place in range(at) if _says_digits(tokens[place][0])), default=None)
        return tokens[: last + 1] if timed and last is not None and at - last <= _TIMES else tokens
    return tokens


def _hour(word: str) -> int | None:
    digits = word.removesuffix("h") if word[0].isdigit() else str(words().numbers.get((word,), ""))
    return int(digits) if digits.isdecimal() and len(digits) < 3 and int(digits) <= _HOURS else None


def _says_digits(word: str) -> bool:
    return word.isdigit() or (word,) in words().numbers


@cache
def _shaped() -> str:
    """Money, measures, sizes, times, dates, versions, numbered things and colours."""
    units = any_of(word for word in pieced().units if word.isascii())
    abroad = any_of(word for word in pieced().units if not word.isascii())
    return (
        rf"[$€£¥₹₽₺%‰°]|\d\s?(?:{units})\b|\d\s?(?:{abroad})"
        r"|\d\s?[x×*]\s?\d|\b\d{1,2}[:h]\s?\d\d\b|\b(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\b\d\d?/\d\d?\b"
        r"|(?:^|[^\d.,])[1-9]\d?[.,]\d{3}(?:[^\d.,]|[.,]\D|[.,]?$)|\b\d{1,2}\.\d{4,7}\b|\b\d{1,3}(?:,\d{3})+\b|\b\d+[.,]\d\b|\bv?\d+\.\d+\.\d"
        r"|[#№]\s?\d"
    )


@cache
def _enumeration() -> str:
    """The mark of an enumeration at the beginning: "2/3", "(b)", "2 of 3:"."""
    of = any_of(pieced().of)
    counted = rf"[1-9]\s?/\s?[1-9]\b:?|[1-9]\s?(?:{of})\s?[1-9]\b:?"
    numeral = r"\(?(?:[1-9]|[a-h]|i{1,3}|iv|v)\)|[1-9]\.|[-*•–—·▪◦►]"
    return rf"^\s*(?:[1-9](?:st|nd|rd|th)\b[:,.]?|{numeral}|{counted})\s+"


@cache
def _token() -> str:
    east = [
        "".join(name)
        for name in (*words().numbers, *((word,) for word in pieced().east))
        if pattern(rf"[{_EAST}]+").fullmatch("".join(name))
    ]
    return rf"{any_of(east)}|[{_EAST}]|[\d{_LETTERS}]+"


def _read(tokens: list[_Token], text: str) -> tuple[list[_Said], int, int, bool]:
    """What is said in digits, the words foreign to that, the groups these part, and if all stand before."""
    said: list[_Said] = []
    foreign, apart, fresh, at, led = 0, 0, True, 0, True
    while at < len(tokens):
        size, one = (1, None) if _counts_figures(tokens, at) else _number(tokens, at, after=bool(said))
        if one is None:
            fresh |= not _is_filler(tokens[at][0])
            foreign += not _is_filler(tokens[at][0])
            led = led and (not said or _is_filler(tokens[at][0]))
            at += 1
            continue
        apart += fresh
        last = said[-1] if said else None
        between = text[last.end : one.start].strip() if last else ""
        if last is not None and (total := _together(last, one, between)):
            last.digits, last.end = total, one.end
        else:
            said.append(one)
        fresh, at = False, at + size
    return said, foreign, apart, led


def _counts_figures(tokens: list[_Token], at: int) -> bool:
    """Whether the number at `at` says how many figures follow it: "the last four: 0119"."""
    if not 1 < (words().numbers.get((tokens[at][0],)) or 0) < 10:
        return False
    told = bool(at) and _is_filler(tokens[at - 1][0]) and (tokens[at - 1][0],) not in words().numbers
    for word, *_ in tokens[at + 1 : at + 1 + _COUNTED]:
        if word.isdigit():
            return told and len(word) == words().numbers[tokens[at][0],]
        if (word,) in words().numbers:
            return False
        told = told or _is_filler(word)
    return False


def _is_filler(word: str) -> bool:
    return word.translate(STROKES) in pieced().filler or pieced().phone.search(word) is not None


def _number(tokens: list[_Token], at: int, *, after: bool) -> tuple[int, _Said | None]:
    word, start, end = tokens[at]
    if word == "one" and at and tokens[at - 1][0] in pieced().ordinal:
        return 1, None
    if at + 1 < len(tokens) and (digit := numerals().plurals.get(tokens[at + 1][0])) is not None:
        often = int(word) if word.isdecimal() else words().numbers.get((word,), 0)
        if 1 < often <= _MOST_REPEATED:
            return 2, _Said(str(digit) * often, start, tokens[at + 1][2], True)
    digits = word.translate(_LOOKALIKE) if any(c.isdigit() for c in word) else word
    if digits.isdigit():
        return 1, _Said(digits, start, end, False)
    for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
        phrase = tuple(token[0] for token in tokens[at : at + size])
        if (times := words().times.get(phrase)) and at + size < len(tokens):
            repeated, end = _repeated(tokens, at + size)
            if repeated:
                return size + 1, _Said(repeated * times, start, end, True)
        if (value := words().numbers.get(phrase)) is not None:
            alone = (
                size == 1
                and phrase[0] in pieced().weak
                and not (after and at + 1 == len(tokens))
                and not _number_follows(tokens, at + 1)
            )
            return size, None if alone else _Said(str(value), start, tokens[at + size - 1][2], True)
    return 1, None


def _repeated(tokens: list[_Token], at: int) -> tuple[str, int]:
    """The digit at `at` that is said to come several times, as such or as "fives", and where it ends."""
    word, _, end = tokens[at]
    if (digit := numerals().plurals.get(word)) is not None:
        return str(digit), end
    _, one = _number(tokens, at, after=True)
    return (one.digits, one.end) if one is not None and len(one.digits) == 1 else ("", end)


def _number_follows(tokens: list[_Token], at: int) -> bool:
    if at >= len(tokens):
        return False
    word = tokens[at][0]
    if (word,) in words().numbers:
        return word not in pieced().weak or len(word) > 2
    return word.isdigit() or (word,) in words().times


def _together(last: _Said, one: _Said, between: str) -> str:
    """The digits of two numbers that are one ("five hundred", "fifty-five", "500 + 55"); else ""."""
    if between == "+" and last.digits.endswith("0" * len(one.digits)):
        return str(int(last.digits) + int(one.digits))
    if not (last.word and one.word) or between not in ("", "-", *pieced().joins):
        return ""
    held, new = int(last.digits), int(one.digits)
    if new == 100 and 0 < held < 10:
        return str(held * 100)
    zeros = len(last.digits) - len(last.digits.rstrip("0"))
    if held >= 20 and zeros and 0 < new < 10**zeros and one.digits[0] != "0":
        return str(held + new)
    return ""
