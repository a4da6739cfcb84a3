"""How unusual a count is among peers: the tail of a beta-binomial distribution. Pure arithmetic.

People differ honestly: some clients never write before they hire, others always do. A bare binomial against
the mean would take the former for suspicious. So the peers' shares are taken to follow a beta distribution,
whose mean and spread come by the method of moments from four sums over the peers, which can be kept up to
date by adding and subtracting: of trials n and hits k of each, the sums of n, k, n(n-1) and k(k-1), for
E[k(k-1)] = n(n-1) E[p²]. The person itself is taken out of the sums before.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log10

MOST_TRIALS = 2000
"""Of one person in the window; whoever has more counts as having so many with the same share of hits, which
changes no verdict and keeps the sum short."""
LEAST_SPREAD, MOST_SPREAD = 2.0, 40.0
"""Bounds of a + b: peers are never taken for more unlike than evenly spread, nor for one like the other."""


@dataclass(frozen=True, slots=True)
class Count:
    """Of so many `trials` of one person so many were `hits`."""

    trials: int
    hits: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of all peers: `pairs` is the sum of n(n-1), `hit_pairs` of k(k-1)."""

    people: int = 0
    trials: int = 0
    hits: int = 0
    pairs: int = 0
    hit_pairs: int = 0

    def plus(self, count: Count, times: int = 1) -> Sums:
        """Return the sums with a person's count, or, with `times` -1, without it."""
        n, k = count.trials, count.hits
        if n == 0:
            return self
        return Sums(
            self.people + times,
            self.trials + times * n,
            self.hits + times * k,
            self.pairs + times * n * (n - 1),
            self.hit_pairs + times * k * (k - 1),
        )

    @property
    def share(self) -> float:
        """The peers' share of hits, by Jeffreys' half: never nothing, however few they are."""
        return (self.hits + 0.5) / (self.trials + 1)

    @property
    def prior(self) -> tuple[float, float]:
        """The two parameters of the beta distribution of the peers' shares."""
        mean = self.share
        if self.pairs > 0:
            spread_of = max(self.hit_pairs / self.pairs - mean**2, 1e-12)
            size = mean * (1 - mean) / spread_of - 1
        else:
            size = LEAST_SPREAD
        size = min(max(size, LEAST_SPREAD), MOST_SPREAD)
        return mean * size, (1 - mean) * size


def at_least(count: Count, sums: Sums) -> float:
    """Return with which probability somebody like these peers has at least so many hits of so many trials."""
    a, b = sums.prior
    n, k = count.trials, count.hits
    if n > MOST_TRIALS:
        n, k = MOST_TRIALS, k * MOST_TRIALS // n
    if k <= 0:
        return 1.0
    base = lgamma(a + b) - lgamma(a) - lgamma(b) + lgamma(n + 1) - lgamma(a + b + n)
    total = sum(
        exp(base + lgamma(j + a) + lgamma(n - j + b) - lgamma(j + 1) - lgamma(n - j + 1))
        for j in range(k, n + 1)
    )
    return min(total, 1.0)


def score_of(probability: float) -> int:
    """Return a probability as people read it: 30 is one in a thousand, 60 one in a million, 99 the most."""
    return 99 if probability <= 0 else min(99, max(0, round(-10 * log10(probability))))
