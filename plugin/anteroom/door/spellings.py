"""E-mail addresses, handles and postal addresses in the spellings that people and programs give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

import idna

from anteroom.door.folding import fold, unaccented
from anteroom.door.haystack import Haystack

_AT_WORDS = "at|arroba|arobase|chiocciola|klammeraffe|ät"
_DOT_WORDS = "dot|punto|ponto|point|punkt|period"
_AT = (
    rf"[\s_]{{0,3}}(?:@|=|[\[({{<]\s?(?:{_AT_WORDS}|@|a)\s?[\])}}>]"  # "=" as in bounce addresses (VERP)
    rf"|(?<=[\s_])(?:{_AT_WORDS})(?=[\s_]))[\s_]{{0,3}}"
)
_DOT = (
    rf"[\s_]{{0,3}}(?:\.|[\[({{<]\s?(?:{_DOT_WORDS}|\.)\s?[\])}}>]"
    rf"|(?<=[\s_])(?:{_DOT_WORDS})(?=[\s_]))[\s_]{{0,3}}"
)
_DOTLESS_HOSTS: Final = ("gmail.com", "googlemail.com")

_PLATFORMS = (
    r"skype|telegram|tg|whats ?app|wa|signal|discord|insta(?:gram)?|ig|facebook|fb|messenger|we ?chat|line|"
    r"viber|linked ?in|twitter|x|snap(?:chat)?|threema|matrix|mastodon|bluesky|slack|teams|zalo|"
    r"kakao(?:talk)?|wire|github|gitlab|behance|dribbble|tiktok|youtube|reddit"
)
_CALLED = r"(?:id|is|name|handle|user(?:_?name)?|nick(?:name)?|account|profile|me|as|at|under|live)"
_HANDLE_CUE = (
    rf"(?:(?<![\w@])@|\b(?:t\.me|wa\.me|m\.me|ig\.me|[\w-]+\.(?:com|net|org|me|gg|ee|social|app))/(?:in/|@|u/|user/)?|"
    rf"\b(?:{_PLATFORMS})\b\W{{0,4}}(?:{_CALLED}\b\W{{0,4}}){{0,3}}|"
    rf"\b(?:handle|nick|nickname|user_?name|screen_?name|chat ?id)\b\W{{1,4}}(?:is\W{{1,3}})?)"
)
_CUE_BEFORE = re.compile(rf"{_HANDLE_CUE}@?$")
_CUE_AFTER = re.compile(rf"\W{{1,3}}(?:on|at|via|in|auf|bei|en|em|no|sur)\W{{1,3}}(?:{_PLATFORMS})\b")
_LOOSE = re.compile(r"[^\W_]+")

_STREET_WORDS: Final = {
    "street": "st", "straße": "str", "strasse": "str", "avenue": "ave", "av": "ave", "road": "rd",
    "boulevard": "blvd", "bd": "blvd", "lane": "ln", "drive": "dr", "court": "ct", "square": "sq",
    "place": "pl", "apartment": "apt", "suite": "ste", "calle": "c", "rua": "r", "avenida": "ave",
}  # fmt: skip


class EmailSought:
    """One address, in any case, with or without a plus tag, with signs or words for at and dot."""

    def __init__(self, value: str) -> None:
        """Raises `ValueError` when `value` is not an address."""
        local, at, domain = fold(value.strip()).rpartition("@")
        local = local.partition("+")[0] or local
        labels = domain.split(".")
        if not (local and at and all(labels) and len(labels) > 1):
            raise ValueError("not an e-mail address")
        self._local, self._names = local, _names(domain)
        self._marks = tuple(max(re.split(r"[^\w]", part), key=len) for part in (local, domain))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Compiled only where the marks are seen: that takes a hundred times as long as to look for them."""
        dot = f"(?:{_DOT})?" if self._names[0] in _DOTLESS_HOSTS else _DOT
        domains = "|".join(_DOT.join(_letters(label) for label in name.split(".")) for name in self._names)
        return re.compile(
            rf"(?<![^\W_]){dot.join(_letters(chunk) for chunk in self._local.split('.'))}"
            rf"(?:\s?(?:\+|plus\s)\s?[\w.%+-]{{0,64}}?)?{_AT}(?:{domains})(?!-?[^\W_])"
        )

    def spans(self, hay: Haystack) -> Iterator[tuple[int, int]]:
        """Where the address stands in the haystack's text."""
        local, domain = self._marks
        if local in hay.squeezed and (len(self._names) > 1 or domain in hay.squeezed):
            for match in self._pattern.finditer(hay.text):
                yield match.span()


class HandleSought:
    """One handle: alone when it is distinctive, else only after or before something that says it is one."""

    def __init__(self, value: str) -> None:
        """Raises `ValueError` when nothing but signs is left."""
        self._handle = fold(value.strip()).lstrip("@")
        if not re.search(r"\w", self._handle):
            raise ValueError("not a handle")
        self._needs_cue = not _is_distinctive(self._handle)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![^\W_]){re.escape(self._handle)}(?![^\W_]|[_-][^\W_])")

    def spans(self, hay: Haystack) -> Iterator[tuple[int, int]]:
        """Where the handle stands in the haystack's text."""
        if self._handle in hay.text:
            for match in self._pattern.finditer(hay.text):
                if not self._needs_cue or _has_cue(hay.text, match.start(), match.end()):
                    yield match.span()


def _has_cue(text: str, start: int, end: int) -> bool:
    """Whether what stands right before or after says that text[start:end] is a handle."""
    if _CUE_BEFORE.search(text[max(0, start - 64) : start]):
        return text[end : end + 1] != "@"
    return _CUE_AFTER.match(text[end : end + 48]) is not None


class AddressSought:
    """One postal address by the words of its street line, in either order of number and street."""

    def __init__(self, value: str) -> None:
        """Raises `ValueError` when it holds fewer than two words."""
        lines = [_address_words(line) for line in re.split(r"[,;\n]", value)]
        street = next((line for line in lines if _has_number(line) and len(line) > 1), None)
        if street is None:
            street = [word for line in lines for word in line]
        if len(street) < 2:
            raise ValueError("not a postal address")
        self._orders = [street]
        if any(c.isdigit() for c in street[0]):
            self._orders.append(street[1:] + street[:1])
        elif any(c.isdigit() for c in street[-1]):
            self._orders.append(street[-1:] + street[:-1])
        self._mark = max(street, key=len)[:6]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = {
            order: r"\s".join(_street_word(word) for word in order) for order in map(tuple, self._orders)
        }
        return re.compile(rf"(?<= )(?:{'|'.join(words.values())})(?= )")

    def spans(self, hay: Haystack) -> Iterator[tuple[int, int]]:
        """Where the street line begins in the haystack's text, as far as its last word's beginning."""
        if self._mark not in hay.unaccented:
            return
        for match in self._pattern.finditer(hay.words):
            last = match.start() + match[0].rfind(" ") + 1
            yield hay.places[match.start()], hay.places[last] + 1


def _letters(word: str) -> str:
    return r"\s?".join(re.escape(c) for c in word)


def _names(domain: str) -> list[str]:
    names = [domain]
    if domain.isascii() and "xn--" not in domain:
        return names
    try:
        names.append(idna.decode(domain) if "xn--" in domain else idna.encode(domain).decode("ascii"))
    except idna.IDNAError:
        # Not a name of the DNS (an underscore, say): it has no other spelling.
        return names
    return list(dict.fromkeys(names))


def _is_distinctive(handle: str) -> bool:
    """Long enough and unlike a word or a name, so that it means its owner wherever it stands."""
    if handle.isalpha():
        return len(handle) >= 14
    if "-" in handle and handle.replace("-", "").isalpha():
        return len(handle) >= 14  # labels become such words in addresses of pages
    letters = sum(c.isalpha() for c in handle)
    return len(handle) >= 7 and letters >= 3 and len(_LOOSE.findall(handle)) <= 3


def _address_words(line: str) -> list[str]:
    words = (unaccented(fold(word)) for word in _LOOSE.findall(fold(line)))
    return [_STREET_WORDS.get(word, word) for word in words]


def _has_number(words: list[str]) -> bool:
    return any(c.isdigit() for word in words for c in word)


def _street_word(word: str) -> str:
    """The word in all its spellings; German streets carry theirs as an ending."""
    spellings = {word} | {long for long, short in _STREET_WORDS.items() if short == word}
    if word.endswith(("strasse", "str")) and word != "str":
        stem = word.removesuffix("strasse").removesuffix("str")
        spellings |= {stem + "strasse", stem + "str"}
    return f"(?:{'|'.join(sorted(re.escape(unaccented(s)) for s in spellings))})"
