"""Telephone numbers in digits with odd signs between, in odd scripts, or with letters to be left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Kind
from anteroom.guard.phones.dialling import country_code_valid, national_shape, valid_in, valid_somewhere
from anteroom.guard.phones.numbers import spoken_numbers
from anteroom.guard.phones.said import find_said_phones
from anteroom.guard.phones.surroundings import surroundings
from anteroom.guard.phones.written import Written
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.views import View

THREE_APART: Final = r"(?:^|[^0-9a-z.,:])\d[^a-z0-9.:]{1,4}\d[^a-z0-9.:]{1,4}\d(?:[^0-9a-z]|$)"
"""Three single digits, which begin most numbers whose digits are put apart."""
_ONE_LETTER: Final = (
    r"\b(?:the|every|each|all|those|any|extra|das|alle|jedes|toute|todas|cada|ogni|die|jedes|la|el|las|los|le|les|o|a|os|as|il|gli|de|het)"
    r" (?:letters? |letras? |lettres? |buchstaben? )?['\"]?([b-z])['\"]?(?:'?s|es)?\b|\b([xyzq])(?:'s|es|s)\b"
)
"""One letter that is named: "the x's", "every q"."""
LEFT_OUT: Final = (
    r"\b(?:letters?|letras|lettres|buchstaben|lettere|characters?|stars?|alphabet|chars)\b|" + _ONE_LETTER
)
"""What a reader may be told to leave out."""
_LEAVE_OUT: Final = (
    r"\b(?:minus|without|remove|ignore|drop|skip|delete|take out|strip|sin|sem|sans|ohne|senza|zonder|bez|"
    r"quita|quitar|quitando|ignora|elimina|borra|tira|remova|enleve|enlevez|retire|oublie|ignoriere|weglassen|"
    r"entferne|togli|usun|negeer|cikar|"
    rf"leave out|cut|lose|forget)\b[^.]{{0,24}}(?:{LEFT_OUT})"
)
_LETTERED: Final = r"[a-z]{0,4}\d{1,6}(?:[a-z*]{1,6}\d{1,6}){1,12}[a-z]{0,4}"
_ODDLY: Final = r"[\[({<\"']?\+?\d{1,5}(?:[^a-z0-9@%$€£\x{80}-\x{2fff}]{1,5}\d{1,5}){1,}[\])}>\"']?"
_REPEATED: Final = r"\]\{\d{1,2}[,}]|\]\{\d{1,2}$"
"""As in "[0-9]{3}", a pattern."""
_TIMES: Final = r"\d\d?:\d\d(?:[^\d:]{1,5}\d\d?:\d\d)+"
_USUAL: Final = frozenset({" ", "-", ".", " - "})
_WITHOUT_TRUNK: Final = ("ES", "PT", "IT", "PL", "AE")
_HIDING: Final = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u20e3\u2070-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
    "\uff10-\uff19\U0001d7ce-\U0001d7ff\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]"
)
_MANY: Final = 7
_SOME: Final = 3
_CJK: Final = frozenset({0x30, 0x4E, 0xAC})


def hides_digits(text: str) -> bool:
    """Whether many signs in `text` are digits of another script, circled, raised, key caps, or invisible."""
    return len(_HIDING.findall(text)) >= _MANY


def find_odd_phones(folded: View, *, printed: str) -> Iterator[Suspicion]:
    """Numbers with signs between that `printed` ones do not have: "[5][5][5]", "617//555//0129"."""
    for match in pattern(_ODDLY).finditer(folded.text):
        if pattern(printed).fullmatch(match[0].strip("[](){}<>\"'")) or pattern(_REPEATED).search(match[0]):
            continue  # read elsewhere; a pattern
        score = _score(Written(folded.text, match.start(), match.end()))
        if score >= 0.3:
            yield Suspicion(
                Kind.PHONE, *folded.span(match.start(), match.end()), "phone.signs-between", score
            )


def find_mixed_phones(folded: View, original: str, countries: tuple[str, ...]) -> Iterator[Suspicion]:
    """Digits that are written in more than one way: some apart, some in brackets, some of other scripts."""
    odd = 0 if original.isascii() else sum(map(_is_odd, original))
    if odd < _SOME and not pattern(THREE_APART).search(folded.text):
        return
    for said in spoken_numbers(folded.text, in_digits=True):
        number = Written(folded.text, said.start, said.end)
        start, end = folded.span(said.start, said.end)
        if said.words or "]{" in original[start:end] or not 9 <= len(said.digits) <= 13:
            continue
        lengths = [len(group) for group in said.groups]
        apart = any(lengths[i : i + 3] == [1, 1, 1] for i in range(len(lengths)))
        if not (apart or _oddly_many(original[start:end], original, _SOME)) or not undisputed(number):
            continue
        around = surroundings(folded.text, said.start, said.end)
        known = said.digits[0] == "0" or valid_in(said.digits, countries) or valid_somewhere(said.digits)
        if around.called or (known and (not number.commas or around.mentioned or not number.singles)):
            yield Suspicion(Kind.PHONE, start, end, "phone.mixed", 0.85 if around.called else 0.65)


def _is_odd(sign: str) -> bool:
    if sign.isascii():
        return False
    return sign.isdigit() or sign == "\u20e3" or unicodedata.category(sign) == "Cf"


def find_lettered_phones(folded: View) -> Iterator[Suspicion]:
    """Numbers with letters between, which the text says to leave out."""
    told = pattern(_LEAVE_OUT).search(folded.text)
    if told is None:
        return
    for match in pattern(_LETTERED).finditer(folded.text):
        if 9 <= sum(c.isdigit() for c in match[0]) <= 13:
            yield Suspicion(Kind.PHONE, *folded.span(match.start(), match.end()), "phone.lettered", 0.7)
    named = pattern(_ONE_LETTER).search(told[0])
    letter = (named[1] or named[2]) if named is not None else ""
    if letter:
        rest = folded.replaced(r"[a-z]?\d[a-z0-9]*", lambda run: run.replace(letter, ""))
        if rest is not folded:
            yield from find_said_phones(rest)


def in_disguise(shown: str, original: str) -> bool:
    """Whether most digits are of another script than the text's, circled, raised or key caps."""
    return _oddly_many(shown, original, _MANY)


def undisputed(number: Written, *, least: int = 8) -> bool:
    """Whether nothing says that the digits, of which there are at least so many, are of another kind."""
    if not least <= len(number.digits) <= 14 or number.is_something_else() or number.is_part():
        return False
    around = surroundings(number.text, number.start, number.end)
    return not (around.doubtful or around.labelled)


def _oddly_many(shown: str, original: str, least: int) -> bool:
    """Whether at least so many digits are of another script than the text's, circled, raised or key caps."""
    if shown.isascii():
        return False
    if sum(unicodedata.category(c) == "Cf" for c in shown) >= 4:
        return True  # invisible signs between
    odd = [c for c in shown if c == "\u20e3" or (c.isdigit() and not c.isascii())]
    if len(odd) < least:
        return False
    if any(c == "\u20e3" or not c.isdecimal() or c >= "\U0001d7ce" for c in odd):
        return True
    blocks = {ord(c) >> 8 for c in original if c.isalpha() and not c.isascii()}
    block = ord(odd[0]) >> 8
    return not (blocks & _CJK if block == 0xFF else block in blocks)


def _is_cut(number: Written) -> bool:
    """Whether single digits stand in groups as a number is written: "2 0 2, 5 5 5, 0 1 6 1"."""
    inner = max(set(number.gaps), key=number.gaps.count)
    sizes = [1]
    for gap in number.gaps:
        if gap == inner:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return national_shape(tuple(sizes), number.digits) >= 0.5


def _score(number: Written) -> float:
    digits, lengths = number.digits, number.lengths
    if not 9 <= len(digits) <= 14 or number.is_something_else() or number.is_part():
        return 0.0
    gaps = set(number.gaps)
    if pattern(_TIMES).fullmatch(number.shown) is not None:
        return 0.0
    if len(gaps) > 3 and not number.singles:
        return 0.0
    around = surroundings(number.text, number.start, number.end)
    if around.labelled and not around.called:
        return 0.0
    shape = national_shape(lengths, digits)
    if number.singles:
        likely = (
            _is_cut(number)
            or gaps == {","}
            or not number.commas
            or around.called
            or around.mentioned
            or digits[0] == "0"
        )
        score = 0.65 if likely else 0.25
    elif number.shown.lstrip("[({<\"'").startswith("+") and country_code_valid(digits):
        score = 0.9
    elif shape >= 0.5 and (not number.commas or (digits[0] == "0" and gaps == {","}) or digits[-4] == "0"):
        score = 0.1 + shape
    elif shape >= 0.25 and not number.commas and gaps.isdisjoint(_USUAL):
        score = 0.6 if valid_in(digits, _WITHOUT_TRUNK) else 0.4
    else:
        return 0.0
    return min(score + (0.2 if around.called else 0.1 if around.mentioned else 0.0), 0.9)
