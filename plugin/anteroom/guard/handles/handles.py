"""Names on other services, told from talk of a service by evidence: shape, place, whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from anteroom.guard.handles.behind import name_behind
from anteroom.guard.handles.forms import find_formed
from anteroom.guard.handles.in_front import name_in_front
from anteroom.guard.handles.mentions import Mention, mentions
from anteroom.guard.handles.nearby import another, name_nearby
from anteroom.guard.handles.painted import HIDDEN, unpainted
from anteroom.guard.handles.told_names import told_behind, told_in_front
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.items import GAP, MARKS, WORD, Item
from anteroom.guard.texts.languages import plain
from anteroom.guard.texts.reading import Reading, read
from anteroom.guard.texts.sign_words import AT, skeleton
from anteroom.guard.texts.views import View

_MOST_HYPHENS: Final = 1
_LATIN: Final = "\u024f"
"""The last of the Latin letters."""
_PARTS: Final = frozenset(" ./|_-•·*")
_HIDDEN: Final = 1.5
"""Weight of a service of which the name is written so as not to be read."""
_BESIDE: Final = 6
"""Code points between a disguised service and a name that is covered with it."""


def find_handles(folded: View, text: str = "") -> Iterator[Suspicion]:
    """Handles in a folded view of `text`, whose capitals tell more than the view does."""
    yield from find_formed(folded)
    reading = read(unpainted(folded))
    for seen in mentions(reading):
        mention = _weighed(reading, seen, text)
        if not _is_unknown(reading, mention, text):
            yield from _around(reading, mention, text)


_LONGEST_NAME: Final = 80
"""Code points in which a service's name may be hidden."""


def _weighed(reading: Reading, mention: Mention, text: str) -> Mention:
    """A mention that weighs more where the service was hidden, which is evidence by itself."""
    name = "".join(item.text for item in reading.items[mention.first : mention.last + 1])
    begin, end = reading.span(mention.first, mention.last)
    if end - begin > _LONGEST_NAME:
        return mention  # of a long run that was drawn together
    letters, shown = _bare(name), plain(text[begin:end])
    alike = skeleton(_bare(shown)) == skeleton(letters)
    painted = letters == HIDDEN and not alike
    if not text or not (alike or painted) or any(c > _LATIN for c in name if c.isalpha()):
        return mention  # painted as others paint at work, or seen in a view of which the letters are others
    # One hyphen stands at the end of many a line: "sig-nal processing".
    signs = [c for c in shown.strip() if c in _PARTS]
    parted = mention.first == mention.last and signs not in ([], ["-"])
    if letters.isalpha() and _bare(shown) == letters and not parted:
        return mention
    return replace(mention, weight=mention.weight if painted else _HIDDEN, hidden=True)


def _bare(name: str) -> str:
    return "".join(c for c in name if c not in " .'-/&+,|_•·*") if name.isascii() else name


def _is_unknown(reading: Reading, mention: Mention, text: str) -> bool:
    """Whether an "x" is a letter rather than the service, which has a capital or is spoken of as a place."""
    items = reading.items
    if items[mention.first].text != "x" or mention.first != mention.last:
        return False
    start, _ = reading.span(mention.first, mention.first)
    before = items[mention.first - 2].text if mention.first > 1 else ""
    return text[start : start + 1] == "x" and before not in ("on", "my", "via")


def _around(reading: Reading, mention: Mention, text: str) -> Iterator[Suspicion]:
    for told in (told_behind(reading, mention), told_in_front(reading, mention)):
        if told is not None:
            start, end = reading.span(told.first, told.last)
            yield Suspicion(Kind.HANDLE, start, end, "handle.told", 0.7)
    for judge, rule in (
        (name_behind, "handle.after-service"),
        (name_in_front, "handle.beside-service"),
        (name_nearby, "handle.near-service"),
    ):
        if name := judge(reading, mention, text):
            start, end = reading.span(_from_at(reading.items, name.first), name.last)
            start = min(start, _from_disguised(reading, mention, text, start))
            yield Suspicion(Kind.HANDLE, start, end, rule, 0.7)
            if other := another(reading.items, name.last):
                start, end = reading.span(other.first, other.last)
                yield Suspicion(Kind.HANDLE, start, end, "handle.another", 0.65)
            if judge is name_behind:
                return


def _from_disguised(reading: Reading, mention: Mention, text: str, start: int) -> int:
    """From a service right before a name on, where its own name is written so as not to be read."""
    begin, end = reading.span(mention.first, mention.last)
    shown = text[begin:end].casefold()
    plainly = (
        all(c.isalpha() or c in " .'-" for c in shown)
        and shown.isascii()
        and shown.count("-") < _MOST_HYPHENS
    )
    return start if plainly or not 0 <= start - end <= _BESIDE else begin


def _from_at(items: list[Item], first: int) -> int:
    """From the "@" or "$" before a name on, which is part of it."""
    if first and items[first - 1].text == "$":
        return first - 1
    for before in (first - 1, first - 2):
        if before >= 0 and items[before].kind == AT and items[before + 1].kind in (AT, GAP, WORD, *MARKS):
            return before
    return first
