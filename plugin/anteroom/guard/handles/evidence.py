"""Evidence that a word beside a service is somebody's name there."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from anteroom.guard.catalogue import data
from anteroom.guard.handles.mentions import Mention
from anteroom.guard.handles.services import service_at, word_set
from anteroom.guard.texts.everyday import is_everyday, is_foreign
from anteroom.guard.texts.items import GAP, OTHER, WORD, Item
from anteroom.guard.texts.names import Name
from anteroom.guard.texts.reading import Reading
from anteroom.guard.texts.sign_words import AT, DOT

_FOREIGN: Final = "\u0370"
_ORNATE: Final = "\u2100"
"""From here on the forms of letters that nobody writes by accident: wide, bold, in circles."""
_SHORTEST: Final = 4
"""Letters of the shortest plain word that is taken for a name."""
_COINED: Final = 8
_NEAR: Final = 24
_ENOUGH: Final = 3.0
_SURELY: Final = 0.5
"""What is asked in addition where the service's name is an ordinary word and nobody says "my"."""
DERIVED: Final = tuple(data("services")["derived"])
"""Endings of words that are made of others, and of hardly any name."""
_PARTICLES: Final = frozenset(data("services")["particles"])
"""What words for things are made with: the "ups" of "mock-ups"."""
_SENT: Final = frozenset(("fig", "zip", "pdf", "png", "csv", "psd"))
"""Endings of files that people send, and name after anybody."""
_FILES: Final = _SENT | {"js", "py", "ts", "json", "ipynb", "blend"}
_SCALE: Final = re.compile(r"(?:.*@)?[0-9](?:\.[0-9])?x(?:\.[a-z]{2,4})?")
"""How large a picture is drawn, as its file's name says: "telegram@2x.png"."""


def likeness(reading: Reading, name: Name, text: str) -> float:
    """How much a name looks like one that somebody gave himself."""
    items = reading.items
    before = items[name.first - 1] if name.first else None
    if before is not None and before.kind == OTHER and before.text in "\\&<`":
        return -3.0
    if before is not None and before.text == "$" and name.text[0].isalpha() and not name.everyday:
        return 2.0  # as names for paying are written
    if name.text[0] >= _FOREIGN or of_service(items, name):
        return -3.0
    said = before is not None and before.kind == AT
    stem, _, ending = name.text.rpartition(".")
    if ending in _FILES and not (said and ending in _SENT and _is_somebodys(stem)):
        return -3.0
    if name.text in data("hosts")["products"] or _SCALE.fullmatch(name.text):
        return -3.0
    if name.first == 2 and items[0].kind == AT and items[1].kind == GAP and not name.everyday:
        return 2.0  # "@ ines on …"
    if said and f"@{name.text}" in word_set("nobody"):
        return -3.0
    if said:
        return 1.0 if name.everyday else 2.5
    if (
        name.shaped
        or (name.spelt and not name.everyday)
        or name.text.startswith("_")
        or name.text.endswith("_")
    ):
        return 1.25 if name.everyday else 2.0
    if name.text.replace(".", "").replace("-", "").isdigit() or len(name.text) < _SHORTEST:
        return -3.0
    start, end = reading.span(name.first, name.last)
    written = text[start:end]
    if any(c >= _ORNATE for c in written):
        return 2.0
    if any(a.islower() and b.isupper() for a, b in pairwise(written)):
        return 1.5
    if name.everyday:
        return -3.0
    if not written.isascii():
        return -0.5  # services have names in plain letters
    if "-" in name.text:
        first, _, rest = name.text.partition("-")
        # "mock-ups", "follow-ups": work is full of things that are made of two words.
        return -0.5 if rest in _PARTICLES or (is_everyday(first) and "-" not in rest) else 1.0
    if is_coined(name.text) and written.islower():
        return 1.0
    if name.text.endswith(DERIVED):
        return -1.5
    around = items[max(0, name.first - _NEAR) : name.last + _NEAR]
    # Of other languages too few words are known to tell a short name from one of them.
    return -0.5 if is_foreign([item.text for item in around if item.kind == WORD]) else 0.5


def is_coined(text: str) -> bool:
    """Whether a word is so long that everyday talk and work would be known to have it, and do not."""
    if not (text.isascii() and text.isalpha()) or len(text) < _COINED or is_everyday(text):
        return False
    return not text.endswith(DERIVED)


def enough(mention: Mention) -> float:
    """The weight from which on what stands beside a service is somebody's name there."""
    return _ENOUGH if mention.weight or mention.own else _ENOUGH + _SURELY


def past_search(items: list[Item], last: int) -> int:
    """Past "search", "search bar", "app" after a service in which somebody is to be looked up."""
    while (
        last + 2 < len(items) and items[last + 1].kind == GAP and items[last + 2].text in word_set("search")
    ):
        last += 2
    return last


def _is_somebodys(stem: str) -> bool:
    """Whether a file is called by several words, not all everyday ones: "ada_lovelace"."""
    parts = [part for part in re.split(r"[._-]", stem) if part]
    return len(parts) > 1 and all(map(str.isalpha, parts)) and not all(map(is_everyday, parts))


def of_service(items: list[Item], name: Name) -> bool:
    """Whether some part of a name is a service's, or the end of one: the "tok" of "tik tok"."""
    for place in range(max(0, name.first - 2), name.last + 1):
        apart = place <= name.first or items[place - 1].kind == "+"  # the "x" of "ines_x" is none
        found = service_at(items, place) if apart and items[place].kind == WORD else None
        if found and found[0] >= name.first:
            return True
    return False


def finding(items: list[Item], first: int) -> float:
    """Weight of a word before a name that asks to look it up."""
    at = first - 1
    while (at >= 0 and items[at].kind in (GAP, AT)) or (at >= 0 and items[at].text in "\"'“"):
        at -= 1
    if at > 1 and items[at].text in ("to", "with") and items[at - 2].text in word_set("speaking"):
        return 1.0  # "write to kestrelwood via", "connect with"
    if at < 0 or items[at].kind != WORD or items[at].text not in word_set("finding"):
        return 0.0
    return 0.5 if items[at].text in ("add", "find", "up", "for", "is") else 1.0


def made_of_it(items: list[Item], last: int, *, own: bool) -> float:
    """What counts against a name that is followed by a thing people build for a service."""
    following = next((item.text for item in items[last + 1 : last + 3] if item.kind == WORD), "")
    return (0.75 if own else 1.5) if following in word_set("made") else 0.0


def opens(items: list[Item], first: int) -> bool:
    """Whether a service is named at the start of a text or line, or right after "my"."""
    before = [item for item in items[max(0, first - 3) : first] if item.kind != GAP or "\n" in item.text]
    return (
        not before
        or "\n" in before[-1].text
        or before[-1].text in "!?"
        or _ends_sentence(items, first)
        or before[-1].text in ("my", "mi", "meu", "mon", "•", "*", "[", "(")
    )


def _ends_sentence(items: list[Item], first: int) -> bool:
    """Whether a full stop behind a word, not an abbreviation, stands before an item."""
    return first > 3 and items[first - 2].kind == DOT and len(items[first - 3].text) > 2


def closes(items: list[Item], last: int) -> bool:
    """Whether a text, a line or a clause ends after a name."""
    if last + 1 >= len(items):
        return True
    after = items[last + 1]
    if after.text in ",;)!\n" or (after.kind == DOT and not after.spelt) or "\n" in after.text:
        return True
    beyond = items[last + 2] if after.kind == GAP and last + 2 < len(items) else None
    return beyond is not None and (beyond.text in ",(–—-" or beyond.text in word_set("closing"))


def ends(items: list[Item], last: int) -> bool:
    return all(item.kind in (GAP, DOT, OTHER) for item in items[last + 1 :]) and len(items) - last < 6
