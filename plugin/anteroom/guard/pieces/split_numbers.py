"""Telephone numbers given in pieces over several messages of one sender."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Context, Earlier, Kind
from anteroom.guard.pieces.figures import Figures, figures
from anteroom.guard.pieces.split_weights import Around, Part, weights
from anteroom.guard.pieces.strand import length
from anteroom.guard.pieces.window import Piece, Window
from anteroom.guard.pieces.words import pieced, spoken
from anteroom.guard.suspicion import Suspicion

_SHORTEST: Final = 7
_LONGEST: Final = 15
_PART: Final = 11
"""Most digits of one part."""
_WORDS: Final = 14
"""Longest message, in words, that holds a part."""
_ROOM: Final = r"\b(?:zoom|webex|gotomeeting|meeting id|room id|personal meeting)\b"
_LEAST: Final = 0.6


def find_split_number(
    window: Window, piece: Piece, context: Context
) -> Iterator[tuple[Suspicion, list[Earlier]]]:
    """The number that `piece` completes, and where its other parts are; none if it is unlikely to be one."""
    own = figures(piece.text)
    if own is None or len(own.digits) > _PART or length(piece.text) > _WORDS:
        return
    runs = list(_runs(window, piece, own))
    if not runs:
        return
    around = Around.of(window, piece, context)
    weighed = [(weights(parts, around), parts) for parts in runs]
    found, parts = max(weighed, key=lambda one: _sum(one[0]))
    if _sum(found) < _LEAST:
        return
    kind = Kind.LINK if any(pattern(_ROOM).search(part.text) for part in parts) else Kind.PHONE
    yield (
        Suspicion(kind, own.start, own.end, "split.number", min(0.95, _sum(found)), found),
        [
            Earlier(p.piece.message, kind, p.piece.start + p.figures.start, p.piece.start + p.figures.end)
            for p in parts[:-1]
        ],
    )


def _sum(weighed: tuple[tuple[str, float], ...]) -> float:
    return sum(weight for _, weight in weighed)


def _runs(window: Window, piece: Piece, own: Figures) -> Iterator[list[Part]]:
    """The messages with figures up to `piece` that together say as many as a number has."""
    parts = [_part(piece, own)]
    for before in reversed(window.pieces):
        said = figures(before.text) if length(before.text) <= _WORDS else None
        if said is None:
            continue
        parts = [_part(before, said), *parts]
        total = sum(len(part.figures.digits) for part in parts)
        if len(said.digits) > _PART or total > _LONGEST:
            return
        if total >= _SHORTEST:
            yield parts


def _part(piece: Piece, said: Figures) -> Part:
    text = spoken(piece.text)
    named = text.split()[0].rstrip(":") in pieced().alone
    cued = pieced().phone.search(text) or pieced().dial.search(text) or pattern(_ROOM).search(text)
    return Part(piece, said, text, named or cued is not None)
