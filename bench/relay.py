"""The relay beside coturn: CPU time for each packet it carries, over UDP and TCP, turn by turn.

Both carry the same packets between the same clients in the same run. coturn is locked as in docs/relay.md,
but for its bound on what one client may send; ours has that bound, set so high that it bounds nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import statistics
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from anteroom.errors import Unavailable
from anteroom.rooms.relay.caller import CallerRefused, Transport
from anteroom.rooms.relay.process import RelayProcess
from bench.coturn import running_coturn
from bench.relay_pairs import Carried, Relay, carry, pairs

SECRET = "a secret of the relay, measured"
PAIRS = 4
TURNS = 5
TRIES = 3
"""How often a turn is begun: on a machine that stands still for seconds calls break off, of either relay."""
AT_LEAST = 0.5
"""Of coturn's rate: promised."""

CALL_PACKETS = 400
"""A second, of a call of two: 150 with pictures (1.2 Mbit/s) and 50 with speech, each way."""


@dataclass(frozen=True, slots=True)
class Load:
    """How packets come: `burst` from each pair at once, `rounds` times, with rests of `pause` seconds."""

    name: str
    transport: Transport
    burst: int
    rounds: int
    pause: float


LOADS = (
    Load("UDP, as fast as it goes", "udp", 16, 300, 0),
    Load("UDP, one by one, as in few calls", "udp", 1, 300, 0.002),
    Load("TCP, as fast as it goes", "tcp", 16, 300, 0),
    Load("TCP, one by one, as in few calls", "tcp", 1, 300, 0.002),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """Medians of one load: microseconds a packet and packets a second; 0 where coturn is not installed."""

    load: Load
    ours: float
    ours_a_second: float
    theirs: float
    theirs_a_second: float
    ratio: float


class NotMeasured(Exception):
    """A relay's calls broke off at every try; says which relay's, under what load, and by what."""


def report(say: Callable[[str], object]) -> bool:
    """Measure and print; False where the promise is missed, or where nothing could be measured."""
    try:
        return asyncio.run(_report(say))
    except (NotMeasured, Unavailable, OSError) as broken:
        say(f"the relay could not be measured: {broken!r}\n")
        return False


async def _report(say: Callable[[str], object]) -> bool:
    async with _ours() as ours:
        with _coturn() as theirs:
            measured = await asyncio.to_thread(lambda: [_beside(say, load, ours, theirs) for load in LOADS])
    say(f"{'the relay, per packet of 1000 octets':36}{'ours':>18}{'coturn':>22}{'rate':>8}  promised\n")
    for each in measured:
        peer = (
            f"{each.theirs:>8.1f} µs {each.theirs_a_second:>8,.0f}/s"
            if each.theirs
            else f"{'not installed':>22}"
        )
        ratio = f"{each.ratio:>7.2f}×" if each.theirs else f"{'':>8}"
        missed = " MISSED" if each.theirs and each.ratio < AT_LEAST else ""
        say(
            f"{each.load.name:36}{each.ours:>7.1f} µs {each.ours_a_second:>8,.0f}/s{peer}{ratio}"
            f"  ≥ {AT_LEAST:.1f}×{missed}\n"
        )
    busy, idle = measured[0], measured[1]
    say(
        f"CPU time of the relay's process, medians of {TURNS} pairs of turns with {PAIRS} calls; /s is what "
        "arrived\nby the clock, with the senders on the same machine. A call of two at 1.2 Mbit/s each way "
        f"is about {CALL_PACKETS}\npackets a second: one core carries {_calls(busy)} such calls by the first "
        f"line, {_calls(idle)} by the second.\n\n"
    )
    return all(not each.theirs or each.ratio >= AT_LEAST for each in measured)


def _calls(measured: Beside) -> int:
    return int(1e6 / measured.ours / CALL_PACKETS)


def _beside(say: Callable[[str], object], load: Load, ours: Relay, theirs: Relay | None) -> Beside:
    turns: list[tuple[Carried, Carried | None]] = []
    for _ in range(TURNS):
        turns.append((_turn(say, load, ours), _turn(say, load, theirs) if theirs else None))
    both = [(own, peer) for own, peer in turns if peer is not None]
    return Beside(
        load,
        statistics.median(own.micros for own, _ in turns),
        statistics.median(own.arrived / own.seconds for own, _ in turns),
        statistics.median([peer.micros for _, peer in both] or [0]),
        statistics.median([peer.arrived / peer.seconds for _, peer in both] or [0]),
        statistics.median([peer.micros / own.micros for own, peer in both] or [0]),
    )


def _turn(say: Callable[[str], object], load: Load, relay: Relay) -> Carried:
    """Return one turn that went through; each that broke off is told. Raises NotMeasured."""
    for left in reversed(range(TRIES)):
        try:
            with pairs(relay, load.transport, PAIRS) as bound:
                carry(relay, bound, load.transport, rounds=10, burst=4)
                return carry(
                    relay, bound, load.transport, rounds=load.rounds, burst=load.burst, pause=load.pause
                )
        except (OSError, CallerRefused) as broken:
            told = f"{relay.name}, {load.name}: broke off by {broken!r}"
            if not left:
                raise NotMeasured(told) from broken
            say(f"{told}; begun anew\n")
    raise AssertionError("unreachable")


@contextlib.asynccontextmanager
async def _ours() -> AsyncIterator[Relay]:
    process = RelayProcess(secret=SECRET, control_secret=SECRET[::-1], seat_kilobits=1_000_000)
    await process.start()
    assert process.pid is not None
    try:
        yield Relay("ours", process.port, SECRET.encode(), process.pid)
    finally:
        await process.stop()


@contextlib.contextmanager
def _coturn() -> Iterator[Relay | None]:
    program = shutil.which("turnserver")
    if program is None:
        yield None
        return
    with running_coturn(program, SECRET) as (port, pid):
        yield Relay("coturn", port, SECRET.encode(), pid)
