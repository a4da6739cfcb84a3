"""The relay beside coturn: CPU time for each packet it carries, over UDP and TCP, turn by turn.

Both carry the same packets between the same clients in the same run. coturn is locked as in docs/relay.md,
but for its bound on what one client may send; ours has that bound, set so high that it bounds nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import statistics
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace

from anteroom.rooms.relay.caller import CallerRefused, Transport
from anteroom.rooms.relay.process import RelayProcess
from bench.asked import Asked
from bench.coturn import running_coturn
from bench.pairs import FEW_PAIRS, PART, beside, in_turn
from bench.relay_pairs import OCTETS, Carried, Relay, carry, pairs
from bench.table import Beside, Ratio, Table

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


class NotMeasured(Exception):
    """A relay's calls broke off at every try; says which relay's, under what load, and by what."""


def run(table: Table, asked: Asked) -> None:
    """Measure each load. Raises NotMeasured where calls broke off, Unavailable or OSError without a relay."""
    turns = FEW_PAIRS if asked.sample else TURNS
    loads = [replace(load, rounds=load.rounds // PART) for load in LOADS] if asked.sample else LOADS
    asyncio.run(_measured(table, asked, loads, turns))


async def _measured(table: Table, asked: Asked, loads: Sequence[Load], turns: int) -> None:
    async with _ours() as ours:
        with _coturn() as theirs:
            if theirs is None:
                table.note("relay: coturn is not installed. On Debian: apt-get install coturn\n")
            measured = await asyncio.to_thread(
                lambda: [_beside(table, load, ours, theirs, turns) for load in loads]
            )
    if asked.alone:
        _tell(table, loads, measured)


def _tell(table: Table, loads: Sequence[Load], measured: Sequence[list[Carried]]) -> None:
    """Print what ours carried by the clock, which says as much of the machine, and how many calls that is."""
    table.say(f"\n{'by the clock':36}{'ours':>12}\n")
    for load, carried in zip(loads, measured, strict=True):
        a_second = statistics.median(each.arrived / each.seconds for each in carried)
        table.say(f"{load.name:36}{a_second:>10,.0f}/s\n")
    busy, idle = (
        int(1e6 / statistics.median(each.micros for each in carried) / CALL_PACKETS)
        for carried in measured[:2]
    )
    table.say(
        f"CPU time above is of the relay's process for a packet of {OCTETS} octets, in {PAIRS} calls at\n"
        f"once. A call of two at 1.2 Mbit/s each way is about {CALL_PACKETS} packets a second: one core\n"
        f"carries {busy} such calls by the first row, {idle} by the second.\n"
    )


def _beside(table: Table, load: Load, ours: Relay, theirs: Relay | None, turns: int) -> list[Carried]:
    """Measure one load, and return what ours carried."""
    measured = f"a packet, {load.name}"
    if theirs is None:
        alone = [_turn(table, load, ours) for _ in range(turns)]
        middle = statistics.median(each.micros for each in alone) / 1e6
        missing = Beside("relay", measured, middle, "coturn", None, None, Ratio.AS_FAST, AT_LEAST, turns)
        table.add(missing)
        return alone
    both = in_turn(turns, lambda: _turn(table, load, ours), lambda: _turn(table, load, theirs))
    spent = [(own.micros / 1e6, peer.micros / 1e6) for own, peer in both]
    table.add(beside("relay", measured, "coturn", spent, Ratio.AS_FAST, AT_LEAST))
    return [own for own, _ in both]


def _turn(table: Table, load: Load, relay: Relay) -> Carried:
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
            table.note(f"{told}; begun anew\n")
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
