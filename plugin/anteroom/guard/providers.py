"""A name beside its provider's, with no sign between: "ines.varga, the google one", "gmail: ines.varga"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.hosts import ending, is_common, provider
from anteroom.guard.model import Kind
from anteroom.guard.names import Name, name_after, name_before
from anteroom.guard.reading import GAP, OTHER, WORD, Item, read
from anteroom.guard.sign_words import DOT
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.views import View

_FARTHEST: Final = 9
"""Items between a name and its provider's."""


def find_beside_providers(folded: View) -> Iterator[Suspicion]:
    """Names whose provider is named before or after them."""
    reading = read(folded)
    items = reading.items
    for place, item in enumerate(items):
        if item.kind != WORD:
            continue
        last = place
        if item.text in data("hosts")["owners"]:
            last = _kind_after(items, place)
            if last == place:
                continue
        elif provider(item.text) is None:
            continue
        if _next_word(items, last) in data("hosts")["mail_work"] and last == place:
            continue
        name = _before(items, place)
        if name:
            start, end = reading.span(name.first, _through_ending(items, last))
            yield Suspicion(Kind.EMAIL, start, end, "email.host-beside", 0.65)
        elif name := _after(items, place):
            start, end = reading.span(place, name.last)
            yield Suspicion(Kind.EMAIL, start, end, "email.host-beside", 0.65)


def _before(items: list[Item], place: int) -> Name | None:
    """A name that looks like one, before the provider's."""
    at = place - 1
    while at >= 0 and place - at <= _FARTHEST and _leads_on(items[at]):
        at -= 1
    if at == place - 1 or at < 0:
        return None
    name = name_before(items, at, stretch=False)
    if name is None or not (name.shaped or (name.spelt and not name.everyday)):
        return None
    return name


def _after(items: list[Item], place: int) -> Name | None:
    """A name after the provider's and a colon, an equals sign, an arrow, or "is"."""
    at, told = place + 1, 0
    while at < len(items) and at - place <= _FARTHEST:
        item = items[at]
        if (item.kind == OTHER and item.text in ":=→>-–(") or item.kind == "-":
            told += 2
        elif item.kind == WORD and item.text in ("is", "id", "name", "user", "es", "ist", "est", "address"):
            told += 1
        elif item.kind != GAP:
            break
        at += 1
    name = name_after(items, at)
    if name is None or at == place + 1:
        return None
    own = place >= 2 and items[place - 2].text in ("my", "mi", "meu", "mon", "mein", "mio", "mijn")
    plain = told and own and not name.everyday and len(name.text) > 4
    return name if (name.shaped and (told or own)) or plain else None


def _leads_on(item: Item) -> bool:
    if item.kind in (GAP, "-"):
        return True
    if item.kind == WORD:
        return item.text in data("hosts")["beside_words"]
    return item.kind == OTHER and item.text in ",;:(–—[=+&/'→>\""


def _kind_after(items: list[Item], place: int) -> int:
    """The place of "one", "domain" … after an owner's name, or `place`."""
    at = place
    for _ in range(3):
        if at + 2 < len(items) and items[at + 1].kind in (GAP, "-") and items[at + 2].kind == WORD:
            at += 2
            if items[at].text in data("hosts")["mail_kinds"]:
                return at
    return place


def _next_word(items: list[Item], place: int) -> str:
    return next((item.text for item in items[place + 1 : place + 3] if item.kind == WORD), "")


def _through_ending(items: list[Item], place: int) -> int:
    """Past a suffix that follows the provider's name: "gmail com", "gmail . com"."""
    at = place + 1
    while at < len(items) and at - place <= 3 and items[at].kind in (GAP, DOT):
        at += 1
    if place + 1 < at < len(items) and items[at].kind == WORD and is_common(ending(items[at].text) or ""):
        return at
    return place
