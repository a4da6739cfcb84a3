"""Which of the times that suit are told to whoever asks, so that no answer reads out a calendar.

Pure. Of a person's week a side is told so many quarter-hours in which the person can, and after that only
such as it was told already. What is kept back beside that is in `veil`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from anteroom.times.finder.model import DAY, MINUTE, Slot, Span

QUARTER = 15 * MINUTE
"""Seconds of one cell: what is told and left out is counted in these."""
WEEK = 7 * DAY
MONDAY = 4 * DAY
"""The first Monday after the beginning of 1970, which was a Thursday."""
OF_OWN_SIDE = 64
"""Quarter-hours of one person of the own side that a side is told of in one week."""
OF_OTHERS = 40
"""The same of everybody else: ten hours, or ten times of 45 minutes with room for a second thought."""
MOST_A_DAY = 3
"""How many times of one day are told as long as other days have some."""
SCARCE = 3
"""So many at least are told of a wide window, where there are."""
WIDE = 5 * DAY


@dataclass(frozen=True, slots=True)
class Read:
    """A person whose calendar an answer draws on. `told` are the cells that the side was told of already."""

    person_id: str
    most: int
    told: frozenset[int] = frozenset()

    def affords(self, week: int, more: int) -> bool:
        """Tell whether the side may be told of so many more quarter-hours of a week."""
        return sum(week_of_cell(cell) == week for cell in self.told) + more <= self.most


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is told, the best first. `new` is what the side is told of each person for the first time."""

    slots: tuple[Slot, ...]
    new: Mapping[str, frozenset[int]]


def choose(slots: Iterable[Slot], read: Sequence[Read], most: int) -> Chosen:
    """Return what is told of `slots`, which come best first; at most `most`, none overlapping another."""
    choice = _Choice(read)
    # Among equal ones what was told before comes first: whoever asks once more gets the same answer.
    ranked = sorted(slots, key=lambda slot: (slot.score, choice.costs(slot)))
    for a_day in (MOST_A_DAY, most):
        choice.take(ranked, most, a_day)
    return Chosen(
        tuple(sorted(choice.taken, key=lambda slot: slot.score)),
        {person: frozenset(cells) for person, cells in choice.new.items() if cells},
    )


def short(read: Sequence[Read], new: Mapping[str, frozenset[int]], window: Span, length: int) -> bool:
    """Tell whether enough was told of somebody's week, so that there may be more times of that length.

    It follows from what was told alone: whether a time is kept back would else tell that there is one.
    """
    weeks = {week_of_cell(cell) for cell in cells_of(*window)}
    after = [replace(each, told=each.told | new.get(each.person_id, frozenset())) for each in read]
    return any(not each.affords(week, length) for each in after for week in weeks)


def cells_of(begins: int, ends: int) -> range:
    """Return the quarter-hours that a time touches, counted since 1970."""
    return range(begins // QUARTER, -(-ends // QUARTER))


def week_of_cell(cell: int) -> int:
    """Return the week of a quarter-hour, Monday to Sunday in UTC, counted since 1970."""
    return (cell * QUARTER - MONDAY) // WEEK


class _Choice:
    """What was taken so far, and what of it would be new to the side."""

    def __init__(self, read: Sequence[Read]) -> None:
        self.taken: list[Slot] = []
        self.new: dict[str, set[int]] = {each.person_id: set() for each in read}
        self._read = read
        self._spent: dict[tuple[str, int], int] = {}
        for each in read:
            for cell in each.told:
                self._spend(each.person_id, cell)

    def costs(self, slot: Slot) -> bool:
        """Tell whether a time would tell something new of anybody."""
        return any(self._unknown(each, slot) for each in self._read)

    def take(self, slots: Iterable[Slot], most: int, a_day: int) -> None:
        """Take of `slots`, in their order, up to `most` in all and `a_day` of one day."""
        for slot in slots:
            if len(self.taken) >= most:
                return
            if any(slot.begins < other.ends and other.begins < slot.ends for other in self.taken):
                continue
            if sum(other.begins // DAY == slot.begins // DAY for other in self.taken) >= a_day:
                continue
            if all(self._affords(each, slot) for each in self._read):
                self._add(slot)

    def _add(self, slot: Slot) -> None:
        self.taken.append(slot)
        for each in self._read:
            for cell in self._unknown(each, slot):
                self.new[each.person_id].add(cell)
                self._spend(each.person_id, cell)

    def _affords(self, read: Read, slot: Slot) -> bool:
        more: dict[int, int] = {}
        for cell in self._unknown(read, slot):
            more[week_of_cell(cell)] = more.get(week_of_cell(cell), 0) + 1
        return all(
            self._spent.get((read.person_id, week), 0) + count <= read.most for week, count in more.items()
        )

    def _unknown(self, read: Read, slot: Slot) -> Collection[int]:
        new = self.new[read.person_id]
        return [
            cell for cell in cells_of(slot.begins, slot.ends) if cell not in read.told and cell not in new
        ]

    def _spend(self, person_id: str, cell: int) -> None:
        place = person_id, week_of_cell(cell)
        self._spent[place] = self._spent.get(place, 0) + 1
