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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anteroom.guard import Context, Guard
from anteroom.guard.prefilter import triggers
from anteroom.guard.texts.views import folded
from bench.asked import Asked
from bench.guard_peers import Peer, Span, found, missing
from bench.pairs import FEW_PAIRS, PAIRS, beside
from bench.table import Beside, Figure, Ratio, Table, Unit
from bench.traffic import CLASSES, LENGTH, Message, messages

AIM_PER_SECOND: Final = 20_000
AIM_P99: Final = 0.003  # seconds
AT_LEAST: Final = 50
MESSAGE: Final = f"a message of {LENGTH} characters"
_AGAINST: Final = "presidio-analyzer"
_COUNTED: Final = 3_000
_CONTEXT: Final = Context(countries=("US", "GB"))
_GUARD: Final = Guard()
_SURE: Final = 0.6  # from here on the guard takes out what it found; below it warns


@dataclass(frozen=True, slots=True)
class Extent:
    """How many messages are read: to warm, of these timed as the first, in a turn, and one by one."""

    warm: int
    first: int
    turn: int
    counted: int
    pairs: int


WHOLE: Final = Extent(6_000, 1_000, 200, _COUNTED, PAIRS)
SAMPLE: Final = Extent(1_000, 200, 50, 500, FEW_PAIRS)


@dataclass(frozen=True, slots=True)
class Lateness:
    """CPU seconds for one message of 200 characters: the middle one, the 99th of a hundred, the mean."""

    median: float
    p99: float
    mean: float


@dataclass(frozen=True, slots=True)
class Found:
    """What one tool finds: the share of each class of `CLASSES`, and of ordinary messages that it marks."""

    name: str
    shares: dict[str, float]
    ordinary: float


def run(table: Table, asked: Asked) -> None:
    """Measure beside each peer, both of a pair on the same messages, other ones at each turn; then alone.

    Beside the first peer the guard has met none of them; beside the others it meets the same once more.
    """
    extent = SAMPLE if asked.sample else WHOLE
    if wanting := missing():
        table.note(
            f"guard: not installed: {', '.join(wanting)}. `make bench` installs them (830 MB); by hand: "
            "pip install --constraint constraints.txt --editable '.[bench]'\n"
        )
    with _one_core():
        a_first = _first(extent)
        turns = messages(extent.turn * (extent.pairs + 1))
        parts = [turns[at : at + extent.turn] for at in range(0, len(turns), extent.turn)]
        _rate(_inspect, parts[0])
        for peer in found():
            _rate(peer.find, parts[0])
            table.add(_beside(peer, parts[1:]))
        for name in missing():
            table.add(_without(name, parts[1:]))
        late = _lateness(extent)
    table.add(Figure("guard", MESSAGE, late.mean, 1 / AIM_PER_SECOND, Unit.RATE))
    table.add(Figure("guard", f"{MESSAGE}, of a process's first {extent.first:,}", a_first, None, Unit.RATE))
    table.add(Figure("guard", f"{MESSAGE}, the middle one", late.median))
    table.add(Figure("guard", f"{MESSAGE}, 99 of 100 within", late.p99, AIM_P99))
    if asked.whole_and_alone:
        _tell(table)


def _first(extent: Extent) -> float:
    """Return CPU seconds for each of the first messages that this process reads; others follow, untimed."""
    traffic = messages(extent.warm, seed=8)
    spent = _rate(_inspect, traffic[: extent.first])
    for message in traffic[extent.first :]:
        _inspect(message.text)
    return spent


def _lateness(extent: Extent) -> Lateness:
    """Return how long single messages take, each timed by itself."""
    spent = []
    for message in messages(extent.counted, seed=7):
        began = time.process_time_ns()
        _inspect(message.text)
        spent.append((time.process_time_ns() - began) / 1e9)
    hundredths = statistics.quantiles(spent, n=100)
    return Lateness(statistics.median(spent), hundredths[98], statistics.mean(spent))


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


def _tell(table: Table) -> None:
    """Print what the table has no room for: where the time goes, and what each tool finds."""
    say = table.say
    say(f"\n{'where the time goes':24}share\n")
    for part, share in where_the_time_goes():
        say(f"{part:24}{share:>5.0%}\n")
    say(f"\n{'ordinary messages that':24}share\n")
    for trigger, share in pulled():
        say(f"pull: {trigger:21}{share:>6.1%}\n")
    tools = finds()
    say(f"\n{'what each finds':26}{''.join(f'{each.name:>19}' for each in tools)}\n")
    for name in CLASSES:
        say(f"{name:26}{''.join(f'{each.shares[name]:>19.0%}' for each in tools)}\n")
    say(f"{'ordinary, marked anyway':26}{''.join(f'{each.ordinary:>19.1%}' for each in tools)}\n")


def _beside(peer: Peer, parts: Sequence[list[Message]]) -> Beside:
    pairs = []
    for number, part in enumerate(parts):
        if number % 2:
            theirs, ours = _rate(peer.find, part), _rate(_inspect, part)
        else:
            ours, theirs = _rate(_inspect, part), _rate(peer.find, part)
        pairs.append((ours, theirs))
    bound = AT_LEAST if peer.name == _AGAINST else None
    return beside("guard", MESSAGE, peer.name, pairs, Ratio.AS_FAST, bound, Unit.RATE)


def _without(name: str, parts: Sequence[list[Message]]) -> Beside:
    """Return the row of a peer that is not installed."""
    ours = statistics.median(_rate(_inspect, part) for part in parts)
    bound = AT_LEAST if name == _AGAINST else None
    return Beside("guard", MESSAGE, ours, name, None, None, Ratio.AS_FAST, bound, 0, Unit.RATE)


def _inspect(text: str) -> object:
    return _GUARD.inspect(text, _CONTEXT)


def _rate(read: Callable[[str], object], turn: list[Message]) -> float:
    """Return CPU seconds for each message."""
    began = time.process_time()
    for message in turn:
        read(message.text)
    return (time.process_time() - began) / len(turn)


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
