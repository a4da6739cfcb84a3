"""One word, gap or sign of a text as it is read (reading.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WORD: Final = "w"
GAP: Final = " "
OTHER: Final = "?"
MARKS: Final = frozenset("_-+")


@dataclass(slots=True)
class Item:
    """A word, a gap, a sign or something else; where it stands in the view that was read.

    `kind` is WORD, GAP, OTHER, "@", "." or one of MARKS; `weight` says how surely it is that sign (signs.py),
    `spelt` that it was written as a word or in brackets.
    """

    kind: str
    text: str
    start: int
    end: int
    weight: float = 0.0
    spelt: bool = False
