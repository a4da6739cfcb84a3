"""Killed at any moment, the service loses nothing that it acknowledged and says nothing twice."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from random import Random

import pytest

from anteroom.sandbox.marketplace.faults import Fault
from anteroom.sandbox.twins import Twins
from faults.conftest import ROW, Stage
from faults.journey import Journey, Played
from faults.judge import Verdict, judge
from faults.keeper import Keeper
from faults.points import A_BAD_DAY, ALL, SAMPLE, Moment, Point
from service import Service

Record = Callable[[str, object], None]
EVERYTHING = os.environ.get("ANTEROOM_FAULTS") == "all"
"""As `make faults` sets it; what lands was killed at a few points only, for `make check` at one."""
POINTS = (
    ALL if EVERYTHING else (SAMPLE[0], *(pytest.param(each, marks=pytest.mark.heavy) for each in SAMPLE[1:]))
)
SLOW = 0.06
"""Seconds that every answer of the outside takes, so that there is something to interrupt."""


class Killer:
    """Kills the service from outside: at an arrival, or a random while after a step."""

    def __init__(self, service: Service, twins: Twins, moment: Moment | None = None) -> None:
        self._service = service
        self._twins = twins
        self._moment = moment
        self._task: asyncio.Task[None] | None = None

    def passed(self, step: str) -> None:
        """Hear that a step was acknowledged."""
        if self._moment is not None and step == self._moment.step:
            self._task = asyncio.create_task(self._after(self._moment))

    def watch(self, arrived: Callable[[Twins], bool]) -> None:
        """Kill it the moment this is so."""
        self._task = asyncio.create_task(self._when(arrived))

    async def done(self) -> None:
        """Return when it has killed, if it was to."""
        if self._task is not None:
            await self._task

    async def _after(self, moment: Moment) -> None:
        await asyncio.sleep(Random(moment.seed).uniform(0, moment.longest))
        self._service.kill()

    async def _when(self, arrived: Callable[[Twins], bool]) -> None:
        deadline = time.monotonic() + 60
        while not arrived(self._twins):
            assert time.monotonic() < deadline, "it has not arrived"
            await asyncio.sleep(0.002)
        self._service.kill()


def slow_down(twins: Twins) -> None:
    """Let every twin take its time between doing a thing and saying so."""
    twins.mailbox.post_office.slow(SLOW)
    twins.slack.slow("chat.postMessage", SLOW)
    twins.slack.slow("chat.update", SLOW)
    for place in ("webhooks", "cards"):
        twins.marketplace.faults.inject(place, Fault(status=200, hang=SLOW, kept=True), times=200)


def report(record: Record, name: str, keeper: Keeper, verdict: Verdict) -> None:
    """Keep a row for the table at the end."""
    counts = (verdict.arrived, verdict.known_again, verdict.inside, len(verdict.outside), len(verdict.lost))
    record(ROW, [name, keeper.deaths, *counts])


async def settled(service: Service, keeper: Keeper) -> None:
    """Return when nothing waits and nothing is held."""
    health = await keeper.acknowledged(service.quiet)
    assert health.held == 0, service.log


async def play(stage: Stage, point: Point) -> tuple[Verdict, Keeper]:
    """Play one interview, dying at this point."""
    twins = stage.twins
    doors = 120 if point.doors else 10
    async with Service(
        stage.folder, twins, stage.environ, stage.dsn, doors_open_before_minutes=doors
    ) as service:
        killer = Killer(service, twins, point.moment)
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn, point.arms) as keeper:
            await twins.marketplace.sync()
            journey = Journey(service, twins, stage.api_key, keeper, killer.passed)
            await journey.link()
            slow_down(twins)
            if point.arrived is not None:
                killer.watch(point.arrived)
            proposal = twins.cast.proposals[0]
            if point.doors:
                played = await journey.through_the_doors(proposal)
            else:
                played = await journey.whole(proposal, hasty=point.hasty)
            await killer.done()
            await keeper.died(point.deaths)
            await settled(service, keeper)
            return judge(twins, [played], keeper.under_way), keeper


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
async def test_it_loses_and_repeats_nothing_when_killed(
    stage: Stage, point: Point, record_property: Record
) -> None:
    verdict, keeper = await play(stage, point)
    report(record_property, point.name, keeper, verdict)

    assert verdict.faults == []
    assert keeper.deaths == point.deaths


@pytest.mark.heavy
async def test_it_survives_a_bad_day(stage: Stage, record_property: Record) -> None:
    """Six deaths in a row: what one left half done may be under way when the next one comes."""
    twins, played = stage.twins, list[Played]()
    async with Service(stage.folder, twins, stage.environ, stage.dsn) as service:
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn, A_BAD_DAY) as keeper:
            await twins.marketplace.sync()
            journey = Journey(service, twins, stage.api_key, keeper, lambda step: None)
            await journey.link()
            slow_down(twins)
            while keeper.deaths < len(A_BAD_DAY):
                assert len(played) < 6, f"{keeper.deaths} deaths only"
                played.append(await journey.whole(twins.cast.proposals[len(played) % 2]))
                await settled(service, keeper)
            await settled(service, keeper)
            verdict = judge(twins, played, keeper.under_way)
            report(record_property, "a bad day", keeper, verdict)

    assert verdict.faults == []
