"""The points of every slot of a grid for each person, worked out once for all who keep the same hours."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_
from zoneinfo import ZoneInfo

from anteroom.times.finder.grid import Grid
from anteroom.times.finder.hardship import row
from anteroom.times.finder.model import Attendee, Week

_AT_MOST = tuple(bytes(points <= most for points in range(256)) for most in range(256))


class Rows:
    """Rows of points by attendee key, one byte a slot.

    Where nobody knows the zone no hour is hard; the person counts as unknown anyway.
    """

    def __init__(self, grid: Grid, length: int, attendees: Iterable[Attendee]) -> None:
        self._every = int.from_bytes(b"\1" * len(grid.starts), "little")
        self.of: dict[str, bytes] = {}
        required, made = set(), dict[tuple[ZoneInfo | None, Week | None], bytes]()
        for each in attendees:
            zone, alike = each.zone, (each.zone, each.week)
            points = made.get(alike)
            if points is None:
                points = row(zone, each.week, grid, length) if zone else bytes(len(grid.starts))
                made[alike] = points
            self.of[each.key] = points
            if each.required:
                required.add(points)
        self._required = required

    def at_most(self, points: int) -> int:
        """Return the slots that are no harder on any who must be there: bytes of 1, as one large integer.

        One `and` of such integers judges all slots for a person.
        """
        masks = (int.from_bytes(each.translate(_AT_MOST[points]), "little") for each in self._required)
        return reduce(and_, masks, self._every)
