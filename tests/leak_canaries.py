"""Whose contact details are sought, and how one is recognised in a text.

Part of the oracle of `leak_search`. A detail is a good canary if it is *distinctive*: fresh chance that
nothing ordinary can hold. Then it is found in whatever case, width, punctuation or order of address. A
detail that is an ordinary word or reads like a date is found only where a cue says what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Side = Literal["client", "freelancer"]
DISTINCTIVE = 8
"""Characters of chance: shorter ones may stand in anything."""
FEWEST_DIGITS = 7
NO_DIGITS = bytes(each for each in range(128) if not chr(each).isdigit())
NO_ASCII = re.compile(r"[^\x00-\x7f]+")
NO_DIGIT = re.compile(r"\D+")
RUN = re.compile(r"\d(?:[\W_]{0,4}\d)+")
NO_WORDS = re.compile(r"[^\x00-\x7f\w]+")
NO_LETTERS = bytes(each for each in range(128) if not chr(each).isalnum())

ONE_DIGIT = ("1", "7")
TWO_DIGITS = re.compile(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
"""Calling codes of E.164; all others have three digits."""

HANDLE_CUE = r"(?:(?<![\w.])@|(?:t\.me|wa\.me|linkedin\.com/in|instagram\.com|github\.com|x\.com)/|" + (
    r"(?:telegram|skype|signal|whatsapp|discord|wechat|handle|username)\W{1,4})"
)
PHONE_CUE = (
    r"(?:\+|\b(?:tel|phone|call|ring|whatsapp|signal|mobile|sms|fax)\W{1,4}(?:me\W+)?(?:at\W+|on\W+)?)"
)


@dataclass(frozen=True)
class Somebody:
    """A person outside, with everything that was ever told as this person's contact details.

    `details` holds the values by field (email, phone, handle, address); a changed detail stays sought. What
    opens a company's call is sought as the `link` of somebody who is nobody.
    """

    name: str
    side: Side
    details: Mapping[str, tuple[str, ...]]

    @cached_property
    def emails(self) -> frozenset[str]:
        """The addresses in lower case."""
        return frozenset(value.casefold() for value in self.details.get("email", ()))


class Page:
    """A text as the seekers want it: folded, squeezed to letters and digits, and the digits of each run."""

    def __init__(self, text: str) -> None:
        """Fold case, width, accents and invisible characters away."""
        self.folded = fold(text)
        self.squeezed = squeeze(self.folded)
        self._every_digit = _digits(self.squeezed)

    def may_number(self, digits: str) -> bool:
        """Tell whether the digits follow one another, whatever else stands between them."""
        return digits in self._every_digit

    def numbers(self, digits: str) -> bool:
        """Tell whether the digits stand in one run, with a few marks between them at most."""
        return self.may_number(digits) and digits in self._runs

    @cached_property
    def _runs(self) -> str:
        return "|".join(_digits(run) for run in RUN.findall(self.folded))


Seeker = Callable[[Page], bool]


class Canaries:
    """Recognises the details of some people."""

    def __init__(self, people: Iterable[Somebody]) -> None:
        self._seekers: list[tuple[str, str, Seeker]] = [
            (person.name, kind, seeker)
            for person in people
            for kind, values in person.details.items()
            for value in values
            for seeker in SEEKERS[kind](value)
        ]

    def found_in(self, text: str) -> set[tuple[str, str]]:
        """Return (owner's name, kind) of every detail that the text holds as it stands."""
        page = Page(text)
        return {(owner, kind) for owner, kind, seeker in self._seekers if seeker(page)}


def fold(text: str) -> str:
    """Return the text without case, width, accents and what cannot be seen."""
    text = text.casefold()
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text).casefold()
    for each in set("".join(NO_ASCII.findall(plain))):
        if unicodedata.category(each) in ("Cf", "Mn", "Me"):
            plain = plain.replace(each, "")
    return plain


def squeeze(folded: str) -> str:
    """Return letters and digits only."""
    bare = folded.encode("utf-8", "surrogatepass").translate(None, NO_LETTERS)
    kept = bare.decode("utf-8", "surrogatepass")
    return kept if kept.isascii() else NO_WORDS.sub("", kept)


def _email(value: str) -> Iterator[Seeker]:
    whole = fold(value)
    local = squeeze(whole.partition("@")[0])
    if len(local) >= DISTINCTIVE:
        yield from _distinctive(local)
    else:
        yield _matches(r"(?<![\w.+-])", whole)


def _handle(value: str) -> Iterator[Seeker]:
    bare = squeeze(fold(value))
    if len(bare) >= DISTINCTIVE:
        yield from _distinctive(bare)
    elif bare:
        yield _matches(HANDLE_CUE, fold(value).lstrip("@"))


def _phone(value: str) -> Iterator[Seeker]:
    digits = _digits(fold(value))
    national = _national(digits) if value.strip().startswith(("+", "00")) else digits.lstrip("0")
    sought = national if len(national) >= FEWEST_DIGITS else digits
    if len(sought) < FEWEST_DIGITS:
        return
    if _reads_like_time(sought):
        spelled = r"[\W_]{0,3}".join(sought)
        compiled = re.compile(rf"{PHONE_CUE}[\s(0]*{spelled}(?!\d)")
        yield lambda page: page.may_number(sought) and compiled.search(page.folded) is not None
    else:
        backwards = sought[::-1]
        yield lambda page: page.numbers(sought) or page.numbers(backwards)


def _address(value: str) -> Iterator[Seeker]:
    """Each piece between commas that has a number and a name: street and house, postcode and town."""
    for piece in fold(value).split(","):
        words = [squeeze(word) for word in piece.split()]
        if len("".join(words)) < DISTINCTIVE or not re.search(r"\d.*[a-z]|[a-z].*\d", piece, re.DOTALL):
            continue
        yield from _distinctive("".join(words))
        yield from _distinctive("".join([*words[1:], words[0]]))
        yield from _distinctive("".join([words[-1], *words[:-1]]))


def _link(value: str) -> Iterator[Seeker]:
    """A meeting's number, or a code or token of its link."""
    if value.isdigit():
        yield lambda page: page.numbers(value) or page.numbers(value[::-1])
    else:
        yield from _distinctive(squeeze(fold(value)))


SEEKERS: Mapping[str, Callable[[str], Iterator[Seeker]]] = {
    "email": _email,
    "phone": _phone,
    "handle": _handle,
    "address": _address,
    "link": _link,
}


def _distinctive(squeezed: str) -> Iterator[Seeker]:
    backwards = squeezed[::-1]
    yield lambda page: squeezed in page.squeezed or backwards in page.squeezed


def _matches(cue: str, word: str) -> Seeker:
    """The word by itself behind its cue; the cue is sought only where the word is."""
    compiled = re.compile(rf"{cue}{re.escape(word)}(?![\w-]|\.\w)")
    return lambda page: word in page.folded and compiled.search(page.folded) is not None


def _digits(text: str) -> str:
    if text.isascii():
        return text.encode().translate(None, NO_DIGITS).decode()
    bare = NO_DIGIT.sub("", text)
    return bare if bare.isascii() else "".join(str(unicodedata.digit(each)) for each in bare)


def _national(digits: str) -> str:
    digits = digits.lstrip("0")
    if digits[:1] in ONE_DIGIT:
        return digits[1:]
    return digits[2:] if TWO_DIGITS.match(digits) else digits[3:]


def _reads_like_time(digits: str) -> bool:
    """Tell whether it could be a date in any usual order, with or without an hour, or seconds since 1970."""
    year, month, day = r"(?:19|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
    dates = rf"(?:{year}{month}{day}|{day}{month}{year}|{month}{day}{year})(?:[0-2]\d(?:[0-5]\d){{0,2}})?"
    return re.fullmatch(rf"{dates}|1[4-9]\d{{8}}(?:\d{{3}})?", digits) is not None
