"""Telephone numbers in digits, as people print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Kind
from anteroom.guard.phones.area_codes import find_area_codes
from anteroom.guard.phones.cloaked import find_beside_names, find_cloaked
from anteroom.guard.phones.dialling import (
    country_code_possible,
    country_code_valid,
    national_shape,
    valid_in,
    valid_somewhere,
)
from anteroom.guard.phones.odd import find_mixed_phones, find_odd_phones, in_disguise, undisputed
from anteroom.guard.phones.surroundings import Surroundings, names_other_number, surroundings
from anteroom.guard.phones.written import Written, counts, counts_through, framed, rises
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.turned import BACKWARDS
from anteroom.guard.texts.views import View

GAP: Final = r"[\s().\-/·•_–—~*|]{0,3}"
"""What may stand between two digits of a number as people print it."""
_WRITTEN: Final = rf"(?:(?:\(?\+|00)\s?)?\(?\d(?:{GAP}\d){{6,}}\)?"
_BETWEEN_TWO: Final = re.compile(r"\s[/|;•·]\s|\s*\n\s*|\s{3,}|\. | [-–—] |\)\s*\(")
_SHORT: Final = ("DK", "NO", "SG", "HK", "CR", "EE", "LV", "TN", "QA", "KW", "OM", "BH", "LT", "IS")
"""Countries whose numbers have seven or eight digits."""
_SINGLES: Final = range(9, 15)
_SHORTEST_ALONE: Final = 8
"""Most digits of a number that a country's plan alone does not make one to dial."""
_DIALLED_ABROAD: Final = ("011", "0011", "00")
"""What is dialled before a country's code: in America, in Australia, elsewhere."""
_PAIRS: Final = (2, 2, 2, 2, 2)
_FEWEST_GROUPS: Final = 3
_ALONE: Final = 80
"""Characters of a text that is surely more than a number and its name."""
_REACH: Final = 40
_EXTENSION: Final = r"^,?\s?(?:x|ext\.?|extension|durchwahl|dw|poste|int\.?)\s?\d{1,5}\b"
_THOUSANDS: Final = r"\d{1,3}(?:[ .]\d{3})+"


def find_phones(
    folded: View, original: str, countries: tuple[str, ...], *, undone: bool = False
) -> Iterator[Suspicion]:
    """Numbers written in digits of any script; `original` is the text that `folded` shows.

    `undone`: encodings were undone in `folded`; who writes digits in one means them to be dialled.
    """
    text = folded.text
    named: set[tuple[tuple[int, ...], tuple[str, ...]]] = set()
    for match in pattern(_WRITTEN).finditer(text):
        for begin, finish in _apart(match[0], match.start()):
            number = Written(text, begin, finish)
            score = _score(number, countries)
            alike = number.lengths, number.gaps
            if score < 0.3:
                named |= {alike} if len(number.groups) > 1 and _labelled(number) else set()
            elif alike in named and score < 0.9:
                score = 0.0  # "part no. 212.555.0119 replaces 212.555.0118"
            more = pattern(_EXTENSION).search(text[finish : finish + 16]) if score >= 0.6 else None
            start, end = folded.span(*framed(text, begin, finish + (len(more[0]) if more else 0)))
            rule = "phone.digits"
            if in_disguise(original[start:end], original) and undisputed(number, least=7):
                rule, score = "phone.disguised", max(score, 0.7)
            if undone and original[start:end] != number.shown and _meant(number, folded):
                rule, score = "phone.disguised", max(score, 0.7)
            if score >= 0.3:
                yield Suspicion(Kind.PHONE, start, end, rule, score)
    yield from find_mixed_phones(folded, original, countries)
    yield from find_odd_phones(folded, printed=_WRITTEN)
    yield from find_area_codes(folded)
    yield from find_cloaked(folded, countries)
    if not undone:
        yield from find_beside_names(original)


def _apart(shown: str, start: int) -> Iterator[tuple[int, int]]:
    """Pieces of a run of digits that are numbers each for themselves, as offsets."""
    begin = 0
    for match in _BETWEEN_TWO.finditer(shown):
        # Seven digits stand within so many characters: to look further would cost more the more there are.
        left = shown[max(begin, match.start() - _REACH) : match.start()]
        right = shown[match.end() : match.end() + _REACH]
        if match[0][0] == "." and _count(left) < 7 <= _count(right):
            # The number begins a sentence, after one that ends in another number.
            yield start + match.end(), start + len(shown)
        elif min(_count(left), _count(right)) >= 7:
            yield start + begin, start + match.start() + (match[0][0] == ")")
            begin = match.end() - (match[0][-1] == "(")
    yield start + begin, start + len(shown)


def _count(shown: str) -> int:
    return sum(c.isdigit() for c in shown)


def _score(number: Written, countries: tuple[str, ...]) -> float:
    digits = number.digits
    if len(digits) > 15 or _is_part(number) or number.is_something_else(dialled=True):
        return 0.0
    if number.gaps and set(number.gaps) == {"_"} and len(number.groups) < _FEWEST_GROUPS:
        return 0.0  # the name of a file, a drawing
    dialled = len(digits) > 6 and number.tidy and valid_in(digits, countries)
    if not dialled and "+" not in number.shown and rises(number.groups):
        return 0.0
    around = surroundings(number.text, number.start, number.end)
    if "+" not in number.shown and counts(digits) and not _dialled_in_order(number, around, dialled):
        return 0.0
    if around.priced and not _amount(number):
        around = replace(around, labelled=False, doubtful=False)
    if _in_pairs(number):
        around = replace(around, labelled=False, doubtful=False, mentioned=True)
    international = _with_country_code(number, around)
    if international is not None:
        return international
    other = around.labelled and not (around.called or around.mentioned)
    if other and len(number.text) > _ALONE and not _read_backwards(number):
        return 0.0  # whatever its shape; and to ask the plans of twenty countries takes long
    shape = _shape(number, countries, around)
    score = 0.1 + shape + (0.45 if around.called else 0.25 if around.mentioned else 0.0)
    several = len(number.groups) > 1
    if around.called:
        score = max(score, 0.65) if _enough(number, shape) else min(score, 0.4 if len(digits) > 7 else 0.25)
    elif len(digits) >= (9 if several else 10) and not around.doubtful and "/" not in number.shown:
        score += _alone(number, shape)
    if score < 0.6 and len(digits) >= 9 and _read_backwards(number):
        score += 0.55
    if pattern(_THOUSANDS).fullmatch(number.shown) and not around.called and digits[0] != "0":
        # The parties' own countries may write numbers so; amounts are mostly round.
        score -= 0.05 if dialled and number.groups[-1][-1] not in "05" else 0.4
    if around.labelled:
        score -= 0.4 if around.called else 0.7
    elif around.doubtful and not around.called:
        score -= 0.05 if number.shown[0] == "(" and shape >= 0.5 else 0.35
    return max(0.0, min(score, 0.95))


def _dialled_in_order(number: Written, around: Surroundings, dialled: bool) -> bool:
    """Whether digits that count are dialled all the same: some country does, and words or form say so."""
    digits = number.digits
    if counts_through(digits):
        return False
    if around.called:
        return valid_somewhere(digits) or valid_in(digits, around.countries)
    return dialled and len(number.groups) > 1 and len(digits) > _SHORTEST_ALONE


def _amount(number: Written) -> bool:
    """Whether the digits may be one amount or several; none is grouped by three, three and four."""
    return number.lengths[-3:] != (3, 3, 4) or not number.tidy or number.commas


def _in_pairs(number: Written) -> bool:
    """Whether digits stand as France writes its numbers, and the word right before names no other number."""
    if number.lengths != _PAIRS or len(set(number.gaps)) != 1 or number.gaps[0] not in (" ", ".", "-"):
        return False
    before = number.text[max(0, number.start - _REACH) : number.start].split()
    return valid_in(number.digits, ("FR",)) and not (before and names_other_number(before[-1]))


def _is_part(number: Written) -> bool:
    """A number with a plus is nobody's piece though letters stand right before it."""
    if not number.is_part():
        return False
    letter = number.text[max(0, number.start - 1) : number.start].isalpha()
    after = number.text[number.end : number.end + 1]
    whole = letter and number.shown[0] == "+" and not (after.isalnum() or after in ("@", "_"))
    return not (whole and 10 <= len(number.digits) <= 13)


def _with_country_code(number: Written, around: Surroundings) -> float | None:
    """The score of a number with a plus or two zeros in front; None for another."""
    plus = "+" in number.shown[:3]
    from_abroad = next((len(code) for code in _DIALLED_ABROAD if number.digits.startswith(code)), 0)
    if not plus and not from_abroad:
        return None
    dialled = number.digits if plus else number.digits[from_abroad:]
    at_home = dialled.replace("0", "", 1) if "(0)" in number.shown else dialled
    if country_code_valid(dialled) or country_code_valid(at_home):
        return 0.95 if plus or not around.labelled else 0.2
    if not plus or pattern(r"\(?\+\s.*").fullmatch(number.shown):
        # What a sum is made of has no more than two groups.
        told = len(number.groups) > _FEWEST_GROUPS - 1 and not around.labelled
        return 0.8 if told and country_code_possible(at_home) else None
    if len(dialled) < 9:
        return None
    # A country code is meant, even if no numbering plan knows the rest.
    return None if pattern(rf"\+{_THOUSANDS}").fullmatch(number.shown) else 0.8


def _shape(number: Written, countries: tuple[str, ...], around: Surroundings) -> float:
    """From 0 to 0.7: how much the digits look like a national number, here or in the parties' countries."""
    digits, several = number.digits, len(number.groups) > 1
    if number.singles and len(digits) in _SINGLES:
        return 0.65 if not names_title(number) else 0.3
    shape = national_shape(number.lengths, digits)
    if several and 11 <= len(digits) <= 13 and number.tidy and country_code_valid(digits):
        shape = max(shape, 0.4)  # a country code without its plus
    if 0.2 < shape < 0.5 and several and not number.tidy:
        shape += 0.2  # who puts stars between hides something
    if (around.called or around.mentioned) and number.lengths == _PAIRS and len(set(number.gaps)) == 1:
        shape = max(shape, 0.4 * valid_somewhere(digits))
    if "(" in number.shown[:2] and shape:
        shape += 0.05
    if len(digits) >= (7 if several else 8) and number.tidy:
        if valid_in(digits, countries):
            shape = max(shape, 0.6 if several else 0.2)
        elif valid_in(digits, around.countries):
            shape = max(shape, 0.55 if several else 0.2)
    return shape


def names_title(number: Written) -> bool:
    """Whether one word and a colon stand right before, as before a row of figures."""
    before = ("\n" + number.text[: number.start])[-24:]
    return pattern(r"[.!?\n] ?[^\s:]{2,20}: ?$").search(before) is not None


def _enough(number: Written, shape: float) -> bool:
    """Whether digits beside words for calling are such as are dialled."""
    digits = number.digits
    if shape >= 0.3 or digits[0] == "0":
        return len(digits) >= 7
    if len(digits) >= 9:
        return number.tidy and (valid_somewhere(digits) or country_code_possible(digits))
    if not number.tidy or len(number.groups) == 1:
        return False
    return pattern(r"[2-9]\d\d[ .-]\d{4}").fullmatch(number.shown) is not None or valid_in(digits, _SHORT)


def _read_backwards(number: Written) -> bool:
    text = number.text
    return pattern(BACKWARDS).search(text[max(0, number.start - 48) : number.end + 40]) is not None


def _alone(number: Written, shape: float) -> float:
    """What it is worth that the message is little more than the number; also when read from its end."""
    if len(number.text) - (number.end - number.start) > 40:
        return 0.0
    others = number.text[: number.start] + " " + number.text[number.end :]
    if len(others) > 40 or len(others.split()) > 3 or len(number.digits) > 12 or names_title(number):
        return 0.0
    if any(sign in others for sign in "{}[]<>=\"'/\\_#"):
        return 0.0
    if names_other_number(others) or names_other_number(others[::-1]):
        return 0.0
    return 0.55 if shape >= 0.2 or valid_somewhere(number.digits) else 0.2


def _meant(number: Written, view: View) -> bool:
    """Digits of a plausible number that are not a field of a decoded record, as in a token's claims."""
    if not 9 <= len(number.digits) <= 13 or number.is_something_else() or number.is_part():
        return False
    if number.start == 0:
        return True
    start, end = view.span(number.start - 1, number.start)
    # A name before the encoded run is the run's; one within it is the number's.
    outside = end - start == 1
    if pattern(r"[:=]\s?\"?$").search(number.text[max(0, number.start - 3) : number.start]):
        return outside and valid_somewhere(number.digits) and not _labelled(number)
    return outside or not _labelled(number)


def _labelled(number: Written) -> bool:
    return surroundings(number.text, number.start, number.end).labelled
