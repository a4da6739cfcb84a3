"""Postal addresses whose street, number and town come in several messages of one sender."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from anteroom.guard.catalogue import data, pattern
from anteroom.guard.model import Kind
from anteroom.guard.phones.other_numbers import followed_by_unit
from anteroom.guard.pieces.named_parts import Named
from anteroom.guard.pieces.slots import Found, Slots, found_in
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import Piece, Window
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.postal import filled

_REACH: Final = 3
"""Messages back to which a street is from its number or its town."""
_WORDS: Final = 12
"""Longest message, in words, that names a street."""
_REST: Final = 9
"""Longest message, in words, that says the number or the town."""
_LEAST: Final = 0.6
_NAME: Final = re.compile(
    r"(?<![.!?] )(?<!^)\b[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,}|^\W*(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]+\W*){1,3}$"
)
"""What has the capital of a name inside a sentence, or is all that is said."""
_PARTS: Final = 2
"""Messages that show parts, and different parts, at least."""
_SHOWN: Final = {"street": 0.2, "house": 0.15, "floor": 0.1, "code": 0.2, "name": 0.15}
"""What each part of a place is worth."""
_NAMED: Final = frozenset({"street", "code", "name"})
_LIVING: Final = re.compile(
    r"\bwhere (?:i|we) (?:live|work|am|are|sit)\b|\b(?:side|back|front) door\b"
    r"|\bring (?:the )?(?:bell|twice)\b|\bbuzzer\b"
)
_UNIT: Final = re.compile(
    r"\b(?:unit|flat|apartment|suite|floor|door|house|block) "
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d)"
)
_ONLY_NAME: Final = re.compile(
    r"^[^\W\d_a-zß-öø-ÿ][^\W\d_]{3,}, |^(?:\d{1,4}[a-z]?,? )?(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,}[ ,.]*){1,3}$"
)
"""One to three words with capitals and nothing else, but for a number before them."""
_FIGURES: Final = re.compile(r"\d+")
_TOWN: Final = re.compile(
    r"(?:,|\b(?:à|in|en|em|a|te|w))\s(?:[^\W\d_]{1,6} ){0,2}[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,}"
)
"""A name with a capital behind a comma or a word for being there."""


def find_places(window: Window, piece: Piece) -> Iterator[Found]:
    """The address whose number or town `piece` says, behind a street named before."""
    text = spoken(piece.text)
    if any(followed_by_unit(text[match.end() :][:16]) for match in _FIGURES.finditer(text)):
        return
    if length(piece.text) > _REST or not (_is_number(text) or _is_town(text)):
        return
    behind = _names_street(piece) and _is_number(text)
    near = [p for p in window.pieces if p.number >= piece.number - _REACH and length(p.text) <= _WORDS]
    before = [p for p in near if _names_street(p) or _names_place(p) or (behind and _is_town(spoken(p.text)))]
    if not before or pieced().built.search(text):
        return
    weights = tuple(_weights(window, before, piece))
    if sum(weight for _, weight in weights) < _LEAST:
        return
    new = Slots(piece, Named())
    found, earlier = found_in(
        Kind.ADDRESS, "split.postal.parts", weights, new, [Slots(p, Named()) for p in before]
    )
    yield found, earlier


def find_told_places(window: Window, piece: Piece) -> Iterator[Found]:
    """The place whose street, house and town come one by one, where somebody wants to know where it is."""
    text = spoken(piece.text)
    parts = [p for p in window.pieces if p.number >= piece.number - _REACH and length(p.text) <= _REST]
    asked = {about for ask in window.asked if ask.number >= piece.number - _REACH for about in ask.about}
    shows = tuple(_shows(one) for one in (*parts, piece))
    if not shows[-1] or pieced().built.search(text) or length(piece.text) > _REST:
        return
    seen = frozenset(name for show in shows for name in show)
    said = [spoken(one.text) for one in (*parts, piece)]
    lives = any(_LIVING.search(one) for one in said)
    if (
        not ("where" in asked or lives)
        or len(seen) < _PARTS
        or (sum(map(bool, shows)) < _PARTS and len(shows[-1]) < _PARTS)
    ):
        return
    weights = [("where", 0.3), *((name, _SHOWN[name]) for name in sorted(seen))]
    if any(pattern(data("postal")["work"]).search(one) for one in said) or "built" in asked:
        weights.append(("matter of work", -0.4))
    if sum(weight for _, weight in weights) < _LEAST or not (_NAMED & seen):
        return
    holders = [Slots(one, Named()) for one, show in zip(parts, shows, strict=False) if show]
    yield found_in(Kind.ADDRESS, "split.postal.told", weights, Slots(piece, Named()), holders)


def _shows(piece: Piece) -> frozenset[str]:
    """What a message shows of a place: its street, its house, its floor, the code or the name of its town."""
    text, shows = spoken(piece.text), set()
    if any(followed_by_unit(text[match.end() :][:16]) for match in _FIGURES.finditer(text)):
        return frozenset()
    if _names_street(piece) or pattern(filled(data("postal")["part of street"])).search(text):
        shows.add("street")
    if (
        _is_number(text)
        or pattern(filled(data("postal")["part of house"])).search(text)
        or _UNIT.search(text)
    ):
        shows.add("house")
    if pattern(filled(data("postal")["part of floor"])).search(text):
        shows.add("floor")
    if _is_town(text):
        shows.add("code")
    if _TOWN.search(piece.text) or _ONLY_NAME.search(piece.text.strip()):
        shows.add("name")
    return frozenset(shows)


def _weights(window: Window, before: Sequence[Piece], piece: Piece) -> Iterator[tuple[str, float]]:
    text = spoken(piece.text)
    said = [spoken(one.text) for one in before]
    asked = {about for ask in window.asked if ask.number >= piece.number - 1 for about in ask.about}
    street_asked = any(
        {"place", "part"} & set(ask.about) and ask.number == before[-1].number for ask in window.asked
    )
    if _names_street(piece) and _is_number(text) and any(map(_is_town, said)):
        yield "street behind its town", 0.6
    yield ("street", 0.3) if street_asked or any(map(_names_street, before)) else ("place", 0.1)
    if "place" in asked or "detail" in asked:
        yield "asked", 0.2
    if _is_town(text):
        yield "code of a town", 0.3
    elif _is_number(text):
        yield "number", 0.05
    if _is_number(text) and _TOWN.search(piece.text):
        yield "town", 0.15
    if any(pattern(filled("<living>")).search(one) for one in said) or any(
        pattern(data("postal")["meant"]).search(one) for one in (*said, text)
    ):
        yield "somebody's", 0.2
    if any(pattern(data("postal")["arriving"]).search(one) for one in (*said, text)):
        yield "to come to", 0.2
    if any(pattern(data("postal")["work"]).search(one) for one in (*said, text)):
        yield "matter of work", -0.4


def _is_number(text: str) -> bool:
    """Whether a message begins with the number of a house, or says that it is one."""
    return pattern(data("postal")["house number"]).search(text) is not None


def _is_town(text: str) -> bool:
    return pattern(filled(data("postal")["town told"])).search(text) is not None


def _names_street(piece: Piece) -> bool:
    return pattern(filled(data("postal")["street told"])).search(spoken(piece.text)) is not None


def _names_place(piece: Piece) -> bool:
    """Whether something with the capitals of a name is said, as a street is whose name says no such thing."""
    return _NAME.search(piece.text.strip()) is not None
