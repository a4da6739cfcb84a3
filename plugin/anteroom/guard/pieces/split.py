"""Contact details given in pieces over several messages of one sender."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from anteroom.guard.model import Context, Earlier
from anteroom.guard.pieces.fragment import fragment
from anteroom.guard.pieces.split_assembled import find_assembled
from anteroom.guard.pieces.split_joined import find_joined
from anteroom.guard.pieces.split_letters import find_split_letters
from anteroom.guard.pieces.split_names import Read, find_split_intents, find_split_names
from anteroom.guard.pieces.split_numbers import find_split_number
from anteroom.guard.pieces.split_places import find_places, find_told_places
from anteroom.guard.pieces.split_slots import find_named_parts
from anteroom.guard.pieces.window import Window
from anteroom.guard.suspicion import Suspicion

__all__ = ["Split", "find_split", "fragment"]


@dataclass(frozen=True, slots=True)
class Split:
    """What a message completes: spans in it, and the pieces in earlier messages."""

    here: tuple[Suspicion, ...] = ()
    earlier: tuple[Earlier, ...] = ()

    def beside(self, whole: list[tuple[int, int]]) -> Split:
        """This, unless all that was found here is part of what was found by itself, at the spans `whole`."""
        if any(all(end <= one.start or one.end <= start for start, end in whole) for one in self.here):
            return self
        return Split()


def find_split(window: Window, text: str, start: int, context: Context, read: Read) -> Split:
    """What `text`, a piece that stands at `start` of a new message, completes with those in `window`."""
    if not window.pieces and not window.asked:
        return Split()
    piece = window.next(text)
    here: list[Suspicion] = []
    earlier: dict[Earlier, None] = {}
    for found, others in chain(
        find_split_number(window, piece, context),
        find_named_parts(window, piece),
        find_assembled(window, piece),
        find_joined(window, piece),
        find_places(window, piece),
        find_told_places(window, piece),
        find_split_letters(window, piece),
        find_split_names(window, piece, read),
        find_split_intents(window, piece, read),
    ):
        here.append(replace(found, start=start + found.start, end=start + found.end))
        earlier |= dict.fromkeys(others)
    return Split(tuple(here), tuple(earlier))
