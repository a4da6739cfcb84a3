"""Names that stand in front of a service: "ines_varga on telegram", "search kestrelwood on Discord"."""

from __future__ import annotations

from typing import Final

from anteroom.guard.handles.evidence import (
    ends,
    enough,
    finding,
    is_coined,
    likeness,
    made_of_it,
    of_service,
    opens,
    past_search,
)
from anteroom.guard.handles.mentions import Mention
from anteroom.guard.handles.services import word_set
from anteroom.guard.texts.full_names import full_name_to
from anteroom.guard.texts.items import GAP, OTHER, WORD, Item
from anteroom.guard.texts.names import Name, name_before
from anteroom.guard.texts.reading import Reading
from anteroom.guard.texts.sign_words import AT, DOT

_FOREIGN: Final = "\u0370"
"""The first letter of the scripts after the Latin one."""
_OPENING: Final = 6
"""Items of the longest words that introduce a name at the beginning of a text."""
_LONG: Final = 10
"""Letters from which on an unknown word in one piece is hardly a thing."""


def name_in_front(reading: Reading, mention: Mention, text: str) -> Name | None:
    items = reading.items
    at = mention.first - 1
    beside = 0.0
    while at >= 0 and mention.first - at <= 8:
        item = items[at]
        if item.kind == WORD and (not _beside(item) or _in_name(items, at)):
            break
        if item.kind == OTHER and item.text not in ",(–—-:=→>\"'[👈⬅←<⤴":
            break
        if item.kind == DOT and not item.spelt:
            break
        dash = item.kind == "-" and at and items[at - 1].kind == items[at + 1].kind == GAP
        if item.kind not in (WORD, GAP, OTHER, AT) and not item.spelt and not dash:
            break
        beside = 0.5
        at -= 1
    name = name_before(items, at, stretch=False)
    if name is None or at == mention.first - 1:
        return None
    weight = mention.weight + likeness(reading, name, text) + beside + mention.own
    weight += 0.5 * (name.first > 0 and items[name.first - 1].kind == AT)
    weight -= 0.5 * (name.shaped and name.everyday and not mention.own)
    full = None if of_service(items, name) else full_name_to(reading, name, text)
    if full is not None and finding(items, full.first):
        return full
    last = past_search(items, mention.last)
    alone = opens(items, name.first) and ends(items, last)
    if alone:
        start, _ = reading.span(name.first, name.first)
        weight += 1.0 + 0.5 * text[start : start + 1].islower()
    introduced = _introduced(items, name, last)
    weight += introduced
    looked_up = finding(items, name.first)
    if looked_up and ends(items, last):
        weight += 0.5
    weight += looked_up + 0.5 * (name.first > 0 and items[name.first - 1].text in "'\"“‘")
    made_up = name.shaped or name.spelt or is_coined(name.text)
    if name.text.endswith("s") and not (made_up or mention.own or alone or introduced):
        weight -= 1.0
    return name if weight - made_of_it(items, mention.last, own=mention.own) >= enough(mention) else None


def _beside(item: Item) -> bool:
    return item.text in word_set("beside") or item.text[0] >= _FOREIGN


def _in_name(items: list[Item], place: int) -> bool:
    """Whether a word hangs by a mark on the one before: the "w" of "tawnel_w"."""
    return place > 1 and items[place - 1].kind in ("_", DOT, "-") and items[place - 2].kind == WORD


def _introduced(items: list[Item], name: Name, last: int) -> float:
    """Weight of a text that says no more than whose name it is: "it's kelmworks on telegram"."""
    if name.first > _OPENING or not ends(items, last):
        return 0.0
    before = [item.text for item in items[: name.first] if item.kind == WORD or item.text == "'"]
    if before in (
        ["it", "'", "s"],
        ["its"],
        ["it", "is"],
        ["that", "'", "s"],
        ["i", "'", "m"],
        ["im"],
        ["i", "am"],
    ):
        return 1.5
    return 1.0 if before in (["add"], ["find"], ["search"]) and len(name.text) >= _LONG else 0.0
