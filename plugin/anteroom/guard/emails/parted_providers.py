"""Mail providers whose own name is in pieces: "y a h o o wrenna3d", "g_mail → wrenna.vale", "hot mail".

Who parts the name of a provider hides it: then a name beside it need be no more than a word that is nobody's
everyday word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.emails.providers import find_beside_providers
from anteroom.guard.emails.spelt import find_spelt
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.items import GAP, MARKS, OTHER, WORD, Item
from anteroom.guard.texts.reading import Reading, read
from anteroom.guard.texts.sign_words import DOT, leet
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Word

_PARTED: Final = ("gmail", "hotmail", "yahoo", "protonmail", "googlemail", "yandex", "ymail")
_SIGNED: Final = ("outlook", "icloud", "proton", "fastmail")
"""Those of which the halves are words of everyday talk, so that only signs between their letters count."""
_SOUNDS: Final = {
    r"(?:gee|jee|ji|dji|ghee|geh|dzi|gi) ?[._-]?(?:m[a4@][i1!]l|male|mayl|meil|mejl|meyl)": "gmail",
    r"hot ?[._-]?(?:male|mayl|meil|mejl)": "hotmail",
    r"pro ?-?ton+e? ?-?(?:m[a4@][i1!]l|male)": "protonmail",
    r"ya ?-?h(?:oo|uu|u)\b": "yahoo",
}
_LEADING: Final = frozenset(
    ("is", "as", "name", "id", "user", "handle", "the", "my", "under", "called", "address", "account", "this")
) | frozenset(("es", "ist", "est", "e", "mi", "mein", "mon", "meu", "mio", "to", "und", "one", "here", "at"))
_FIRST_EAST: Final = "\u3000"
_MOST: Final = 6
"""Words and signs of a name behind a provider's."""
_FEWEST: Final = 3
_LONGEST: Final = 10
"""Items between a provider and a name behind it."""


def find_parted_providers(folded: View) -> Iterator[Suspicion]:
    """Names in a folded view beside a provider that is in pieces."""
    whole = folded
    for source, name in _sources():
        whole = whole.replaced(source, partial(_edged, name))
    if whole is folded:
        return
    yield from find_spelt(whole)
    yield from find_beside_providers(whole)
    reading = read(whole)
    for place, item in enumerate(reading.items):
        if item.kind == WORD and item.text in data("hosts")["mail"] and _is_parted(reading, place):
            last = _name_behind(reading.items, place + 1)
            if last:
                start, end = reading.span(place, last)
                yield Suspicion(Kind.EMAIL, start, end, "email.parted-provider", 0.65)


def _edged(name: str, said: str) -> str:
    """The provider's `name` in place of what was `said`, with the edges that were matched beside it."""
    first = "" if _is_of_name(said[0]) else said[0]
    last = "" if _is_of_name(said[-1]) else said[-1]
    return said if said.strip(first + last) == name else f"{first}{name}{last}"


def _is_of_name(character: str) -> bool:
    return (character.isascii() and character.isalnum()) or character in "@!|€$"


def _is_parted(reading: Reading, place: int) -> bool:
    start, end = reading.span(place, place)
    return end - start != len(reading.items[place].text)


def _name_behind(items: list[Item], place: int) -> int:
    """The last item of a name that begins behind a provider, past a sign or two and "is"; 0 for none."""
    at, pointed = place, False
    while at < len(items) and at - place < _LONGEST:
        item = items[at]
        if item.kind == WORD and item.text not in _LEADING:
            break
        if item.kind == GAP and "\n" in item.text:
            return 0
        pointed |= item.kind == OTHER and item.text in ":=→➜>–("
        if item.kind == OTHER and item.text in ".!?;":
            return 0
        at += 1
    if at >= len(items) or items[at].kind != WORD or items[at].text in data("hosts")["mail_work"]:
        return 0
    last, named = at, False
    for beyond in range(at, min(len(items), at + 2 * _MOST)):
        item = items[beyond]
        if item.kind == WORD:
            if item.text in data("hosts")["mail_work"]:
                return 0
            named |= _is_name(item.text) and (pointed or beyond == at)
            last = beyond
        elif item.kind not in (GAP, DOT, *MARKS) or "\n" in item.text or _ends(items, beyond):
            break
    return last if named else 0


def _ends(items: list[Item], place: int) -> bool:
    """Whether a sentence ends here."""
    gap = place + 1 < len(items) and items[place + 1].kind == GAP
    return items[place].kind == DOT and not items[place].spelt and gap


def _is_name(word: str) -> bool:
    mixed = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    if word[0] >= _FIRST_EAST:
        return False
    return mixed or (len(word) >= _FEWEST and not is_everyday(word) and not word.isdigit())


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    pieces = [(_pieces(name, r"[ ._*|~/'-]?"), name) for name in _PARTED]
    signs = [(_pieces(name, r"[._*|~/'-]?"), name) for name in _SIGNED]
    named = (*pieces, *signs, *_SOUNDS.items())
    return tuple((rf"(?:^|[^a-z0-9@.])(?:{source})(?:$|[^a-z0-9])", name) for source, name in named)


def _pieces(name: str, sign: str) -> str:
    return sign.join(leet(letter) for letter in name)


def parted_provider_sources() -> Iterator[tuple[str, *tuple[str, ...]]]:
    """What a text must hold to be read for such providers."""
    pieces = [_pieces(name, r"[ ._*|~/'-]?") for name in _PARTED]
    signs = [_pieces(name, r"[._*|~/'-]?") for name in _SIGNED]
    yield (Word(rf"\b(?:{'|'.join([*pieces, *signs, *_SOUNDS])})"),)
