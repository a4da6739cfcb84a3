"""Random weeks of several people in five zones, over REST and a real database: what leaves is what may.

What ought to wait is kept here once more, in a few lines, and every nudge that leaves is held against it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_asyncio import fixture

from anteroom.app import WORKER
from anteroom.clock import SetClock
from anteroom.nudges.actions import take_due
from nudges.silent_world import Silent, silent
from nudges.test_cadence import FREE

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
NUMBERS = count(1)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Riyadh", "America/Sao_Paulo")
HOUR = timedelta(hours=1)
PAIRS = 3
pairs = st.integers(0, PAIRS - 1)
happens = st.one_of(
    st.tuples(st.just("client writes"), pairs),
    st.tuples(st.just("client writes"), pairs),
    st.tuples(st.just("freelancer writes"), pairs),
    st.tuples(st.just("invite"), pairs, st.integers(3, 12)),
    st.tuples(st.just("answer"), pairs, st.sampled_from(("accepted", "declined", "tentative"))),
    st.tuples(st.just("cancel"), pairs),
    st.tuples(st.just("archive"), pairs),
    st.tuples(st.just("refuse"), pairs),
    st.tuples(st.just("away"), pairs, st.integers(1, 100)),
    st.tuples(st.just("move"), pairs, st.sampled_from(ZONES)),
)
steps = st.lists(st.tuples(happens, st.integers(1, 90)), min_size=8, max_size=14)


@dataclass
class Pair:
    """One proposal of Maya's, and its freelancer; what ought to wait for whom, and since when."""

    proposal: str
    freelancer: str
    zone: str
    waits: dict[str, datetime] = field(default_factory=dict)
    interview: str = ""
    starts_at: datetime | None = None
    refused: bool = False
    away: datetime | None = None
    dead: bool = False
    client_wrote: bool = False


class Weeks:
    """What happens to three pairs, and what left to whom."""

    def __init__(self, here: Silent, first: str) -> None:
        self.here, self.clock = here, here.clock
        number = next(NUMBERS)
        at = ZONES.index(first)
        self.pairs = [
            Pair(f"w-{number}-{each}", f"m-{number}-{each}", ZONES[(at + each) % len(ZONES)])
            for each in range(PAIRS)
        ]
        self.seen = len(here.counted.sent)
        self.left: dict[str, list[datetime]] = {}
        self.about: Counter[str] = Counter()

    async def begin(self) -> None:
        """Let the marketplace tell of them."""
        for pair in self.pairs:
            await self.live_in(pair, pair.zone)
            self.here.proposal = pair.proposal
            await self.here.tell("active", freelancer=pair.freelancer)

    async def live_in(self, pair: Pair, zone: str) -> None:
        """Let the marketplace tell where a freelancer lives."""
        pair.zone = zone
        body = {"role": "freelancer", "display_name": "Kofi", "time_zone": zone}
        await self.here.ok("PUT", f"/v1/members/{pair.freelancer}", body)

    async def happen(self, step: tuple[Any, ...]) -> None:
        """Let something happen, here and there."""
        pair, now = self.pairs[step[1]], self.clock.now()
        self.here.proposal = pair.proposal
        match step:
            case ("client writes", _):
                await self.here.write("m-maya")
                pair.waits.pop("message of freelancer", None)
                if not pair.dead:
                    pair.waits.setdefault("message", now)
                pair.client_wrote = True
            case ("freelancer writes", _):
                await self.here.write(pair.freelancer)
                pair.waits.pop("message", None)
                if pair.client_wrote and not pair.dead:
                    pair.waits.setdefault("message of freelancer", now)
            case ("invite", _, days) if not pair.interview and not pair.dead:
                pair.interview = await self.here.invite(days)
                pair.starts_at = now + timedelta(days=days)
                pair.waits["invitation"] = now
                pair.waits.pop("message of freelancer", None)
            case ("answer", _, said) if pair.interview and pair.starts_at and now < pair.starts_at - HOUR:
                body = {"member": pair.freelancer, "answer": said}
                await self.here.ok("POST", f"/v1/interviews/{pair.interview}/answers", body)
                pair.waits.pop("invitation", None)
                pair.waits.pop("message", None)
            case ("cancel", _) if pair.interview and pair.starts_at and now < pair.starts_at - HOUR:
                await self.here.ok("POST", f"/v1/interviews/{pair.interview}/cancel", {"member": "m-maya"})
                pair.interview = ""
                pair.waits.pop("invitation", None)
                pair.waits.pop("message of freelancer", None)
            case ("archive", _):
                await self.here.tell("archived", freelancer=pair.freelancer)
                pair.dead, pair.interview = True, ""
                pair.waits.clear()
            case ("refuse", _):
                pair.refused = True
                await self.wishes(pair)
            case ("away", _, hours):
                pair.away = now + timedelta(hours=hours)
                await self.wishes(pair)
            case ("move", _, zone):
                await self.live_in(pair, zone)
            case _:
                pass  # what cannot happen now: two interviews at once, an answer to none

    async def wishes(self, pair: Pair) -> None:
        """Let the marketplace tell what a freelancer wants."""
        body = {"wanted": not pair.refused, "away_until": pair.away.isoformat() if pair.away else None}
        await self.here.ok("PUT", f"/v1/members/{pair.freelancer}/nudges", body)

    async def pass_time(self, hours: int) -> None:
        """Let time pass, and the house look at odd moments; hold what leaves against what may."""
        until = self.clock.now() + timedelta(hours=hours)
        while self.clock.now() < until:
            self.clock.set(min(until, self.clock.now() + timedelta(minutes=307)))
            await take_due(self.here.world.house)
            await self.here.world.app[WORKER].drain()
            await self.look()

    async def look(self) -> None:
        """Hold every nudge that left against what ought to wait."""
        fresh, self.seen = self.here.counted.sent[self.seen :], len(self.here.counted.sent)
        for at, data in fresh:
            async with self.here.world.house.database.connection() as conn:
                row = await conn.fetchrow(
                    """select waiting.*, proposal.external_id as proposal, member.external_id as who
                    from waiting join proposal on proposal.id = proposal_id
                    join member on member.person_id = waiting.person_id where waiting.id = $1""",
                    data["waiting"],
                )
            assert row is not None
            pair = next((each for each in self.pairs if each.proposal == row["proposal"]), None)
            if pair is None:
                continue  # of the weeks before these
            self.judge(pair, row["kind"], row["who"], at)
            self.about[data["waiting"]] += 1
            assert self.about[data["waiting"]] <= 2
            self.left.setdefault(row["who"], []).append(at)

    def judge(self, pair: Pair, kind: str, who: str, at: datetime) -> None:
        """Raise AssertionError unless this nudge may leave to this person at this moment."""
        mine = who == pair.freelancer
        since = pair.waits.get(kind if mine else f"{kind} of freelancer")
        assert since is not None, f"{kind} of {pair.proposal} does not wait for {who}"
        assert at - since >= timedelta(hours=24)
        zone = pair.zone if mine else "Europe/Berlin"
        there = at.astimezone(ZoneInfo(zone))
        assert 9 <= there.hour < 18, there
        assert there.weekday() not in FREE[zone], there
        if mine:
            assert not pair.refused
            assert pair.away is None or pair.away <= at
        if kind == "invitation":
            assert pair.starts_at is not None
            assert at < pair.starts_at
        before = [each for each in self.left.get(who, []) if at - each < timedelta(days=7)]
        assert len(before) < 3
        assert all(at - each >= timedelta(hours=24) for each in before)


@fixture
async def here(clock: SetClock) -> AsyncIterator[Silent]:
    """A quiet world, shortly before the clocks change in Berlin and then in New York."""
    clock.set(datetime(2026, 10, 20, 9, 0, tzinfo=UTC))
    async with silent(clock) as opened:
        yield opened


@settings(
    max_examples=100 if SOAK else 6,
    derandomize=not SOAK,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    # Not shrunk: the clock of one world goes on from example to example.
    phases=[Phase.explicit, Phase.generate],
)
@given(first=st.sampled_from(ZONES), history=steps)
async def test_in_any_history_only_what_may_leave_leaves(
    here: Silent, first: str, history: list[tuple[tuple[Any, ...], int]]
) -> None:
    weeks = Weeks(here, first)
    await weeks.begin()
    for step, hours in history:
        await weeks.happen(step)
        await weeks.pass_time(hours)


async def test_in_quiet_weeks_each_of_five_is_reminded_twice_in_the_own_daytime(here: Silent) -> None:
    """Four weeks over two changes of the clock: Maya writes to five freelancers, and nobody answers."""
    weeks = Weeks(here, ZONES[0])
    weeks.pairs += [Pair("w-x-4", "m-x-4", ZONES[3]), Pair("w-x-5", "m-x-5", ZONES[4])]
    await weeks.begin()
    for pair in weeks.pairs:
        await weeks.happen(("client writes", weeks.pairs.index(pair)))
    await weeks.pass_time(28 * 24)
    assert {who: len(left) for who, left in weeks.left.items()} == {
        each.freelancer: 2 for each in weeks.pairs
    }
    assert len(here.told("case.opened")) == 5
