"""Services on which people have names: how they are called, in full, in short, in leet, by their picture."""

from __future__ import annotations

from functools import cache
from typing import Final

from anteroom.guard.catalogue import data, remembered
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, WORD, Item
from anteroom.guard.texts.languages import plain, words
from anteroom.guard.texts.sign_words import DOT, leet, skeleton

PERSONAL: Final = 1.0
"""Weight of a service, or of a short form, that is hardly ever talked of as work."""
_KNOWN: Final = 0.5
_WEAK: Final = 0.0
_LETTERS: Final = r"a-z0-9\x{df}-\x{1fff}"
_ENDINGS: Final = 3
"""Letters that a language may add to a name: "Telegramie", "Messengerze"."""
_DISTINCT: Final = 5
_LEET: Final = 4
"""Letters of the shortest name that is known with figures for some of them."""
_LONGEST: Final = 12
_FOR_LETTERS: Final = {
    "@": "a",
    "€": "e",
    "£": "l",
    "$": "s",
    "!": "i",
    "|": "l",
    "¢": "c",
    "¥": "y",
    "*": "?",
    "+": "t",
}
"""Signs that stand for letters they look like; the star for any."""
_LONG: Final = 7
"""Letters of a name that is known with one of them missing."""


def may_begin(items: list[Item], place: int) -> bool:
    """Whether a service may be named from `place` on: a glance that passes most words by."""
    return names_one(items[place].text) or (place + 1 < len(items) and items[place + 1].text in _FOR_LETTERS)


@remembered
def names_one(word: str) -> bool:
    """Whether `word` is a service's name, or the first of those of which one is made."""
    return word in _first() or _weight(word) is not None


def service_at(items: list[Item], place: int) -> tuple[int, float] | None:
    """The last item of the service's name that begins at `place`, and its weight; None where none does."""
    item = items[place]
    longest = _first().get(item.text, 0)
    if longest:
        name, last = item.text, place
        found = None
        while last + 2 < len(items) and items[last + 1].kind in (GAP, "-", DOT) and longest > 1:
            last += 2
            name += items[last].text
            longest -= 1
            if name in _several():
                found = last, _KNOWN
        if found:
            return found
    through = _through_signs(items, place)
    if through is not None:
        return through
    weight = _weight(item.text)
    return None if weight is None else (place, weight)


def _through_signs(items: list[Item], place: int) -> tuple[int, float] | None:
    """A name with signs for letters, which other texts have between words: "inst@gram", "t€legr*m"."""
    text, last = items[place].text, place
    while last + 2 < len(items) and len(text) < _LONGEST and items[last + 1].text in _FOR_LETTERS:
        letter, rest = _FOR_LETTERS[items[last + 1].text], items[last + 2]
        if rest.kind != WORD:
            break
        text, last = text + letter + rest.text, last + 2
    following = items[last + 1].text if last + 1 < len(items) else ""
    if following in _FOR_LETTERS and _weight(text + _FOR_LETTERS[following]) is not None:
        return last + 1, PERSONAL  # "skyp€"
    if last == place:
        return None
    return None if _weight(text) is None else (last, PERSONAL)


@remembered
def _weight(word: str) -> float | None:
    latin = _latin(word)
    names = _names()
    if latin in names:
        return names[latin]
    if latin in _slips():
        return _slips()[latin]
    if len(latin) >= _LONG - 1 and (slip := _miswritten(latin)) is not None:
        return slip
    if any(c.isdigit() for c in latin):
        return _skeletons().get(skeleton(latin))
    for cut in range(1, _ENDINGS + 1):
        stem = _latin(word[:-cut])
        known = names.get(stem, 0.0) or (stem == "messenger" and _KNOWN)
        if known and len(word) - cut > (_DISTINCT if word.isascii() else 2):
            return known
    return None


@cache
def _slips() -> dict[str, float]:
    """Long names with a letter left out, "telegrm", or two that changed places, "discrod"."""
    turned = {
        name[:place] + name[place + 1] + name[place] + name[place + 2 :]: _KNOWN
        for name in data("services")["miswritten"]
        for place in range(1, len(name) - 1)
        if name[place] != name[place + 1]
    }
    return turned | {
        name[:place] + name[place + 1 :]: weight
        for name, weight in _names().items()
        if len(name) >= _LONG and weight
        for place in range(1, len(name))
        if not is_everyday(name[:place] + name[place + 1 :])
    }


def _miswritten(word: str) -> float | None:
    """The weight of the name of which `word` has one letter wrong: "dizcord", "teleqram"."""
    if is_everyday(word) or word in word_set("no_slips"):
        return None
    wrong = (f"{word[:place]}?{word[place + 1 :]}" for place in range(1, len(word)))
    return next((_KNOWN for pattern in wrong if pattern in _wrong()), None)


@cache
def _wrong() -> frozenset[str]:
    """The names that are often miswritten, with any one letter open."""
    return frozenset(
        f"{name[:place]}?{name[place + 1 :]}"
        for name in data("services")["miswritten"]
        for place in range(1, len(name))
    )


def _latin(word: str) -> str:
    return _foreign().get(word) or words().spoken.get(word, word)


@cache
def _foreign() -> dict[str, str]:
    """Names in other scripts, folded, and how they are written in Latin letters."""
    return {plain(name): latin for latin, names in data("services")["foreign"].items() for name in names}


@cache
def _names() -> dict[str, float]:
    table = data("services")
    found = dict.fromkeys(table["weak"], _WEAK)
    return found | dict.fromkeys(table["known"], _KNOWN) | dict.fromkeys(table["personal"], PERSONAL)


@cache
def _skeletons() -> dict[str, float]:
    """Of names with figures for letters, which nobody writes who wants to be read by all."""
    return {skeleton(name): PERSONAL for name in _names() if len(name) >= _LEET}


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of one kind that stand around services and names, folded as texts are."""
    return frozenset(plain(word) for word in data("services")[name])


@cache
def _several() -> frozenset[str]:
    return frozenset("".join(_pieces(name)) for name in data("services")["several"])


@cache
def _first() -> dict[str, int]:
    first: dict[str, int] = {}
    for name in data("services")["several"]:
        pieces = _pieces(name)
        first[pieces[0]] = max(first.get(pieces[0], 1), len(pieces))
    return first


def _pieces(name: str) -> list[str]:
    return plain(name).replace(".", " ").replace("'", " ").split()


@cache
def service_sources() -> tuple[str, str, str]:
    """Patterns of the names that hardly ever mean work, of the others, and of those that are also words."""
    table = data("services")
    several = "|".join(_pattern(name) for name in table["several"] if name.isascii())
    words_abroad = "|".join(_pattern(name) for name in table["several"] if not name.isascii())
    said = {name: latin for name, latin in words().spoken.items() if not name.isascii()} | _foreign()
    abroad = [name for name, latin in said.items() if latin in _names()]
    east = "|".join(name for name in abroad if name >= "\u3000")
    spaced = "|".join(name for name in abroad if name < "\u3000")
    foreign = rf"{east}|(?:^|[^{_LETTERS}])(?:{spaced})"
    wrong = [
        f"{name[:place]}[^ {letter}]{name[place + 1 :]}"
        for name in table["miswritten"]
        for place, letter in enumerate(name)
        if place
    ]
    short = "|".join([*map(_leet, table["personal"]), *_slips(), *wrong])
    personal = rf"\b(?:{short}|{several})\b|{foreign}|{words_abroad}"
    return (
        personal,
        rf"\b(?:{'|'.join(map(_leet, table['known']))})",
        rf"\b(?:{'|'.join(map(_leet, table['weak']))})\b",
    )


def _leet(name: str) -> str:
    return leet(name) if len(name) >= _LEET else name


def _pattern(name: str) -> str:
    return "[ .'-]".join(_pieces(name))
