"""The estimator, tried on people whose true rates are known: it finds them, and is as sure as it says."""

from __future__ import annotations

import os
import random
import sys
from bisect import bisect
from dataclasses import dataclass
from math import sqrt

import pytest

from anteroom.experiment.estimate import CONFIDENCE, Interval, Sums, difference, share

WHOLE = bool(os.environ.get("ANTEROOM_SOAK"))
RUNS = 1000


@dataclass(frozen=True)
class Truth:
    """People in two arms: how many, by how many thousandths each arm does it, and how alike one's items are.

    Of a person's items each follows, with the chance `alike`, what the person does anyway.
    """

    nudged: int
    held_out: int
    with_nudges: float
    without: float
    alike: float


def one_arm(chance: random.Random, people: int, rate: float, alike: float) -> Sums:
    """Draw an arm: from one to six items a person, more often few; persons differ, their items less."""
    told = []
    for _ in range(people):
        items = 1 + bisect((0.45, 0.7, 0.83, 0.92, 0.97), chance.random())
        habit = chance.random() < rate
        hits = sum(
            habit if alike and chance.random() < alike else chance.random() < rate for _ in range(items)
        )
        told.append((items, hits))
    return Sums.of(told)


@dataclass
class Found:
    covered: int = 0
    mean: float = 0.0
    spread: float = 0.0
    width: float = 0.0


def simulate(truth: Truth, seed: int, runs: int = RUNS) -> Found:
    chance, found, values = random.Random(seed), Found(), []
    effect = truth.with_nudges - truth.without
    for _ in range(runs):
        made = difference(
            one_arm(chance, truth.nudged, truth.with_nudges, truth.alike),
            one_arm(chance, truth.held_out, truth.without, truth.alike),
        )
        assert made is not None
        found.covered += made.low <= effect <= made.high
        found.width += (made.high - made.low) / runs
        values.append(made.value)
    found.mean = sum(values) / runs
    found.spread = sqrt(sum((each - found.mean) ** 2 for each in values) / runs)
    return found


TRUTHS = {
    "no effect": Truth(120, 120, 0.5, 0.5, 0.5),
    "a plain effect": Truth(120, 120, 0.55, 0.4, 0.5),
    "a long programme: few held out": Truth(900, 40, 0.55, 0.4, 0.4),
    "rare: hires": Truth(250, 250, 0.05, 0.03, 0.3),
    "one's items unrelated": Truth(120, 120, 0.6, 0.5, 0.0),
    "one's items all alike": Truth(120, 120, 0.6, 0.5, 1.0),
}
"""`make check` tries those of `CHECKED`, `make soak` all of them, with 1,000 simulations each."""
CHECKED = ("a plain effect", "rare: hires", "one's items all alike")


@pytest.mark.parametrize("name", list(TRUTHS) if WHOLE else CHECKED)
def test_it_finds_a_known_effect_and_covers_it_as_often_as_it_says(name: str) -> None:
    """Within three binomial standard errors of 95 % below; above, an interval is only too careful."""
    truth = TRUTHS[name]
    found = simulate(truth, seed=20261122)
    error = sqrt(CONFIDENCE * (1 - CONFIDENCE) / RUNS)
    sys.stdout.write(
        f"{name}: true {truth.with_nudges - truth.without:+.3f}, found {found.mean:+.4f}, "
        f"covered {found.covered / RUNS:.3f}, mean width {found.width:.3f}\n"
    )
    assert found.covered / RUNS >= CONFIDENCE - 3 * error
    assert found.covered / RUNS <= CONFIDENCE + 3 * error
    assert abs(found.mean - (truth.with_nudges - truth.without)) < 4 * found.spread / sqrt(RUNS)


def test_items_counted_as_if_they_were_unrelated_would_be_far_too_sure() -> None:
    """The trap that weighing by persons is there for: the same draws, each item as a person of its own."""
    chance, covered, runs = random.Random(7), 0, 300
    for _ in range(runs):
        arms = [one_arm(chance, 120, 0.5, 0.9) for _ in range(2)]
        naive = [Sums.of([(1, 1)] * arm.hits + [(1, 0)] * (arm.items - arm.hits)) for arm in arms]
        made = difference(*naive)
        assert made is not None
        covered += made.low <= 0 <= made.high
    assert covered / runs < 0.9


def test_where_everybody_has_one_item_it_is_newcombes_own() -> None:
    """56 of 70 and 48 of 80, from Newcombe's own table (1998): 0.0524 to 0.3339 by his tenth method.

    His has no correction for few persons, which widens ours by hundredths of itself.
    """
    nudged = Sums.of([(1, 1)] * 56 + [(1, 0)] * 14)
    held_out = Sums.of([(1, 1)] * 48 + [(1, 0)] * 32)
    made = difference(nudged, held_out)
    assert made is not None
    assert made.value == pytest.approx(0.2)
    assert made.low == pytest.approx(0.0524, abs=0.004)
    assert made.high == pytest.approx(0.3339, abs=0.004)
    assert made.low < 0.0524
    assert made.high > 0.3339


def test_an_arm_in_which_nothing_happened_still_has_an_upper_bound() -> None:
    """Three items of each of ten persons say as much as ten, for nothing tells them apart."""
    found = share(Sums.of([(3, 0)] * 10))
    assert found is not None
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high > 0.25
    always = share(Sums.of([(3, 3)] * 10))
    assert always is not None
    assert always.high == 1.0
    assert always.low == pytest.approx(1 - found.high)


def test_without_anybody_it_says_nothing() -> None:
    assert share(Sums()) is None
    assert difference(Sums.of([(1, 1)]), Sums()) is None
    assert share(Sums.of([(0, 0)])) is None


def test_one_person_says_next_to_nothing() -> None:
    found = share(Sums.of([(40, 40)]))
    assert isinstance(found, Interval)
    assert found.low < 0.2
