"""No contact before a contract, for any history of events: random ones over the real channels.

Whatever happens, everything that arrives outside is searched for every detail of everybody. The people and
their details are drawn anew for each example, so that no search is fooled by what was there before.
"""

from __future__ import annotations

import io
import os
import random
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anteroom.clock import SetClock
from anteroom.logs import log_to
from deployment import MONDAY, world
from leaks.happenings import Happening
from leaks.history import begin

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
MORE = os.environ.get("ANTEROOM_MORE") == "1"
"""As .ci/run asks for: what a check of ten minutes has no time for."""


def happenings_there() -> Iterator[ModuleType]:
    """The files beside this one that tell what can happen."""
    for path in sorted(Path(__file__).parent.glob("happenings*.py")):
        yield import_module(f"leaks.{path.stem}")


HAPPENINGS: dict[str, Happening] = {
    name: each
    for module in happenings_there()
    for name, each in vars(module).items()
    if callable(each) and getattr(each, "__module__", "") == module.__name__ and not name.startswith("_")
}
Step = tuple[str, int]

numbers = st.integers(0, 10_000)
steps = st.lists(st.tuples(st.sampled_from(sorted(HAPPENINGS)), numbers), min_size=3, max_size=14)


ordinarily = settings(
    max_examples=500 if SOAK else 25 if MORE else 8,
    deadline=None,
    derandomize=not SOAK,
    database=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
seeds = st.integers(0, 2**32)


@ordinarily
@given(seed=seeds, number=numbers, then=steps)
async def test_it_lets_no_contact_detail_out_whatever_happens_after_slack(
    seed: int, number: int, then: list[Step]
) -> None:
    await tell(seed, ("schedule_by_slack", number), then)


@ordinarily
@given(seed=seeds, number=numbers, then=steps)
async def test_it_lets_no_contact_detail_out_whatever_happens_after_a_call(
    seed: int, number: int, then: list[Step]
) -> None:
    await tell(seed, ("schedule_by_api", number), then)


async def tell(seed: int, first: Step, then: list[Step]) -> None:
    """Read the reported seed and steps as a story: they happen in this order, and the last one leaks."""
    clock, log = SetClock(MONDAY), io.StringIO()
    log_to(log)
    try:
        async with (
            world(
                clock=clock, seed=seed, work=False, with_tools=True, with_vendors=True, with_team=True
            ) as opened,
            begin(opened, clock, log) as history,
        ):
            for name, number in (first, *then):
                await HAPPENINGS[name](history, random.Random(number))
                await history.settle()
            leaks = history.leaks()
            assert not leaks, "\n".join(history.account(leak) for leak in leaks)
    finally:
        log_to(sys.stderr)
