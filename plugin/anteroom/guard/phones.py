"""Telephone numbers in digits, digits written apart, number words and letters of a keypad."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import any_of, data, escaped, pattern
from anteroom.guard.dialling import (
    country_code_valid,
    counts,
    national_shape,
    valid_in,
    valid_somewhere,
)
from anteroom.guard.encodings import BACKWARDS
from anteroom.guard.model import Kind
from anteroom.guard.numbers import Spoken, spoken_numbers
from anteroom.guard.numerals import numerals
from anteroom.guard.other_numbers import followed_by_unit, holds_date, is_other_number
from anteroom.guard.surroundings import (
    Surroundings,
    names_other_number,
    surroundings,
    words_for_calling,
)
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.trigger import Cause, Trigger
from anteroom.guard.views import View

_GAP: Final = r"[\s().\-/·•_–—~*|]{0,3}"
_WRITTEN: Final = rf"(?:(?:\(?\+|00)\s?)?\(?\d(?:{_GAP}\d){{6,}}\)?"
_ODDLY: Final = r"[\[({<\"']?\+?\d{1,5}(?:[^a-z0-9@%$€£\x{80}-\x{2fff}]{1,5}\d{1,5}){1,}[\])}>\"']?"
_BETWEEN_TWO: Final = re.compile(r"\s[/|;•·]\s|\s*\n\s*|\s{3,}|\. | [-–—] |\)\s*\(")
_SINGLES: Final = 9
_HIDING: Final = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u20e3\u2070-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
    "\uff10-\uff19\U0001d7ce-\U0001d7ff\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]"
)
_MANY: Final = 7
_THREE_APART: Final = r"(?:^|[^0-9a-z.,])\d[^a-z0-9.]{1,4}\d[^a-z0-9.]{1,4}\d(?:[^0-9a-z]|$)"
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 0}
_ONE_ROMAN: Final = r"(?:i{1,3}|iv|vi{0,3}|ix|x|\d)"
_ROMANS: Final = rf"(?:^|[^a-z0-9])({_ONE_ROMAN}(?:[\s,./|-]{{1,3}}{_ONE_ROMAN}){{8,12}})(?:[^a-z0-9]|$)"
_BETWEEN_GROUPS: Final = r" ?(?:->|=>|\\|…|~|\*|//|--|—|·|\||\.\.\.|_) ?|="
_ALIKE: Final = r"(?:^|[^a-z0-9])([0-9oilsbzq]{1,11}(?:[\s./()-]{1,3}[0-9oilsbzq]{1,6}){0,5})(?:[^a-z0-9]|$)"
_AS_DIGITS: Final = str.maketrans("oilsbzq", "0115829")
_LEFT_OUT: Final = r"\b(?:letters?|letras|lettres|buchstaben|lettere|characters?|stars?|alphabet|chars)\b"
_LEAVE_OUT: Final = (
    r"\b(?:minus|without|remove|ignore|drop|skip|delete|take out|strip|sin|sem|sans|ohne|senza|zonder|bez|"
    rf"leave out|cut|lose|forget)\b[^.]{{0,24}}{_LEFT_OUT}"
)
_IN_FRONT: Final = (
    r"^[\s,;:(–—-]{0,3}(?:and |but |y |et |und |e )?"
    r"(?:(?:then |just )?(?:put|add|with|con|mit|avec|com|prefix) "
    r"(?:an? |un |one |the |einer |eine |um |une )?)?(?:leading )?"
    r"(?:zero|null|cero|0|plus|nul|nought|oh)(?: sign)? "
    r"(?:in front|at the (?:start|front|beginning)|before(?: it)?|delante|devant|davor|vorne|voran|"
    r"na frente|first)"
)


def find_phones(
    folded: View, original: str, countries: tuple[str, ...], *, undone: bool = False
) -> Iterator[Suspicion]:
    """Numbers written in digits of any script; `original` is the text that `folded` shows.

    `undone`: encodings were undone in `folded`; who writes digits in one means them to be dialled.
    """
    text = folded.text
    for match in pattern(_WRITTEN).finditer(text):
        for begin, finish in _apart(match[0], match.start()):
            score = _score(text, begin, finish, countries)
            start, end = folded.span(begin, finish)
            rule = "phone.digits"
            if _in_disguise(original[start:end], original) and _plausible(text, begin, finish):
                rule, score = "phone.disguised", max(score, 0.7)
            if score > 0 and undone and end - start != finish - begin and _meant(text, begin, finish):
                rule, score = "phone.disguised", max(score, 0.7)
            if score >= 0.3:
                yield Suspicion(Kind.PHONE, start, end, rule, score)
    yield from find_mixed_phones(folded, original, countries)
    for match in pattern(_ODDLY).finditer(text):
        if pattern(_WRITTEN).fullmatch(match[0].strip("[](){}<>\"'")) or "]{" in match[0]:
            continue  # read above; a pattern
        score = _score_of_odd(text, match.start(), match.end(), countries)
        if score >= 0.3:
            yield Suspicion(
                Kind.PHONE, *folded.span(match.start(), match.end()), "phone.signs-between", score
            )


def hides_digits(text: str) -> bool:
    """Whether many signs in `text` are digits of another script, circled, raised, key caps, or invisible."""
    return len(_HIDING.findall(text)) >= _MANY


def find_lettered_phones(folded: View) -> Iterator[Suspicion]:
    """Numbers with letters between, which the text says to leave out."""
    if pattern(_LEAVE_OUT).search(folded.text):
        for match in pattern(r"[a-z]{0,4}\d{1,6}(?:[a-z*]{1,6}\d{1,6}){2,12}[a-z]{0,4}").finditer(
            folded.text
        ):
            if 9 <= sum(c.isdigit() for c in match[0]) <= 13:
                yield Suspicion(Kind.PHONE, *folded.span(match.start(), match.end()), "phone.lettered", 0.7)


def find_roman_phones(folded: View) -> Iterator[Suspicion]:
    """Roman numerals, one a digit."""
    for match in pattern(_ROMANS).finditer(folded.text):
        said = re.findall(r"[a-z]+|\d", match[1])
        digits = "".join(piece if piece.isdigit() else str(_ROMAN[piece]) for piece in said)
        if sum(piece.isalpha() for piece in said) >= 4 and not counts(digits) and len(set(digits)) > 2:
            yield Suspicion(Kind.PHONE, *folded.span(match.start(1), match.end(1)), "phone.roman", 0.65)


def find_spelled_phones(folded: View, countries: tuple[str, ...] = ()) -> Iterator[Suspicion]:
    """Numbers of which at least some digits are words, doubled words or look-alike letters."""
    yield from find_look_alikes(folded, countries)
    yield from find_roman_phones(folded)
    text = folded.text
    for number in spoken_numbers(text):
        plus = pattern(_plus()).search(text[max(0, number.start - 24) : number.start])
        begin = number.start - (len(plus[0]) if plus else 0)
        around = surroundings(text, begin, number.end)
        score = _score_of_spoken(text, number, around, plus is not None, countries)
        if score >= 0.3:
            more = pattern(_IN_FRONT).search(text[number.end : number.end + 60])
            finish = number.end + (len(more[0]) if more else 0)
            start, end = folded.span(begin, finish)
            yield Suspicion(Kind.PHONE, start, end, "phone.spelled", min(0.9, score))


def _plus() -> str:
    return rf"(?:\+[lio]?|(?:^|[^a-z])(?:{any_of(numerals().plus)})(?: sign)?[\s,:-]{{1,2}})\s?\(?$"


def _score_of_spoken(
    text: str, number: Spoken, around: Surroundings, plus: bool, countries: tuple[str, ...]
) -> float:
    digits = number.digits
    if _something_else(text, number) or (around.labelled and not around.called):
        return 0.0
    if not number.words and not _chained(number, around):
        return 0.0
    if plus and country_code_valid(digits):
        return 0.9
    score = 0.2 + 0.45 * _long_enough(text, number, around) + 0.2 * plus
    score += 0.45 if around.called else 0.3 if around.mentioned else 0.0
    if number.written > 3 and number.words < 4 and not (number.chained or around.called):
        known = digits[0] == "0" or valid_in(digits, countries) or valid_somewhere(digits)
        score -= 0.0 if known and number.words > 1 else 0.2
    if number.joined and not number.chained and not around.called and number.words < 5:
        score -= 0.35
    return score


def _something_else(text: str, number: Spoken) -> bool:
    """Whether what is said is a count, an amount or a date."""
    digits, said = number.digits, text[number.start : number.end]
    if len(digits) > 17 or len(set(digits)) < 2 or counts(digits):
        return True
    if followed_by_unit(text[number.end :][:16]) or is_other_number(said) or holds_date(said):
        return True
    return number.words == 1 and pattern(r"\d[:/]\d").search(said) is not None


def _long_enough(text: str, number: Spoken, around: Surroundings) -> bool:
    digits = number.digits
    if len(digits) >= 9 or (len(digits) == 8 and (digits[0] == "0" or number.words >= 3)):
        return True
    if number.words < 6 or number.written > 3:
        return around.called and number.words >= 3
    gaps = set(re.findall(r"[^a-z0-9]+", text[number.start : number.end]))
    return len(gaps) > 1 or gaps == {" "} or around.called  # one comma after each is an enumeration


def _chained(number: Spoken, around: Surroundings) -> bool:
    """Groups said one after another ("first 617, then 555, last 0129"); amounts do not begin with a zero."""
    return (
        number.chained
        and 9 <= len(number.digits) <= 12
        and all(1 <= len(group) <= 5 for group in number.groups)
        and (any(group[0] == "0" for group in number.groups) or around.called)
    )


def _apart(written: str, start: int) -> Iterator[tuple[int, int]]:
    """Pieces of a run of digits that are numbers each for themselves, as offsets."""
    begin = 0
    for match in _BETWEEN_TWO.finditer(written):
        left, right = written[begin : match.start()], written[match.end() :]
        if match[0][0] == "." and _digits(left) < 7 <= _digits(right):
            # The number begins a sentence, after one that ends in another number.
            yield start + match.end(), start + len(written)
        elif min(_digits(left), _digits(right)) >= 7:
            yield start + begin, start + match.start() + (match[0][0] == ")")
            begin = match.end() - (match[0][-1] == "(")
    yield start + begin, start + len(written)


def _digits(written: str) -> int:
    return sum(c.isdigit() for c in written)


def _score(text: str, begin: int, end: int, countries: tuple[str, ...]) -> float:
    written = text[begin:end]
    digits = "".join(c for c in written if c.isdigit())
    if len(digits) > 15 or len(set(digits)) < 3 or digits.startswith("000"):
        return 0.0
    if counts(digits) and "+" not in written:
        return 0.0
    if ("+" not in written and is_other_number(written)) or _is_part(text, begin, end):
        return 0.0
    if followed_by_unit(text[end : end + 16]):
        return 0.0
    around = surroundings(text, begin, end)
    groups = tuple(len(match) for match in re.findall(r"\d+", written))
    plus = "+" in written[:3]
    if plus or digits.startswith("00"):
        dialled = digits if plus else digits[2:]
        if country_code_valid(dialled) or country_code_valid(_without_trunk(written, dialled)):
            return 0.95 if plus or not around.labelled else 0.2
        if plus and len(digits) >= 8:
            return 0.8  # a country code is meant, even if no numbering plan knows the rest
    singles = len(groups) >= _SINGLES and max(groups) == 1 and not counts(digits)
    shape = 0.65 if singles and len(groups) <= 14 else national_shape(groups, digits)
    if 0 < shape < 0.5 and len(groups) > 1 and not _tidy(written, groups):
        shape += 0.2  # who puts stars between hides something
    if "(" in written[:2] and shape:
        shape += 0.05
    tidy = len(groups) == 1 or _tidy(written, groups)
    if len(digits) >= 8 and tidy and valid_in(digits, countries):
        shape = max(shape, 0.6 if len(groups) > 1 else 0.2)
    elif len(digits) >= 8 and tidy and valid_in(digits, around.countries):
        shape = max(shape, 0.55 if len(groups) > 1 else 0.2)
    score = 0.1 + shape + (0.45 if around.called else 0.25 if around.mentioned else 0.0)
    if around.called:
        enough = len(digits) >= 9 or (len(digits) >= 7 and len(groups) > 1) or shape >= 0.3
        score = max(score, 0.65) if enough else min(score, 0.4)
    elif _backwards_named(text, begin, end) and len(digits) >= 9:
        score += 0.55
    elif len(digits) >= (9 if len(groups) > 1 else 10) and not around.doubtful and "/" not in written:
        score += _alone(text, begin, end, shape >= 0.2 or valid_somewhere(digits))
    if pattern(r"\d{1,3}(?:[ .]\d{3})+").fullmatch(written) and not around.called and digits[0] != "0":
        score -= 0.4  # thousands
    if around.labelled:
        score -= 0.7 if not around.called else 0.4
    elif around.doubtful and not around.called:
        score -= 0.35
    return max(0.0, min(score, 0.95))


def _score_of_odd(text: str, begin: int, end: int, countries: tuple[str, ...]) -> float:
    """Digits with signs between that numbers do not have: "[5][5][5]", "617//555//0129"."""
    written = text[begin:end]
    digits = "".join(c for c in written if c.isdigit())
    groups = tuple(len(match) for match in re.findall(r"\d+", written))
    if not 9 <= len(digits) <= 14 or len(set(digits)) < 3 or counts(digits) or is_other_number(written):
        return 0.0
    if _is_part(text, begin, end) or followed_by_unit(text[end : end + 16]):
        return 0.0
    gaps = set(re.findall(r"\D+", written.strip("[](){}<>\"'+")))
    if len(gaps) > 3 and max(groups) > 1:
        return 0.0
    around = surroundings(text, begin, end)
    if around.labelled and not around.called:
        return 0.0
    singles = max(groups) == 1
    commas = any("," in gap for gap in gaps)
    shape = national_shape(groups, digits)
    if singles:
        score = 0.65 if not commas or digits[0] == "0" or valid_somewhere(digits) else 0.3
    elif written.lstrip("[({<\"'").startswith("+") and country_code_valid(digits):
        score = 0.9
    elif shape >= 0.5 and (not commas or digits[0] == "0" or digits[-4] == "0"):
        score = 0.1 + shape
    elif shape >= 0.25 and not commas and gaps.isdisjoint((" ", "-", ".", " - ")):
        score = 0.6 if valid_in(digits, ("ES", "PT", "IT", "PL", "AE")) else 0.4
    else:
        return 0.0
    return min(score + (0.2 if around.called else 0.1 if around.mentioned else 0.0), 0.9)


def find_mixed_phones(folded: View, original: str, countries: tuple[str, ...]) -> Iterator[Suspicion]:
    """Digits that are written in more than one way: some apart, some in brackets, some of other scripts."""
    if original.isascii() and not pattern(_THREE_APART).search(folded.text):
        return
    for number in spoken_numbers(folded.text, in_digits=True):
        digits = number.digits
        start, end = folded.span(number.start, number.end)
        if (
            number.words
            or "]{" in original[start:end]
            or not 9 <= len(digits) <= 13
            or not _plausible(folded.text, number.start, number.end)
        ):
            continue
        lengths = [len(group) for group in number.groups]
        apart = any(lengths[i : i + 3] == [1, 1, 1] for i in range(len(lengths)))
        if not (apart or _oddly_many(original[start:end], original, 3)):
            continue
        around = surroundings(folded.text, number.start, number.end)
        known = digits[0] == "0" or valid_in(digits, countries) or valid_somewhere(digits)
        if around.called or known:
            yield Suspicion(Kind.PHONE, start, end, "phone.mixed", 0.85 if around.called else 0.65)


def find_look_alikes(folded: View, countries: tuple[str, ...] = ()) -> Iterator[Suspicion]:
    """Groups of digits some of which are letters drawn alike: "4O4 555 OI77"."""
    text = folded.text
    for match in pattern(_ALIKE).finditer(text):
        begin, end = match.start(1), match.end(1)
        written = match[1]
        if not any(c.isalpha() for c in written) or _digits(written) < 4:
            continue
        plain = written.translate(_AS_DIGITS)
        digits = "".join(c for c in plain if c.isdigit())
        groups = tuple(len(group) for group in re.findall(r"\d+", plain))
        around = surroundings(text, begin, end)
        if not 9 <= len(digits) <= 13 or counts(digits) or (around.labelled and not around.called):
            continue
        shape = max(national_shape(groups, digits), 0.5 * valid_in(digits, (*countries, *around.countries)))
        score = 0.1 + shape + (0.45 if around.called else 0.2 if around.mentioned else 0.0)
        if score >= 0.3 and (len(groups) > 1 or around.called or shape >= 0.5):
            yield Suspicion(Kind.PHONE, *folded.span(begin, end), "phone.look-alikes", min(score, 0.9))


def _is_part(text: str, begin: int, end: int) -> bool:
    """Whether the digits are a piece of something longer: a word, a path, an address, a decimal."""
    before, after = text[begin - 1 : begin], text[end : end + 2]
    if before and (before in "_@/.\\&" or (before.isalnum() and before < "\u2e80")):
        return before != "/" or text[begin - 2 : begin - 1] not in ("", " ")
    if not after:
        return False
    if after[0] in "_@%°\\" or (after[0].isalnum() and after[0] < "\u2e80"):
        return True
    return len(after) == 2 and after[0] in ":.,/" and after[1].isdigit()


def _without_trunk(written: str, digits: str) -> str:
    """The digits without "(0)", which is dialled only at home."""
    return digits.replace("0", "", 1) if "(0)" in written else digits


def _backwards_named(text: str, begin: int, end: int) -> bool:
    around = text[max(0, begin - 48) : begin], text[end : end + 40]
    return any(pattern(BACKWARDS).search(piece) is not None for piece in around)


def _tidy(written: str, groups: tuple[int, ...]) -> bool:
    """Whether the groups are put apart as in a number that people print."""
    gaps = re.findall(r"\D+", written.strip("()+ "))
    return (
        {gap.strip(" ") for gap in gaps} <= {"", "-", ".", "/", ")", "(", ")-", "–", "·"}
        and len(set(gaps)) <= 2
        and sum("/" in gap for gap in gaps) <= 1
        and min(groups[1:]) >= 2
        and (groups[0] >= 2 or written[0] in "18")
        and len(groups) <= 6
    )


def _alone(text: str, begin: int, end: int, plausible: bool) -> float:
    """What it is worth that the message is little more than the number; also when read from its end."""
    others = text[:begin] + " " + text[end:]
    if len(others) > 40 or len(others.split()) > 3 or any(sign in others for sign in "{}[]<>=\"'/\\_#"):
        return 0.0
    if names_other_number(others) or names_other_number(others[::-1]):
        return 0.0
    return 0.55 if plausible else 0.2


def _in_disguise(written: str, original: str) -> bool:
    """Most digits are of another script than the text's, circled, raised or key caps."""
    return _oddly_many(written, original, 7)


def _oddly_many(written: str, original: str, least: int) -> bool:
    """Whether at least so many digits are of another script than the text's, circled, raised or key caps."""
    if written.isascii():
        return False
    if sum(unicodedata.category(c) == "Cf" for c in written) >= 4:
        return True  # invisible signs between
    odd = [c for c in written if c == "\u20e3" or (c.isdigit() and not c.isascii())]
    if len(odd) < least:
        return False
    if any(c == "\u20e3" or not c.isdecimal() or c >= "\U0001d7ce" for c in odd):
        return True
    letters = {ord(c) >> 8 for c in original if c.isalpha() and not c.isascii()}
    block = ord(odd[0]) >> 8
    return not (letters & {block, 0x30, 0x4E, 0xAC} if block == 0xFF else block in letters)


def _plausible(text: str, begin: int, end: int) -> bool:
    """Nothing says that the digits are of another kind."""
    digits = "".join(c for c in text[begin:end] if c.isdigit())
    return (
        8 <= len(digits) <= 14
        and len(set(digits)) > 2
        and not counts(digits)
        and not is_other_number(text[begin:end])
        and not _is_part(text, begin, end)
        and not followed_by_unit(text[end : end + 16])
        and not surroundings(text, begin, end).doubtful
    )


def _meant(text: str, begin: int, end: int) -> bool:
    """Digits of a plausible number that are not a field of a decoded record, as in a token's claims."""
    digits = "".join(c for c in text[begin:end] if c.isdigit())
    before = text[max(0, begin - 3) : begin]
    return 9 <= len(digits) <= 13 and not pattern(r"[:=]\s?\"?$").search(before) and not counts(digits)


_LIKE: Final = {"o": "[o0]", "i": "[i1!]", "e": "[e3]", "l": "[l1]", "s": "[s5$]", "a": "[a4@]", "t": "[t7]"}


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for numbers in digits or in words."""
    hardly = data("words")["everyday"]  # so common that three of them may stand together by chance
    names = [name[0] for name in numerals().numbers if len(name) == 1 and name[0] not in hardly]
    west = [name for name in names if name < "\u3000" and len(name) > 1]
    spelled = "|".join("".join(_LIKE.get(c, escaped(c)) for c in name) for name in west)
    plain = any_of([name for name in west if len(name) > 2])
    east = any_of([name for name in names if name > "\u3000"])
    times = any_of([" ".join(name) for name in numerals().times if len(name) == 1])
    chain = any_of([" ".join(name) for name in numerals().chain])
    digit_words = any_of(
        [
            name[0]
            for name, numeral in numerals().numbers.items()
            if len(name) == 1 and len(name[0]) > 2 and numeral.value < 10 and name[0] < "\u3000"
        ]
    )
    beside = r"[\s,.、。・:·\-–—_/|]{0,2}"
    gap = r"[\s,.;:·•\-–—_/|*+()\[\]'\"~…]{1,5}"
    yield Trigger.DIGITS, r"(?:^|[^a-z0-9])[a-z]{0,2}\d{1,6}[a-z*]{1,6}\d{2}", _LEFT_OUT
    yield Trigger.DIGITS, r"\+[\s(]{0,2}\d(?:[\s().\-/]{0,3}\d){6}"
    yield Trigger.DIGITS, r"(?:^|[^\d.,])00[1-9](?:[\s().\-/]{0,3}\d){8}"
    begun = r"(?:^|[^\da-z.,/-])"
    yield (
        Trigger.DIGITS,
        rf"{begun}\(?0[1-9](?:\d{{8}}|\d{{0,4}}\)?(?:[\s()]{{1,3}}\d\d|[\s./()-]{{1,3}}\d{{3}}[\d -]|/\d{{4}}"
        r")|(?:[.-]\d\d){4}|(?: \d\d){3})",
    )
    yield Trigger.DIGITS, rf"{begun}(?:1[\s.-])?\(?[2-9]\d\d\)?[\s.·-]{{1,3}}\d{{3}}[\s.·-]{{1,3}}\d{{4}}"
    yield Trigger.DIGITS, rf"{begun}\(?\d\d?\)? ?(?:\d{{4}}|9\d{{4}})[ -]\d{{4}}(?:[^\d]|$)"
    yield Trigger.DIGITS, rf"{begun}(?:\d{{3}}[ .-]\d{{4}}[ .-]\d{{4}}|\d{{5}}[ .-]\d{{5}}(?:[^\d]|$))"
    yield Trigger.DIGITS, rf"{begun}\d{{1,5}}(?: \d{{2,5}}){{2}}"
    yield Trigger.DIGITS, rf"{begun}(?:\d{{3}}[ .-]\d{{3}}[ .-]\d\d[ .-]\d\d|\d{{3}}[ -]\d{{6,7}}(?:[^\d]|$))"
    yield Trigger.DIGITS, r"\d(?:[^a-z0-9]{1,4}\d){8}"
    yield Trigger.DIGITS, r"\d{1,5}[\])}>\"'][^a-z0-9]{0,3}[\[({<\"']\d{1,5}[\])}>\"']"
    yield Trigger.DIGITS, rf"\d{{1,5}}(?:{_BETWEEN_GROUPS})\d{{2,5}}"
    yield Trigger.DIGITS, r"\d{3}[^a-z0-9]{1,5}\d{3}[^a-z0-9]{1,5}0\d{3}"
    yield Trigger.DIGITS, r"^(?:[^\s\d]+\s+){0,3}\(?\d{9,13}\W{0,3}(?:\s[^\s\d]+){0,3}$"
    yield Trigger.DIGITS, r"\d{1,5}(?:\s[-/.|]\s\d{2,5}){2}|\d{1,5}(?:\n\d{2,5}){2}"
    yield Trigger.DIGITS, r"\d{9}", BACKWARDS
    yield Trigger.DIGITS, rf"{begun}0[1-9](?:[^a-z0-9:/]{{0,4}}\d){{7}}"
    yield Trigger.DIGITS, _THREE_APART
    yield Trigger.DIGITS, rf"{begun}0\d{{1,4}}[^a-z0-9]{{1,4}}\d{{3,4}}[^a-z0-9]{{1,4}}0?\d{{3,4}}"
    calling = words_for_calling()
    yield (
        Trigger.DIGITS,
        rf"(?:{calling})[^a-z0-9]{{0,3}}(?:[a-z']{{1,12}}[^a-z0-9]{{1,3}}){{0,4}}[\d+(]{{2}}",
    )
    yield Trigger.DIGITS, rf"\d{{3}}[^a-z0-9]{{0,3}}(?:[a-z']{{1,10}}[^a-z0-9]{{1,2}}){{0,2}}(?:{calling})"
    # Three of them would make an automaton of too many states; two in a row seldom stand anywhere.
    yield Trigger.NUMBER_WORDS, rf"(?:^|[^a-z0-9])(?:{spelled}){gap}(?:{spelled})"
    yield Trigger.NUMBER_WORDS, rf"(?:^|[^a-z])(?:{plain}){gap}?\d|\d[\s,.\-/]{{0,3}}(?:{plain})"
    yield Trigger.NUMBER_WORDS, rf"(?:^|[^a-z])(?:{digit_words}){{2}}"
    yield Trigger.NUMBER_WORDS, rf"(?:{times})[\s-](?:{plain}|\d)"
    yield Trigger.NUMBER_WORDS, rf"(?:(?:{east})(?:{beside}\d{{0,4}}){{0,3}}{beside}){{3}}"
    yield Trigger.NUMBER_WORDS, rf"\d{{1,5}}\W{{1,3}}(?:{chain})\W{{1,3}}(?:[a-z]{{1,5}} ){{0,2}}\d"
    yield (
        Trigger.LOOKALIKES,
        r"(?:[0-9oilsbz]{1,4}[\s./()-]{1,3}){2}[0-9oilsbz]{3,4}",
        r"\d[oilsz]|[oilsz]\d",
    )
    yield Trigger.LOOKALIKES, r"[0-9oilsbz]{4,6}[ -][0-9oilsbz]{4,6}", r"\d[oilsz]|[oilsz]\d"
    yield Trigger.LOOKALIKES, r"\d{2,}[oils]{1,3}\d{2,}"
    yield Trigger.LOOKALIKES, r"[^a-z](?:[oils]{3,5}|ss|oo|ll|ii|o[il]|[il]o)[^a-z0-9]{1,4}[\doils]"
    yield Trigger.LOOKALIKES, rf"(?:i{{1,3}}|iv|vi{{0,3}}|ix|x)(?:[\s,./|-]{{1,3}}{_ONE_ROMAN}){{4}}"
