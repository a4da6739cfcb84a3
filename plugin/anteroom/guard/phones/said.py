"""Telephone numbers of which at least some digits are said in words or look-alike letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from anteroom.guard.catalogue import any_of, pattern
from anteroom.guard.model import Kind
from anteroom.guard.phones.dialling import country_code_valid, national_shape, valid_in, valid_somewhere
from anteroom.guard.phones.numbers import Spoken, spoken_numbers
from anteroom.guard.phones.numerals import numerals
from anteroom.guard.phones.other_numbers import followed_by_unit, holds_date, is_other_number
from anteroom.guard.phones.surroundings import Surroundings, surroundings
from anteroom.guard.phones.written import counts, framed, rises, rounds
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.views import View

ONE_ROMAN: Final = r"(?:i{1,3}|iv|vi{0,3}|ix|x|\d)"
"""A Roman numeral of one digit, or a digit."""
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 0}
_ROMANS: Final = rf"(?:^|[^a-z0-9])({ONE_ROMAN}(?:[\s,./|-]{{1,3}}{ONE_ROMAN}){{8,12}})(?:[^a-z0-9]|$)"
_ALIKE: Final = (
    r"(?:^|[^a-z0-9'])([0-9oilsbzqø∅]{1,11}(?:[\s./()-]{1,3}[0-9oilsbzqø∅]{1,6}){0,5})(?:[^a-z0-9]|$)"
)
_AS_DIGITS: Final = str.maketrans("oilsbzqø∅", "011582900")
_DRAWN: Final = (
    r"(?:^|[^a-z0-9])([2-9][0-9oi]{2}[ .-][2-9sb][0-9sboi]{2}[ .-][0-9oiseatgb]{4})(?:[^a-z0-9]|$)"
)
_AS_DIGITS_TOO: Final = str.maketrans("oilsbzqeatg", "01158203479")
_IN_FRONT: Final = (
    r"^[\s,;:(–—-]{0,3}(?:and |but |y |et |und |e )?"
    r"(?:(?:then |just )?(?:put|add|with|con|mit|avec|com|prefix) "
    r"(?:an? |un |one |the |einer |eine |um |une )?)?(?:leading )?"
    r"(?:zero|null|cero|0|plus|nul|nought|oh)(?: sign)? "
    r"(?:in front|at the (?:start|front|beginning)|before(?: it)?|delante|devant|davor|vorne|voran|"
    r"na frente|first)"
)


def find_said_phones(folded: View, countries: tuple[str, ...] = ()) -> Iterator[Suspicion]:
    """Numbers in words of any language, doubled words, Roman numerals and look-alike letters."""
    yield from _look_alikes(folded, countries)
    yield from _drawn(folded)
    yield from _romans(folded)
    text = folded.text
    for number in spoken_numbers(text):
        plus = pattern(_plus()).search(text[max(0, number.start - 24) : number.start])
        begin = number.start - (len(plus[0]) if plus else 0)
        around = surroundings(text, begin, number.end)
        score = _score(text, number, around, plus is not None, countries)
        more = pattern(_IN_FRONT).search(text[number.end : number.end + 60]) if score > 0 else None
        score += 0.4 if more else 0.0
        if score >= 0.3:
            finish = number.end + (len(more[0]) if more else 0)
            start, end = folded.span(*framed(text, begin, finish))
            yield Suspicion(Kind.PHONE, start, end, "phone.spelled", min(0.9, score))


def _drawn(folded: View) -> Iterator[Suspicion]:
    """Ten digits in threes and four, some of them drawn as letters that are less alike: "604-555-OIEE"."""
    for match in pattern(_DRAWN).finditer(folded.text):
        words = [piece for piece in re.findall(r"[a-z]+", match[1]) if len(piece) > 2]
        if any(c.isalpha() for c in match[1]) and not any(map(is_everyday, words)):
            around = surroundings(folded.text, match.start(1), match.end(1))
            digits = re.sub(r"[^0-9]", "", match[1].translate(_AS_DIGITS_TOO))
            if not around.labelled and national_shape((3, 3, 4), digits) >= 0.5:
                yield Suspicion(
                    Kind.PHONE, *folded.span(match.start(1), match.end(1)), "phone.look-alikes", 0.65
                )


def _look_alikes(folded: View, countries: tuple[str, ...]) -> Iterator[Suspicion]:
    """Groups of digits some of which are letters drawn alike: "4O4 555 OI77"."""
    text = folded.text
    for match in pattern(_ALIKE).finditer(text):
        begin, end, shown = match.start(1), match.end(1), match[1]
        if shown.isdigit() or not any(c.isalpha() for c in shown) or sum(c.isdigit() for c in shown) < 2:
            continue
        if holds_date(shown) or any(_is_word(piece) for piece in re.findall(r"[a-z0-9ø∅]+", shown)):
            continue
        groups = tuple(re.findall(r"\d+", shown.translate(_AS_DIGITS)))
        digits = "".join(groups)
        around = surroundings(text, begin, end)
        if not 9 <= len(digits) <= 13 or counts(digits):
            continue
        shape = national_shape(tuple(map(len, groups)), digits)
        drawn = len(groups) > 2 and shape >= 0.5 and sum(c.isalpha() for c in shown) > 1
        if around.labelled and not (around.called or drawn):
            continue
        shape = max(shape, 0.5 * valid_in(digits, (*countries, *around.countries)))
        score = 0.1 + shape + (0.45 if around.called else 0.2 if around.mentioned else 0.0)
        if score >= 0.3 and (len(groups) > 1 or around.called or shape >= 0.5):
            yield Suspicion(Kind.PHONE, *folded.span(begin, end), "phone.look-alikes", min(score, 0.9))


def _is_word(piece: str) -> bool:
    """Letters like digits that may be a word: "bis", "so", "oil"; not "sss" or "ol"."""
    return (
        piece.isalpha()
        and len(set(piece)) > 1
        and piece not in ("ol", "oi", "lo", "ssso", "osss", "oss", "sso")
    )


def _romans(folded: View) -> Iterator[Suspicion]:
    """Roman numerals, one a digit."""
    for match in pattern(_ROMANS).finditer(folded.text):
        said = re.findall(r"[a-z]+|\d", match[1])
        digits = "".join(piece if piece.isdigit() else str(_ROMAN[piece]) for piece in said)
        # Chords are written so as well, but have no nought.
        if "0" in digits and sum(piece.isalpha() for piece in said) >= 4 and len(set(digits)) > 2:
            yield Suspicion(Kind.PHONE, *folded.span(match.start(1), match.end(1)), "phone.roman", 0.65)


@cache
def _plus() -> str:
    words = any_of(numerals().plus)
    return rf"(?:\+[lio]?|(?:^|[^a-z])(?:{words})(?: sign)?[\s,:-]{{1,2}})\s?\(?$"


def _score(text: str, number: Spoken, around: Surroundings, plus: bool, countries: tuple[str, ...]) -> float:
    digits = number.digits
    if _something_else(text, number):
        return 0.0
    if _mixed(text, number):
        return 0.85 if around.called else 0.65  # whatever it is called: nobody writes an order so
    if around.labelled and not around.called:
        return 0.0
    if not number.words and not _chained(text, number, around):
        return 0.0
    if plus and country_code_valid(digits):
        return 0.9
    score = 0.2 + 0.45 * _long_enough(text, number, around) + 0.2 * plus
    score += 0.45 if around.called else 0.3 if around.mentioned else 0.0
    if number.words and not (number.chained or around.called):
        known = digits[0] == "0" or valid_in(digits, countries) or valid_somewhere(digits)
        shaped = number.words > 1 or country_code_valid(digits)
        shaped = shaped or national_shape(tuple(map(len, number.groups)), digits) >= 0.5
        if number.written > 3 and number.words < 4:
            score -= 0.0 if known and shaped else 0.2
        elif number.words == 1 and number.written == 3 and not known:
            score -= 0.2
        if number.words == 1 and len(number.groups) > 1 and pattern(_LONE_WORD).search(_said(text, number)):
            score -= 0.35
        if number.joined and number.words < 5:
            score -= 0.35
    return score


def _mixed(text: str, number: Spoken) -> bool:
    """Whether digits and words for digits take turns, as nobody writes a count: "six-4-six triple-5"."""
    said = "".join(sign for sign in _said(text, number) if sign.isalnum())
    # One letter among figures is a serial's: only words count.
    turns = len(re.findall(r"\d[^\W\d]{2}|[^\W\d]{2}\d", said))
    digits = number.digits
    if turns < _TURNS or number.words < _TURNS - 1 or not 7 <= len(digits) <= 13 or number.joined:
        return False
    if number.written <= 1 and len(number.groups) >= _TURNS - 1:
        return True
    return len(digits) >= 9 and (digits[0] == "0" or valid_somewhere(digits)) and number.written <= 4


_TURNS: Final = 3
"""How often digits and words for them change places where that is meant to hide a number."""
_LONE_WORD: Final = r"^[^\d\s,]+, |, [^\d\s,]+$"
"""A word at an end of a row of figures, behind a comma: it begins or ends something else."""


def _said(text: str, number: Spoken) -> str:
    return text[number.start : number.end]


def _something_else(text: str, number: Spoken) -> bool:
    """Whether what is said is a count, an amount, a row of figures or a date."""
    digits, said = number.digits, _said(text, number)
    if len(digits) > 17 or len(set(digits)) < 3 or counts(digits):
        return True
    if any(rises(row) or rounds(row) for row in (number.groups, number.chunks)):
        return True
    if followed_by_unit(text[number.end :][:16]) or is_other_number(said) or holds_date(said):
        return True
    return _steps(number) or (number.words == 1 and pattern(r"\d[:/]\d").search(said) is not None)


def _steps(number: Spoken) -> bool:
    """Three numbers and more of as many digits each, in equal steps: rooms, lines, takes."""
    values = [int(chunk) for chunk in number.chunks]
    if len(values) < 3 or len(set(map(len, number.chunks))) > 1 or len(number.chunks[0]) < 2:
        return False
    return len({b - a for a, b in pairwise(values)}) == 1


def _long_enough(text: str, number: Spoken, around: Surroundings) -> bool:
    digits = number.digits
    tens = any(len(set(group)) > 1 for group in number.groups)
    if number.english and len(digits) == 9 and digits[0] != "0" and tens and not number.written:
        return around.called  # nobody who counts in English dials so many: "seven eleven, twenty-four seven"
    if len(digits) >= 9 or (len(digits) == 8 and (digits[0] == "0" or number.words >= 7)):
        return True
    by_digit = all(len(set(group)) == 1 for group in number.groups)  # "five", "double five", not "sixteen"
    if number.words < 6 or number.written > 3 or not by_digit:
        return around.called and number.words >= 3
    gaps = set(re.findall(r"[^a-z0-9]+", _said(text, number)))
    return len(gaps) > 1 or gaps == {" "} or around.called  # one comma after each is an enumeration


def _chained(text: str, number: Spoken, around: Surroundings) -> bool:
    """Groups said one after another ("first 617, then 555, last 0129"); amounts do not begin with a zero.

    Seven digits are enough where nothing else is said.
    """
    if number.joined and not number.chained:
        shape = national_shape(tuple(map(len, number.groups)), number.digits)
        return shape >= 0.5 and number.groups[-1][0] == "0"  # "617 and 555 and 0129"
    return (
        number.chained
        and (7 if _is_all(text, number) else 9) <= len(_said_once(number.digits)) <= 12
        and all(1 <= len(group) <= (7 if around.called else 5) for group in number.groups)
        and (any(group[0] == "0" for group in number.groups) or around.called)
    )


def _said_once(digits: str) -> str:
    """The digits without what repeats them: who says a number twice wants it to be understood."""
    half = len(digits) // 2
    return digits[:half] if digits[:half] == digits[half:] else digits


def _is_all(text: str, number: Spoken) -> bool:
    """Whether hardly a word is said beside the number."""
    if len(text) - (number.end - number.start) > _BESIDE:
        return False
    beside = text[: number.start] + text[number.end :]
    return sum(sign.isalpha() for sign in beside) <= _WORD


_BESIDE: Final = 40
"""Characters beside a number that is all of a message, at most."""
_WORD: Final = 8
"""Letters beside a number that is all of a message."""
