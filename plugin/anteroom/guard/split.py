"""Contact details given in pieces over several messages of one sender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from anteroom.guard.model import Context, Earlier, Finding
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.window import LONGEST_PIECE, Piece, Window

Read = Callable[[str], tuple[Finding, ...]]
"""Finds contact details in one text, joined from pieces."""

_JOINS: Final = (" ", "")


@dataclass(frozen=True, slots=True)
class Split:
    """What a message completes: spans in it, and the pieces in earlier messages."""

    here: tuple[Suspicion, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def fragment(text: str) -> tuple[str, int]:
    """The part of `text` that may be a piece of a contact detail, and where it begins; ("", 0) if none."""
    return (text, 0) if 0 < len(text) <= LONGEST_PIECE else ("", 0)


def find_split(window: Window, piece: str, start: int, context: Context, read: Read) -> Split:
    """What `piece`, which stands at `start` of a new message, completes together with those in `window`."""
    if not window.pieces:
        return Split()
    here: list[Suspicion] = []
    earlier: dict[Earlier, None] = {}
    for join in _JOINS:
        joined = join.join([*(p.text for p in window.pieces), piece])
        begin = len(joined) - len(piece)
        for found in read(joined):
            if found.start < begin < found.end:
                here.append(
                    Suspicion(
                        found.kind, start, start + found.end - begin, f"split.{found.rule}", found.score
                    )
                )
                earlier |= dict.fromkeys(_covered(window.pieces, len(join), found))
    return Split(tuple(here), tuple(earlier))


def _covered(pieces: tuple[Piece, ...], gap: int, found: Finding) -> list[Earlier]:
    covered, begin = [], 0
    for piece in pieces:
        end = begin + len(piece.text)
        if found.start < end and begin < found.end:
            first = piece.start + max(0, found.start - begin)
            covered.append(
                Earlier(piece.message, found.kind, first, piece.start + min(end, found.end) - begin)
            )
        begin = end + gap
    return covered
