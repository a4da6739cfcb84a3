"""What clings to a contact detail: the rest of its word, the figures behind its name.

A rule may see only the part of a detail that it knows the form of. Of what is taken out nothing may stay
that somebody could put together again, so the whole run without a blank goes with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.texts.file_names import ends_like_a_file

_FARTHEST: Final = 64
"""Characters on either side; longer runs are no part of anything that somebody types."""
_WITHIN: Final = "._-+@"
"""Signs between the parts of one word; at its end they are the sentence's."""
_SPACED: Final = ("LATIN", "CYRILLIC", "GREEK")
"""Scripts that put blanks between words. In others the next word begins where the last one ends."""
_FIGURES: Final = re.compile(r" [\d〇零一二三四五六七八九]{1,6}(?![\w:/%-]|[.,]\w)")
_TOWN_CODE: Final = re.compile(r",? \d{3,6}(?:-\d{3,4})?(?![\w:%]|[.,]\w)")
_BEHIND: Final = {Kind.HANDLE: _FIGURES, Kind.ADDRESS: _TOWN_CODE}


def with_what_clings(text: str, suspicions: Iterable[Suspicion], least: float) -> Iterator[Suspicion]:
    """Each suspicion; those of contact details that are at least so sure reach to the ends of their words."""
    for seen in suspicions:
        yield _whole(text, seen) if seen.kind.detail and seen.score >= least else seen


def _whole(text: str, seen: Suspicion) -> Suspicion:
    start, end = seen.start, seen.end
    if _inner(text[start]):
        while start > max(0, seen.start - _FARTHEST) and _joined(text, start - 1, start - 2):
            start -= 1
    if _inner(text[end - 1]):
        farthest = min(len(text), seen.end + _FARTHEST)
        while end < farthest and _joined(text, end, end + 1):
            end += 1
        if (behind := _BEHIND.get(seen.kind)) is not None:
            figures = behind.match(text, end)
            end = figures.end() if figures else end
    if ends_like_a_file(text[seen.start : end].casefold()):
        return seen  # names of files have parts of their own, which say something else
    return replace(seen, start=start, end=end)


def _joined(text: str, at: int, beyond: int) -> bool:
    """Whether a character belongs to the word beside it: a letter, a figure, or a sign with one beyond it."""
    if _part(text[at]):
        return True
    return text[at] in _WITHIN and 0 <= beyond < len(text) and _part(text[beyond])


def _inner(character: str) -> bool:
    return character in _WITHIN or _part(character)


def _part(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    if unicodedata.numeric(character, None) is not None:
        return True
    return character.isalpha() and unicodedata.name(character, "").startswith(_SPACED)
