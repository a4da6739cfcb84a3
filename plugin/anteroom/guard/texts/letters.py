"""Letters with gaps or signs between them, written together: "i n e s", "v-a-r-g-a" are words again."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from anteroom.guard.texts.views import View

LETTERS: Final = "a-z0-9\u00df-\u1fff"
"""A class of the letters of scripts that set spaces, in a folded text, with digits."""

# Classes and counted runs alone, so that the standard library's engine is linear here too; it is twenty
# times as quick as the other one where there are many matches.
_APART: Final = rf"(?:^|[^{LETTERS}])[{LETTERS}@]([\s._*•·~|+/-])[{LETTERS}@](?:[^{LETTERS}]|$)"
_LETTER: Final = f"[{LETTERS}]"
_SPACED: Final = rf"[{LETTERS}@](?:\s[{LETTERS}@._+•·-])+"
_SIGNS: Final = "-._*•·~|+/"
_FEWEST: Final = 3
"""Letters with gaps or signs between that are one word, not an article before a letter or a version."""


@lru_cache(maxsize=8)
def together(text: str) -> View:
    """A view of a folded text in which runs of single characters stand together."""
    if _compiled(_APART).search(text) is None:
        return View(text)
    view = _without_gaps(text)
    for sign in _SIGNS:
        if view.text.count(sign) >= _FEWEST - 1:
            view = _without(view, _compiled(rf"[{LETTERS}](?:{re.escape(sign)}[{LETTERS}_.@/:+-])+"))
    return view


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """Compiled when first needed: such wide classes take the standard library a millisecond each."""
    return re.compile(source)


def _without_gaps(text: str) -> View:
    """Single characters with single spaces between them; two spaces end a word."""
    drop: list[int] = []
    for run in _compiled(_SPACED).finditer(text):
        first, last = run.start(), run.end() - 1
        if not _edge(text, first - 1):
            first += 2
        if not _edge(text, last + 1):
            last -= 2
        if sum(c.isalnum() for c in text[first : last + 1 : 2]) < _FEWEST:
            continue  # "a @ b" is a product
        drop += range(first + 1, last, 2)
    return _dropped(text, drop)


def _without(view: View, strung: re.Pattern[str]) -> View:
    """At least three letters or digits with the same sign between each two: "v.a.r.g.a"."""
    text = view.text
    drop: list[int] = []
    for run in strung.finditer(text):
        start, end = run.span()
        while not _is_letter(text[end - 1]):
            end -= 2
        alone = _edge(text, start - 1) and _edge(text, end)
        if alone and sum(map(_is_letter, text[start:end:2])) >= _FEWEST:
            drop += range(start + 1, end, 2)
    return _dropped(text, drop).within(view) if drop else view


def _is_letter(character: str) -> bool:
    return _compiled(_LETTER).match(character) is not None


def _edge(text: str, place: int) -> bool:
    return not (0 <= place < len(text) and _compiled(_LETTER).match(text[place]))


def _dropped(text: str, places: list[int]) -> View:
    if not places:
        return View(text)
    pieces: list[str] = []
    starts: list[int] = []
    done = 0
    for place in (*places, len(text)):
        pieces.append(text[done:place])
        starts += range(done, place)
        done = place + 1
    return View("".join(pieces), tuple(starts), tuple(start + 1 for start in starts))
