"""The whole programme simulated: the funnel with and without each measure, and whether a test would show it.

A simulation is no evidence: what comes out follows from what `programme_people.py` assumes. It says what the
assumptions come to under the product's own rules, how much each measure could do at most, and how well the
experiment finds what is known here, and nowhere else, to be true.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import timedelta

from anteroom.experiment.assignment import Arm, arm_of, key_of
from anteroom.experiment.estimate import Interval, Sums, difference
from anteroom.experiment.settings import Experiment
from anteroom.experiment.stop_rule import Guardrail, Watched, crossed, evidence
from anteroom.nudges.settings import Cadence
from anteroom.responsiveness.model import REPLIES, WINDOW, Band, Occasion, figure
from bench.programme_history import FOLLOWED, FUNNEL, History, Item, Play
from bench.programme_people import BEGINS, DAY, Assumptions, Chance, Measures, draw

SEED = 20261122
SHARE = 300
"""Of a thousand freelancers, who are held out of the simulated test."""
IN_TIME = timedelta(hours=72)
VARIANTS = {
    "nothing": Measures(),
    "nudges": Measures(nudges=True),
    "help for clients": Measures(help=True),
    "lessons": Measures(lessons=True),
    "sanctioned offer": Measures(offer=True),
    "everything": Measures(nudges=True, help=True, lessons=True, offer=True),
    "all but nudges": Measures(help=True, lessons=True, offer=True),
    "all but help": Measures(nudges=True, lessons=True, offer=True),
    "all but lessons": Measures(nudges=True, help=True, offer=True),
    "all but the offer": Measures(nudges=True, help=True, lessons=True),
}
ASIDE = ("nudges", "cases", "asked to leave", "offers", "left")


@dataclass(frozen=True)
class Trial:
    """What a test says of the answers within 72 hours, and what is true of the same people and needs.

    `opt_outs` of `people` who were nudged; `speaks` is the evidence against going on, `stopped` whether it
    was enough.
    """

    found: Interval
    truth: float
    people: int
    opt_outs: int
    speaks: float
    stopped: bool


def run(
    given: Assumptions, measures: Measures, *, seed: int = SEED, key: bytes = b"", share: int = 0
) -> History:
    """Play one history; the same seed draws the same people, needs and chances for all measures."""
    chance, cadence = Chance(seed), Cadence()
    needs = draw(given, chance, cadence)
    return Play(given, measures, chance, cadence, key=key, share=share).play(needs)


def trial(given: Assumptions, with_all: History, without: History, *, seed: int = SEED) -> Trial:
    """Let a test run in which a share is held out, and compare its verdict with the truth."""
    key = key_of(f"{seed}".encode())
    tried = run(given, VARIANTS["everything"], seed=seed, key=key, share=SHARE)
    arms: dict[Arm, dict[str, list[bool]]] = {Arm.NUDGED: defaultdict(list), Arm.HELD_OUT: defaultdict(list)}
    for item in tried.items:
        person = item.freelancer.id
        arms[arm_of(key, "programme", SHARE, person)][person].append(in_time(item))
    sums = {arm: Sums.of((len(hits), sum(hits)) for hits in people.values()) for arm, people in arms.items()}
    found = difference(sums[Arm.NUDGED], sums[Arm.HELD_OUT])
    assert found is not None
    limits, people = Experiment(), len(tried.nudged)
    watched = [
        Watched(Guardrail.OPT_OUT, people, len(tried.opted_out), limits.most_opt_outs),
        Watched(Guardrail.COMPLAINT, people, len(tried.complained), limits.most_complaints),
    ]
    speaks = evidence(people, len(tried.opted_out), limits.most_opt_outs)
    truth = answered_in_time(with_all.items) - answered_in_time(without.items)
    return Trial(found, truth, people, len(tried.opted_out), speaks, crossed(watched) is not None)


def in_time(item: Item) -> bool:
    """Tell whether an item was answered within 72 hours."""
    waiting = item.waiting
    if waiting.ended_at is None or waiting.ended_for not in REPLIES:
        return False
    return waiting.ended_at - waiting.since <= IN_TIME


def answered_in_time(items: Iterable[Item]) -> float:
    """Return the share of items that were answered within 72 hours."""
    told = [in_time(item) for item in items]
    return sum(told) / len(told)


def bands(history: History, given: Assumptions) -> Counter[Band]:
    """Return how many freelancers are shown with which responsiveness when all is over."""
    now = BEGINS + given.weeks * 7 * DAY + FOLLOWED
    assert now - BEGINS < WINDOW
    first: dict[str, list[Occasion]] = defaultdict(list)
    for item in history.items:
        waiting = item.waiting
        first[item.freelancer.id].append(Occasion(waiting.since, waiting.ended_at, waiting.ended_for))
    return Counter(figure(occasions, now).band for occasions in first.values())


def report(say: Callable[[str], object], given: Assumptions | None = None, seed: int = SEED) -> None:
    """Print the funnel of each variant, what a test would say, and the assumptions under all of it."""
    given = given or Assumptions()
    say("A simulation: it follows from the assumptions below, and nothing in it was measured.\n\n")
    histories = {name: run(given, measures, seed=seed) for name, measures in VARIANTS.items()}
    say(f"{'of ' + str(given.needs) + ' needs, with':20}{''.join(f'{stage:>11}' for stage in FUNNEL[1:])}")
    say(f"{''.join(f'{each:>15}' for each in ASIDE)}\n")
    for name, history in histories.items():
        say(f"{name:20}")
        say("".join(f"{history.counts[stage] / given.needs:>11.1%}" for stage in FUNNEL[1:]))
        say("".join(f"{history.counts[each]:>15}" for each in ASIDE) + "\n")
    say(f"\n{'freelancers shown as':20}{''.join(f'{band:>18}' for band in Band)}\n")
    for name in ("nothing", "everything"):
        shown = bands(histories[name], given)
        say(f"{name:20}{''.join(f'{shown[band]:>18}' for band in Band)}\n")
    tried = trial(given, histories["everything"], histories["all but nudges"], seed=seed)
    found = tried.found
    say(f"\nA test that holds out {SHARE / 1000:.0%} says that nudges bring {found.value:+.1%} more answers ")
    say(f"within 72 hours (95 %: {found.low:+.1%} to {found.high:+.1%}); true here: {tried.truth:+.1%}.\n")
    say(f"Of {tried.people} people nudged {tried.opt_outs} refused, ")
    say(f"which speaks {tried.speaks:.2g} to 1 for too many, ")
    say(f"{'stopped' if tried.stopped else 'went on'}.\n\nAssumed:\n")
    for each in fields(given):
        say(f"  {each.name} = {getattr(given, each.name)}\n")
    say(f"  seed = {seed}\n")
