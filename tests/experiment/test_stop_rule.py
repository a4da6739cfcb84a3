"""The stop rule: whoever looks at every single person is stopped by chance no oftener than promised."""

from __future__ import annotations

import os
import random
import sys
from math import log, sqrt

import pytest

from anteroom.experiment.stop_rule import ERROR, Guardrail, Watched, crossed, evidence

WHOLE = bool(os.environ.get("ANTEROOM_SOAK"))
RUNS = 5000 if WHOLE else 1000
PEOPLE = 20_000 if WHOLE else 4000


def stopped_after(chance: random.Random, rates: tuple[float, float], limits: tuple[int, int]) -> int | None:
    """Nudge people one by one, look at each step, and return after how many sending was stopped.

    Evidence only grows where something happens, so that to look there is to look always.
    """
    counts, gone = [0, 0], 0
    waits = [_next(chance, rate) for rate in rates]
    while (nearest := min(waits)) < PEOPLE:
        gone = nearest
        for nth in (0, 1):
            if waits[nth] == gone:
                counts[nth] += 1
                waits[nth] = gone + _next(chance, rates[nth])
        found = crossed(
            Watched(guardrail, gone, count, limit)
            for guardrail, count, limit in zip(Guardrail, counts, limits, strict=True)
        )
        if found is not None:
            return gone
    return None


def _next(chance: random.Random, rate: float) -> int:
    return 1 + int(log(1 - chance.random()) / log(1 - rate)) if rate else PEOPLE


def test_at_its_limits_it_stops_by_chance_no_oftener_than_promised() -> None:
    """Both rates just at their limits, the worst case; three standard errors above is a broken promise."""
    chance = random.Random(31)
    stopped = sum(stopped_after(chance, (0.02, 0.003), (20, 3)) is not None for _ in range(RUNS))
    sys.stdout.write(f"at the limits: stopped in {stopped} of {RUNS}, promised: {ERROR:.0%}\n")
    assert stopped / RUNS <= ERROR + 3 * sqrt(ERROR * (1 - ERROR) / RUNS)


def test_a_fixed_line_looked_at_as_often_would_stop_far_too_often() -> None:
    """What the rule is there for: the usual one-sided test at 2.5 %, looked at after each refusal."""
    chance, stopped, runs = random.Random(32), 0, 300
    for _ in range(runs):
        people, happened = 0, 0
        while (people := people + _next(chance, 0.02)) < PEOPLE:
            happened += 1
            expected = people * 0.02
            if people > 200 and happened - expected > 1.96 * sqrt(expected * 0.98):
                stopped += 1
                break
    assert stopped / runs > 2 * ERROR


@pytest.mark.parametrize(("rates", "within"), [((0.04, 0.001), 3000), ((0.005, 0.012), 3000)])
def test_it_stops_where_a_rate_is_well_above_its_limit(rates: tuple[float, float], within: int) -> None:
    """Twice the limit of refusals, four times that of complaints: in nine of ten histories, and in time."""
    chance = random.Random(33)
    ends = sorted(stopped_after(chance, rates, (20, 3)) or PEOPLE for _ in range(200))
    sys.stdout.write(f"at {rates}: after {ends[100]} people in half, {ends[180]} in nine of ten\n")
    assert ends[180] < within


def test_those_who_had_no_time_to_refuse_only_lower_the_evidence() -> None:
    seen = [evidence(1000, happened, 20) for happened in range(60)]
    assert seen == sorted(seen)
    assert evidence(1000, 15, 20) < 1 < evidence(1000, 40, 20)


def test_it_says_nothing_of_nobody() -> None:
    assert evidence(0, 0, 20) == 1
    assert crossed([]) is None
    assert crossed([Watched(Guardrail.OPT_OUT, 0, 0, 20)]) is None


def test_it_names_what_was_crossed() -> None:
    fine = Watched(Guardrail.OPT_OUT, 1000, 10, 20)
    broken = Watched(Guardrail.COMPLAINT, 1000, 25, 3)
    assert crossed([fine, broken]) == broken
    assert crossed([fine]) is None
    assert crossed([Watched(Guardrail.COMPLAINT, 10**7, 10**7, 900), fine]) is not None
