"""When sending must stop: too many people refuse nudges, or complain of them.

Somebody, or a machine, looks at the counts again and again, and whoever looks often enough sees chance cross
any fixed line. So the evidence is a test martingale: the likelihood of what was seen under rates above the
limit, against that under the limit, mixed over a few such rates. Were the true rate at the limit or below,
its expected value would never be above one, and by Ville's inequality (1939) it would ever reach `1 / ERROR`
in no more than `ERROR` of all histories, however often and whenever one looks. That is the mixture
sequential probability ratio test (Robbins 1970; Johari, Koomen, Pekelis and Walsh, "Always valid inference",
2022), its alternatives a grid.

A trial is a person: it succeeds where the person refuses, once. Whoever was nudged an hour ago and has had
no time to refuse counts as not refusing. That only lowers the evidence, which grows with every refusal: at
each look it is at most what it will be once all of them have said what they say, so what is promised holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

ERROR = 0.05
"""In at most so many histories sending is stopped though no rate is above its limit, by all together."""
_ALTERNATIVES = (1.25, 1.5, 2.0, 3.0, 5.0)
"""By how many times the limit the rate might be passed."""
_HIGHEST = 0.99
_MOST = 700.0
"""Of what `exp` still takes."""


class Guardrail(StrEnum):
    """What must not happen to too many of those who are nudged."""

    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Watched:
    """One guardrail: how many of how many people, and how many in a thousand are its limit."""

    guardrail: Guardrail
    people: int
    happened: int
    limit: int


def evidence(people: int, happened: int, limit: int) -> float:
    """Return how much better rates above `limit` in a thousand explain that it `happened` to so many.

    `limit` is from 1 to 900. Never negative; one says nothing either way.
    """
    rate = limit / 1000
    mixed = 0.0
    for times in _ALTERNATIVES:
        other = min(_HIGHEST, rate * times)
        spoken = happened * log(other / rate) + (people - happened) * log((1 - other) / (1 - rate))
        mixed += exp(min(spoken, _MOST))
    return mixed / len(_ALTERNATIVES)


def crossed(watched: Iterable[Watched]) -> Watched | None:
    """Return the guardrail by which sending must stop, the clearest one; None where there is none.

    The error is shared out evenly among all that are watched.
    """
    counted = list(watched)
    found = [(evidence(each.people, each.happened, each.limit), nth) for nth, each in enumerate(counted)]
    strongest, nth = max(found, default=(0.0, 0))
    return counted[nth] if counted and strongest >= len(counted) / ERROR else None
