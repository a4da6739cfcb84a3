"""What is kept back of a person's calendar before any time is looked for. Pure.

Quarter-hours that are veiled, and such as a side may not be told of any more this week, count as if the
person were busy. So every answer, with its order, its reasons and what it leaves out, is one that a busier
calendar would give as well, and nobody can tell the one from the other, however the question is put: by
another length, by other people, or by a calendar of the own in which only one hour is left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from anteroom.times.finder.model import Attendee, Span, merged
from anteroom.times.telling import QUARTER, Read, cells_of, week_of_cell

VEILED = 4
"""Of times of any length about one in so many is never told, for each person whose calendar is read."""
VEILED_OF_MANY = 8
"""The same where more than `FEW` calendars are read: each leaves out some of what the others leave."""
FEW = 3
DRAWS = 16
"""Quarter-hours that one hash draws for."""
SIZE = 4


class Veil(NamedTuple):
    """Draws for a person and a quarter-hour a number, the same each time, that the house alone can know."""

    key: bytes
    side: str

    def hidden(self, person_id: str, cells: range, share: int) -> list[int]:
        """Return those of the quarter-hours that are hidden, of which one in `share` is.

        What is hidden at a larger share is so at every smaller one: asked for with other lengths and other
        people, a quarter-hour is not drawn anew.
        """
        found = []
        for block in range(cells.start // DRAWS, -(-cells.stop // DRAWS)):
            drawn = self._drawn(person_id, block)
            for place in range(DRAWS):
                number = int.from_bytes(drawn[place * SIZE : (place + 1) * SIZE])
                if number * share < 1 << 8 * SIZE and block * DRAWS + place in cells:
                    found.append(block * DRAWS + place)
        return found

    def _drawn(self, person_id: str, block: int) -> bytes:
        text = f"{self.side}\0{person_id}\0{block}".encode()
        size = DRAWS * SIZE
        return hashlib.blake2b(text, key=self.key[:64], digest_size=size, person=b"times").digest()


Draw = Callable[[str, range, int], Sequence[int]]
"""As `Veil.hidden`."""


def kept_back(read: Sequence[Read], draw: Draw, window: Span, length: int) -> dict[str, tuple[Span, ...]]:
    """Return by person when each counts as busy for a question about `length` quarter-hours in a window.

    What the side was told already is never kept back.
    """
    share = (VEILED if len(read) <= FEW else VEILED_OF_MANY) * length
    cells = cells_of(*window)
    return {
        each.person_id: _spans(
            [
                *(cell for cell in draw(each.person_id, cells, share) if cell not in each.told),
                *_spent(each, cells, length),
            ]
        )
        for each in read
    }


def spent(read: Sequence[Read], window: Span, length: int) -> dict[str, tuple[Span, ...]]:
    """Return the same without a veil: only what may not be told any more this week."""
    return {each.person_id: _spans(_spent(each, cells_of(*window), length)) for each in read}


def with_spans(attendee: Attendee, spans: Sequence[Span]) -> Attendee:
    """Return somebody who is busy then, too."""
    return replace(attendee, busy=merged((*attendee.busy, *spans))) if spans else attendee


def _spent(read: Read, cells: range, length: int) -> list[int]:
    weeks = {week for week in {week_of_cell(cell) for cell in cells} if not read.affords(week, length)}
    return [cell for cell in cells if week_of_cell(cell) in weeks and cell not in read.told] if weeks else []


def _spans(cells: Sequence[int]) -> tuple[Span, ...]:
    return tuple(merged([(cell * QUARTER, (cell + 1) * QUARTER) for cell in cells]))
