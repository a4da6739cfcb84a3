"""Names further on than right beside a service: in the next clause, or a second one after a first."""

from __future__ import annotations

from typing import Final

from anteroom.guard.handles.behind import FARTHEST
from anteroom.guard.handles.evidence import closes, ends, is_coined, likeness
from anteroom.guard.handles.mentions import Mention
from anteroom.guard.handles.services import word_set
from anteroom.guard.texts.everyday import in_english
from anteroom.guard.texts.items import GAP, OTHER, WORD, Item
from anteroom.guard.texts.names import Name, name_after
from anteroom.guard.texts.reading import Reading
from anteroom.guard.texts.sign_words import AT, DOT

_SHAPED: Final = 2.0
_REACH: Final = 60
"""Items before a name by which its language is told."""


def another(items: list[Item], last: int) -> Name | None:
    """A second name after a first: "the new one is ines.v", "or ines_v"."""
    told = False
    for place in range(last + 1, min(last + FARTHEST, len(items))):
        item = items[place]
        if item.kind == WORD and item.text in (
            "new",
            "now",
            "one",
            "other",
            "second",
            "backup",
            "or",
            "else",
        ):
            told = True
        elif told and item.kind == WORD:
            name = name_after(items, place)
            if name is not None and name.shaped and not name.everyday:
                return name
    return None


def name_nearby(reading: Reading, mention: Mention, text: str) -> Name | None:
    """A name further on, set apart from the service: "Telegram works best for me, ines_varga"."""
    items = reading.items
    if not text:
        return None
    apart, made = "", False
    for place in range(mention.last + 1, min(mention.last + 2 * FARTHEST, len(items))):
        item = items[place]
        made |= item.kind == WORD and item.text in word_set("made")
        if item.kind == WORD and apart:
            name = name_after(items, place)
            if (
                name
                and closes(items, name.last)
                and _is_told(reading, mention, name, apart, made=made, text=text)
            ):
                return name
        if item.kind == WORD:
            apart = apart if item.text in word_set("called") else ""
        elif item.kind in (OTHER, AT):
            apart = item.text if item.text in ",(:;–—→=\"'@!?" else ""
        elif item.kind == DOT and place + 1 < len(items) and items[place + 1].kind == GAP:
            if apart == ".":
                return None
            apart = "."
    return None


def _is_told(reading: Reading, mention: Mention, name: Name, apart: str, *, made: bool, text: str) -> bool:
    """Whether a name in a clause of its own is one on the service: by its shape, or as the last word."""
    items = reading.items
    if name.shaped and not name.everyday and mention.own and apart != "." and (not made or apart == "@"):
        return likeness(reading, name, text) >= _SHAPED
    start, _ = reading.span(name.first, name.first)
    if made or not text[start : start + 1].islower():
        return False
    words = [item.text for item in items[max(0, name.first - _REACH) : name.first] if item.kind == WORD]
    likely = (is_coined(name.text) and in_english(words)) or (name.shaped and not name.everyday)
    return likely and ends(items, name.last) and likeness(reading, name, text) >= 1.0
