"""Flags: how many honest people the rule takes for suspicious, and how many it finds of those it looks for.

The honest population is assumed: shares follow a beta distribution, since people differ; how much happens in
a year is log-normal, with a median of three; each is looked at anew whenever anything happens, all year long.
Who is looked for does it in 85 of 100 cases, at least six times. Half of the rates are worse than we expect:
the more unlike honest people are, the harder it is to be fair to them.
"""

from __future__ import annotations

import os
import random
import sys
from dataclasses import dataclass
from math import comb, sqrt

import pytest

from anteroom.conduct.flags.chance import Count, Sums, at_least, score_of
from anteroom.conduct.flags.model import PATTERNS, Kind, Peers, noticed

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
PEOPLE = 20_000 if SOAK else 2_000
BOUND = 0.005
"""Of a year's honest people at most one in two hundred may ever stand on a list, with 95 % confidence."""
HONEST = {
    Kind.SILENT_HIRES: ((1.2, 10.0), (0.5, 4.0)),
    Kind.WITHDRAWN_AFTER: ((1.0, 30.0), (0.4, 9.0)),
    Kind.NO_SHOWS: ((1.0, 14.0), (0.3, 5.0)),
    Kind.SLIPS_ALL_OVER: ((0.8, 12.0), (0.4, 5.0)),
}
"""Parameters of the shares: what is expected, and what is worse."""


@dataclass
class Year:
    """What came of a year: how many honest people were flagged, and how many of those who are looked for."""

    honest: int
    flagged: int
    sought: int
    found: int


def year(kind: Kind, shares: tuple[float, float], seed: int, *, sought: float = 0.0) -> Year:
    """Let a year happen, and look at each whenever anything happens to that one."""
    rng, pattern, peers = random.Random(seed), PATTERNS[kind], Peers("client", "basic")
    happened: list[tuple[float, int, bool]] = []
    wanted = set()
    for person in range(PEOPLE):
        share, often = rng.betavariate(*shares), min(60, int(rng.lognormvariate(1.2, 1.0)))
        if rng.random() < sought:
            wanted.add(person)
            share, often = 0.85, max(often, 6)
        happened += [(rng.random(), person, rng.random() < share) for _ in range(often)]
    counts, sums, flagged = [Count(0, 0)] * PEOPLE, Sums(), set()
    for _, person, hit in sorted(happened):
        before = counts[person]
        after = Count(before.trials + 1, before.hits + hit)
        if not pattern.stands_out(before):
            sums = sums.plus(before, -1)
        if hit and person not in flagged and noticed(pattern, after, peers, sums, sums):
            flagged.add(person)
        if not pattern.stands_out(after):
            sums = sums.plus(after)
        counts[person] = after
    return Year(PEOPLE - len(wanted), len(flagged - wanted), len(wanted), len(flagged & wanted))


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    z, share = 1.96, hits / of
    middle = share + z * z / (2 * of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z * z / of)), (middle + half) / (1 + z * z / of)


def test_it_flags_hardly_any_honest_person_in_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    lines, worst = [], 0.0
    for kind, populations in HONEST.items():
        for shares, name in zip(populations, ("as expected", "worse"), strict=True):
            came = year(kind, shares, seed=20_261_122)
            low, high = interval(came.flagged, came.honest)
            worst = max(worst, high if SOAK else low)
            lines.append(
                f"{kind}, honest people {name}: {came.flagged} of {came.honest:,} ever flagged, "
                f"{came.flagged / came.honest:.3%} ({low:.3%} to {high:.3%})"
            )
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    # A sample is too small to show the bound; the whole of it is.
    assert worst <= BOUND


def test_it_finds_most_of_whom_it_looks_for_even_where_they_are_one_in_fifty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Were they counted among the peers, each would hide the others."""
    lines = []
    for kind, (shares, _) in HONEST.items():
        came = year(kind, shares, seed=7, sought=0.02)
        lines.append(f"{kind}: {came.found} of {came.sought} found, {came.flagged} of {came.honest:,} honest")
        assert came.found >= 0.4 * came.sought
        assert interval(came.flagged, came.honest)[0] <= BOUND
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def test_its_tail_is_that_of_a_beta_binomial_distribution() -> None:
    """By the definition, with whole parameters, for which the beta function is a fraction of binomials."""
    sums = Sums(people=100, trials=899, hits=99, pairs=8000, hit_pairs=130)
    a, b = sums.prior
    assert (a, b) == pytest.approx((sums.share * (a + b), (1 - sums.share) * (a + b)))
    for trials, hits in ((5, 5), (7, 3), (20, 1), (9, 0)):
        chance = at_least(Count(trials, hits), sums)
        rng = random.Random(trials)
        drawn = sum(
            sum(rng.random() < share for _ in range(trials)) >= hits
            for share in (rng.betavariate(a, b) for _ in range(20_000))
        )
        assert chance == pytest.approx(drawn / 20_000, abs=0.012)
    certain = Sums(people=10**6, trials=10**7, hits=10**6, pairs=9 * 10**7, hit_pairs=9 * 10**5)
    # Peers who are nearly alike: nearly binomial, as near as the bound of the spread lets it come.
    binomial = sum(comb(6, k) * 0.1**k * 0.9 ** (6 - k) for k in range(4, 7))
    assert binomial < at_least(Count(6, 4), certain) < 4 * binomial


def test_who_does_far_more_than_others_is_judged_by_the_share_and_not_by_how_much_that_is() -> None:
    """A large company hires thousands of times a year: cut off on one side alone its count would flag it."""
    peers = Sums(people=1000, trials=20_000, hits=4000, pairs=380_000, hit_pairs=12_000)
    usual = at_least(Count(2000, 420), peers)
    for more in (2001, 10_000, 1_000_000):
        assert at_least(Count(more, round(0.21 * more)), peers) == pytest.approx(usual, abs=0.01)
        assert at_least(Count(more, round(0.9 * more)), peers) < 1e-6


def test_its_sums_forget_whom_they_are_to_forget() -> None:
    rng = random.Random(3)
    people = [Count(n := rng.randint(0, 9), rng.randint(0, n)) for _ in range(50)]
    sums = Sums()
    for each in people:
        sums = sums.plus(each)
    for each in people:
        sums = sums.plus(each, -1)
    assert sums == Sums()


def test_its_score_is_read_as_one_in_so_many() -> None:
    assert [score_of(chance) for chance in (1.0, 0.1, 1e-3, 1e-6, 0.0)] == [0, 10, 30, 60, 99]
