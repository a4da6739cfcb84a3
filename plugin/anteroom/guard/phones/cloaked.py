"""Numbers to dial that are called something else, with a wink: "the version is 555.01.63, dial it"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from anteroom.guard.catalogue import Pattern, any_of, data, escaped, pattern
from anteroom.guard.model import Kind
from anteroom.guard.phones.dialling import country_code_valid, national_shape, valid_in, valid_somewhere
from anteroom.guard.phones.surroundings import names_other_number, surroundings
from anteroom.guard.phones.written import Written
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.languages import LANGUAGES, plain
from anteroom.guard.texts.views import View

FIGURES: Final = r"\d(?:[^a-z0-9]{0,5}\d){6}"
"""What a number has at least, in digits."""
_NUMBER: Final = r"\(?\d(?:[\s().,\-/·•_–—~*|…]{0,5}\d){6,12}"
_LOCAL: Final = r"[2-9]\d\d[ .,_-]{0,2}(?:\d{4}|\d\d[ .,_-]\d\d)"
"""Seven digits as they are dialled within a town."""
_NAMED: Final = r"\b([A-Z][a-z]{2,}),?:? ([2-9]\d\d-\d{4})\b"
_PRICED: Final = r"[$€£¥₹₽]\s?$"
_TEN: Final = r"[2-9]\d\d[ .-][2-9]\d\d[ .-]\d{4}"
_THOUSANDS: Final = r"\d{1,3}(?:[., ]\d{3})+"
_FULL: Final = 10
_DIFFERENT: Final = 4
"""Different digits of a number whose digits stand apart."""
_SIGNS: Final = (r"\.", "-", "_", "/", r"\*", "·")
LEAST_APART: Final = "|".join(rf"[2-9](?:{sign}\d){{6}}" for sign in _SIGNS)
"""Seven digits, the same sign between each two."""
_ALL_APART: Final = "|".join(rf"[2-9](?:{sign}\d){{6,9}}" for sign in _SIGNS)
_APART: Final = rf"(?:^|[\s(\"':])({_ALL_APART})(?:$|[\s)\"',;!?])"
_LONGEST: Final = 240
"""Code points of the longest text that winks: who winks does not tell stories."""
_EAST: Final = "\u3000"
_ENDED: Final = r"[.!?][\s)\"'][^0-9]|\n"
"""Where a sentence ends; not within a number whose groups have dots and blanks between."""
_SENTENCES: Final = 2


def find_beside_names(original: str) -> Iterator[Suspicion]:
    """Two local numbers and more, each behind a name with a capital: "Ansel 555-0119, Prue 555-0120"."""
    found = list(pattern(_NAMED).finditer(original))
    if len(found) > 1 and len({match[1] for match in found}) > 1:
        for match in found:
            if not names_other_number(plain(match[1])):
                yield Suspicion(Kind.PHONE, match.start(2), match.end(2), "phone.beside-name", 0.65)


def find_cloaked(folded: View, countries: tuple[str, ...]) -> Iterator[Suspicion]:
    """Numbers beside a wink, beside a word for what is done with a telephone, or with the sign of a currency.

    What they are called is the cloak, so labels count for nothing here.
    """
    text = folded.text
    for start, end in _each_apart(text):
        yield Suspicion(Kind.PHONE, *folded.span(start, end), "phone.apart", 0.65)
    if len(text) > _LONGEST:
        return
    for match in pattern(_NUMBER).finditer(text):
        number = Written(text, match.start(), match.end())
        how = _how(_beside(text, match.start(), match.end()))
        if number.is_something_else(dialled=True) or _is_amount(number, told=how == "told"):
            continue
        priced = pattern(_PRICED).search(text[: number.start]) is not None
        if not (how or priced) or not _may_be_dialled(number, countries, surely=how == "told"):
            continue
        if priced and not how and pattern(_TEN).fullmatch(match[0]) is None:
            continue
        yield Suspicion(Kind.PHONE, *folded.span(match.start(), match.end()), "phone.cloaked", 0.65)


def _each_apart(text: str) -> Iterator[tuple[int, int]]:
    """Seven digits and more with one and the same sign between each two: "5.5.5.0.1.2.7"."""
    for match in pattern(_APART).finditer(text):
        start, end = match.start(1), match.end(1)
        number = Written(text, start, end)
        few = len(set(number.digits)) < _DIFFERENT or "0" not in number.digits
        if not few and not number.is_something_else() and not number.is_part():
            around = surroundings(text, start, end)
            if around.called or not (around.labelled or around.doubtful):
                yield start, end


def _is_amount(number: Written, *, told: bool) -> bool:
    """Whether the digits stand as thousands do; with blanks between, and a wink beside, only round ones."""
    if pattern(_THOUSANDS).fullmatch(number.shown) is None:
        return False
    return not told or set(number.gaps) != {" "} or number.digits[-1] in "05"


def _may_be_dialled(number: Written, countries: tuple[str, ...], *, surely: bool) -> bool:
    digits = number.digits
    if surely and pattern(_LOCAL).fullmatch(number.shown) is not None:
        return not digits.endswith("000")
    if pattern(r"[2-9]\d\d[ .-]\d{4}").fullmatch(number.shown) is not None and digits[3] == "0":
        return True
    if not surely and national_shape(number.lengths, digits) < 0.5:
        return False
    if len(digits) < _FULL:
        several = surely and len(number.groups) > 1 and number.tidy
        return (digits[0] == "0" or several) and valid_somewhere(digits)
    return valid_in(digits, countries) or valid_somewhere(digits) or country_code_valid(digits)


def _beside(text: str, start: int, end: int) -> str:
    """The sentence of what stands at [start, end), the next one, and how the text ends: there one winks."""
    before = max((match.end() for match in pattern(_ENDED).finditer(text[:start])), default=0)
    ends = [match.end() for match in pattern(_ENDED).finditer(text[end:])]
    return text[before:] if len(ends) < _SENTENCES else text[before : end + ends[_SENTENCES - 1]]


def _how(text: str) -> str:
    """ "told" where words wink, "smiled" where only a face does; "" for neither."""
    if winks().search(text) or _denied().search(text):
        return "told"
    return "smiled" if any(face in text for face in _faces()) else ""


@cache
def winks() -> Pattern:
    """Words of all languages that wink, or for what one does with a telephone."""
    return Pattern(spoken_winks(), memory=64 << 20)


@cache
def spoken_winks() -> str:
    """The source of `winks`, for the prefilter."""
    table = data("winks")
    said = dict.fromkeys(
        plain(one) for kind in ("winks", "dialling") for some in table[kind].values() for one in some
    )
    spaced = any_of(one for one in said if one < _EAST)
    east = any_of(one for one in said if one >= _EAST)
    last = any_of(map(plain, table["tails"]))
    edge = r"[^0-9a-z\x{df}-\x{1fff}]"
    return rf"(?:^|{edge})(?:(?:{spaced})(?:$|{edge})|(?:{last})[^0-9a-z]{{0,4}}$)|{east}"


@cache
def denials() -> str:
    """A pattern of the words before what something is said not to be, and of faces that wink."""
    said = dict.fromkeys(plain(one) for some in data("winks")["not"].values() for one in some)
    spaced, east = (any_of(one for one in said if (one >= _EAST) is far) for far in (False, True))
    faces = "|".join(escaped(face) for face in _faces())
    return rf"(?:^|[^a-z])(?:{spaced})(?:$|[^a-z])|{east}|{faces}"


@cache
def _denied() -> Pattern:
    """ "not a price": a word against, and one that names another kind of number, of the same language."""
    sources = []
    for code in LANGUAGES:
        nots, labels = (
            data("winks")["not"].get(code, ()),
            (
                *data(f"numbers/{code}")["labels"],
                *data("words")["amounts"],
            ),
        )
        if nots:
            before, named = any_of(map(plain, nots)), any_of(dict.fromkeys(map(plain, labels)))
            sources.append(rf"(?:{before})\s?(?:{named})")
    return Pattern(rf"(?:^|[^a-z])(?:{'|'.join(sources)})(?:$|[^a-z])", memory=128 << 20)


@cache
def _faces() -> tuple[str, ...]:
    return tuple(plain(face) for face in data("winks")["smiles"])
