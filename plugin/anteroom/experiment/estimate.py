"""What a difference between the arms is worth: shares and their difference, with intervals.

A person who is waited for five times answers, or does not, five times in much the same way: five items of
one person tell less than five of five. Every share is therefore weighed by persons. Its variance is the one
that ratios of sums over persons have (the linearised, cluster-robust variance), from which follows how many
unrelated items would tell as much: the effective number. With that, a share gets Wilson's interval, which
stays between 0 and 1 and is honest where nobody, or everybody, did it; and the difference gets Newcombe's
(1998, method 10), which is made of the two. Both do well with an arm of a few dozen beside one of thousands,
where the textbook's plus and minus does not.

Nothing here looks at an item or a person by itself: six sums an arm are enough, so that a million cost as
much as ten. Only settled items are to be summed, and all of an arm: what was sent to whom is not asked
(intention to treat).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Sums:
    """An arm: persons, their items, of how many it is so, and the sums of squares and products by person."""

    people: int = 0
    items: int = 0
    hits: int = 0
    items_squared: int = 0
    hits_squared: int = 0
    items_by_hits: int = 0

    @classmethod
    def of(cls, people: Iterable[tuple[int, int]]) -> Sums:
        """Sum up persons, each told as items and hits; one without items is none."""
        counted = [(items, hits) for items, hits in people if items]
        return cls(
            people=len(counted),
            items=sum(items for items, _ in counted),
            hits=sum(hits for _, hits in counted),
            items_squared=sum(items * items for items, _ in counted),
            hits_squared=sum(hits * hits for _, hits in counted),
            items_by_hits=sum(items * hits for items, hits in counted),
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and between what it lies in 95 of 100 experiments; shares are from 0 to 1."""

    value: float
    low: float
    high: float


def share(sums: Sums) -> Interval | None:
    """Return the share of an arm's items with Wilson's interval; None where there is no item."""
    if not sums.items:
        return None
    value, n = sums.hits / sums.items, _effective(sums)
    # Few persons say little of how much persons differ: Student's quantile, by Cornish and Fisher's series.
    z = _Z + (_Z**3 + _Z) / (4 * max(1, sums.people - 1))
    middle = (value + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * sqrt(value * (1 - value) / n + z * z / (4 * n * n))
    # At the ends the bound is the end itself, which the sum of roots misses by its rounding.
    low = 0.0 if not sums.hits else max(0.0, middle - reach)
    high = 1.0 if sums.hits == sums.items else min(1.0, middle + reach)
    return Interval(value, low, high)


def difference(nudged: Sums, held_out: Sums) -> Interval | None:
    """Return by how much the share is greater where there are nudges; None where an arm has no item."""
    one, other = share(nudged), share(held_out)
    if one is None or other is None:
        return None
    value = one.value - other.value
    low = value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(value, max(-1.0, low), min(1.0, high))


def _effective(sums: Sums) -> float:
    """Return as many unrelated items as tell as much: never more than there are, and never below one.

    Where all items ended alike nothing tells how alike persons' items are; they count as one a person then.
    """
    value = sums.hits / sums.items
    alone = value * (1 - value) / sums.items
    if alone == 0 or sums.people < 2:
        return float(sums.people)
    spread = sums.hits_squared - 2 * value * sums.items_by_hits + value * value * sums.items_squared
    variance = sums.people / (sums.people - 1) * spread / sums.items**2
    return max(1.0, sums.items / max(1.0, variance / alone))
