"""The guard beside what one would use instead: how many messages a second, how late, and what each finds.

Everything reads the same traffic in one process, pinned to one core. Speeds are of CPU time; what is promised
is the ratio to Presidio. Speed and lateness by themselves stand beside what we aim at and decide nothing:
they say as much about the machine. The guard builds its tables while it reads: it is measured as a service
has it that has run for a while, on messages that it has not met, and what the first ones cost stands apart.
"""

from __future__ import annotations

import cProfile
import os
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from anteroom.guard import Context, Guard
from anteroom.guard.prefilter import triggers
from anteroom.guard.texts.views import folded
from bench.guard_peers import Peer, Span, found, missing
from bench.pairs import PAIRS, Result
from bench.traffic import CLASSES, LENGTH, Message, messages

AIM_PER_SECOND: Final = 20_000
AIM_P99: Final = 0.003  # seconds
AT_LEAST: Final = 50
_AGAINST: Final = "presidio-analyzer"
_TURN: Final = 200  # messages that both of a pair read
_COUNTED: Final = 3_000
_WARM: Final = 6_000  # messages that the guard has read before it is timed
_FIRST: Final = 1_000  # of these, the ones that are timed as a new process has them
_CONTEXT: Final = Context(countries=("US", "GB"))
_GUARD: Final = Guard()
_SURE: Final = 0.6  # from here on the guard takes out what it found; below it warns


@dataclass(frozen=True, slots=True)
class Lateness:
    """CPU seconds for one message of 200 characters: the middle one, the 99th of a hundred, the latest."""

    median: float
    p99: float
    latest: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Found:
    """What one tool finds: the share of each class of `CLASSES`, and of ordinary messages that it marks."""

    name: str
    shares: dict[str, float]
    ordinary: float


@cache
def first() -> float:
    """Messages a second of the first thousand that this process reads; others follow, untimed."""
    with _one_core():
        traffic = messages(_WARM, seed=8)
        rate = _rate(_inspect, traffic[:_FIRST])
        for message in traffic[_FIRST:]:
            _inspect(message.text)
    return rate


def results() -> list[Result]:
    """The guard and each peer in pairs, both on the same messages, other ones at each turn."""
    first()
    with _one_core():
        traffic = messages(_TURN * (PAIRS + 1))
        return [_beside(peer, traffic) for peer in found()]


def lateness() -> Lateness:
    """How long single messages take, each timed by itself."""
    first()
    with _one_core():
        spent = []
        for message in messages(_COUNTED, seed=7):
            began = time.process_time_ns()
            _inspect(message.text)
            spent.append((time.process_time_ns() - began) / 1e9)
    hundredths = statistics.quantiles(spent, n=100)
    return Lateness(statistics.median(spent), hundredths[98], max(spent), len(spent) / sum(spent))


def finds() -> list[Found]:
    """What each tool finds in the same traffic; any overlap with the revealing words counts."""
    traffic, guard = messages(_COUNTED, seed=9), Guard()
    read = {message.text: guard.inspect(message.text, _CONTEXT).findings for message in traffic}

    def warned(text: str) -> list[Span]:
        return [(each.start, each.end) for each in read[text]]

    def hidden(text: str) -> list[Span]:
        return [(each.start, each.end) for each in read[text] if each.score >= _SURE]

    ours = [_found("guard, found", warned, traffic), _found("guard, taken out", hidden, traffic)]
    # The peers read fewer of the ordinary ones: some are slow.
    fewer = [m for m in traffic if m.carries] + [m for m in traffic if not m.carries][: _COUNTED // 3]
    return [*ours, *(_found(peer.name, peer.find, fewer) for peer in found())]


def where_the_time_goes() -> list[tuple[str, float]]:
    """Shares of the time by file, most first; the profiler itself makes small calls weigh too much."""
    guard, traffic = Guard(), [message.text for message in messages(_COUNTED // 2, seed=10)]
    for text in traffic[:500]:
        guard.inspect(text, _CONTEXT)
    profile = cProfile.Profile()
    profile.enable()
    for text in traffic:
        guard.inspect(text, _CONTEXT)
    profile.disable()
    shares: defaultdict[str, float] = defaultdict(float)
    for entry in profile.getstats():
        file = entry.code if isinstance(entry.code, str) else entry.code.co_filename
        shares[_part(file)] += entry.inlinetime
    whole = sum(shares.values())
    return [(part, own / whole) for part, own in sorted(shares.items(), key=lambda each: -each[1])[:9]]


def pulled() -> list[tuple[str, float]]:
    """Shares of ordinary messages that pull each trigger, and that pull any; most first."""
    ordinary = [message.text for message in messages(_COUNTED, seed=11) if not message.carries]
    found = [triggers(folded(text).text) for text in ordinary]
    counts = Counter(trigger.value for each in found for trigger in each)
    counts["any of them"] = sum(map(bool, found))
    return [(name, count / len(ordinary)) for name, count in counts.most_common()]


def report(say: Callable[[str], object]) -> None:
    """Print what the table of ratios has no room for."""
    if wanting := missing():
        say(
            f"Not measured, since not installed: {', '.join(wanting)}. `make bench` installs them (600 MB);\n"
        )
        say("by hand: pip install --constraint constraints.txt --editable '.[bench]'\n\n")
    late = lateness()
    say(f"The guard on messages of {LENGTH} characters, one core, CPU time\n")
    fast, prompt = late.per_second >= AIM_PER_SECOND, late.p99 < AIM_P99
    _line(say, "messages a second", f"{late.per_second:,.0f}", f"{AIM_PER_SECOND:,}", fast)
    say(f"{'of the first thousand':24}{first():>12,.0f}\n")
    _line(say, "p99", f"{late.p99 * 1e3:.2f} ms", f"{AIM_P99 * 1e3:.0f} ms", prompt)
    say(f"{'median, latest':24}{late.median * 1e6:.0f} µs, {late.latest * 1e3:.2f} ms\n\n")
    say(f"{'where the time goes':24}share\n")
    for part, share in where_the_time_goes():
        say(f"{part:24}{share:>5.0%}\n")
    say(f"\n{'ordinary messages that':24}share\n")
    for trigger, share in pulled():
        say(f"pull: {trigger:21}{share:>6.1%}\n")
    table = finds()
    say(f"\n{'what each finds':26}{''.join(f'{each.name:>19}' for each in table)}\n")
    for name in CLASSES:
        say(f"{name:26}{''.join(f'{each.shares[name]:>19.0%}' for each in table)}\n")
    say(f"{'ordinary, marked anyway':26}{''.join(f'{each.ordinary:>19.1%}' for each in table)}\n")


def _line(say: Callable[[str], object], name: str, measured: str, aim: str, kept: bool) -> None:
    say(f"{name:24}{measured:>12}   aim {aim}{'' if kept else '  NOT REACHED'}\n")


def _beside(peer: Peer, traffic: list[Message]) -> Result:
    turns = [traffic[n * _TURN : (n + 1) * _TURN] for n in range(PAIRS + 1)]

    pairs = [(_rate(_inspect, turn), _rate(peer.find, turn)) for turn in turns][1:]  # the first warms both
    return Result(
        "guard, 200 characters",
        statistics.median(ours for ours, _ in pairs),
        peer.name,
        statistics.median(theirs for _, theirs in pairs),
        statistics.median(ours / theirs for ours, theirs in pairs),
        AT_LEAST if peer.name == _AGAINST else 0,
    )


def _inspect(text: str) -> object:
    return _GUARD.inspect(text, _CONTEXT)


def _rate(read: Callable[[str], object], turn: list[Message]) -> float:
    began = time.process_time()
    for message in turn:
        read(message.text)
    return len(turn) / (time.process_time() - began)


def _found(name: str, find: Callable[[str], list[Span]], traffic: list[Message]) -> Found:
    hits: Counter[str] = Counter()
    sent = Counter(message.carries for message in traffic)
    for message in traffic:
        spans = find(message.text)
        if message.carries:
            hits[message.carries] += any(start < message.end and message.start < end for start, end in spans)
        else:
            hits[""] += bool(spans)
    shares = {carries: hits[carries] / sent[carries] for carries in CLASSES}
    return Found(name, shares, hits[""] / sent[""])


def _part(file: str) -> str:
    path = Path(file)
    for library in ("re2", "phonenumbers", "tldextract", "idna"):
        if library in path.parts or path.stem == library:
            return library
    return path.name if "guard" in path.parts else "built in, other"


@contextmanager
def _one_core() -> Iterator[None]:
    """Pin this process to one of its cores, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
