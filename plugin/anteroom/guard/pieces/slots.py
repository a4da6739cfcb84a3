"""A message and the parts of a contact detail that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from anteroom.guard.model import Earlier, Kind
from anteroom.guard.pieces.named_parts import Named
from anteroom.guard.pieces.window import Piece
from anteroom.guard.suspicion import Suspicion

Found = tuple[Suspicion, list[Earlier]]


class Slots(NamedTuple):
    """A message and the parts that it names."""

    piece: Piece
    named: Named


def latest(everything: Sequence[Slots], part: str) -> Slots | None:
    """The last message that names `part`."""
    return next((slots for slots in reversed(everything) if getattr(slots.named, part) is not None), None)


def found_in(
    kind: Kind, rule: str, weights: Sequence[tuple[str, float]], new: Slots, others: Sequence[Slots]
) -> Found:
    """All of the new message as the last part of a detail whose other parts are `others`."""
    text = new.piece.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    score = min(0.9, sum(weight for _, weight in weights))
    earlier = [Earlier(p.piece.message, kind, p.piece.start, p.piece.end) for p in others if p.piece.message]
    return Suspicion(kind, start, end, rule, score, tuple(weights)), earlier
