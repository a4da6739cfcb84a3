"""Too many of those who are nudged refuse: sending stops by itself, loudly, and help for clients goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
from pytest_asyncio import fixture

from anteroom.app import TIMEKEEPER
from anteroom.clock import SetClock
from anteroom.experiment.assignment import Arm
from anteroom.nudges.address import named_by
from anteroom.nudges.opt_out import opt_out
from anteroom.sandbox.world import World
from anteroom_marketplaces.http import HttpMarketplace
from deployment import world
from experiment.stage import Letters, Stage, one_click, staged
from heart.texts_told import ledger, told

PEOPLE = 16
SEED = 20261122
"""By which the arms are drawn, so that neither is ever empty by chance."""


@fixture
async def nudging(clock: SetClock) -> AsyncIterator[tuple[Stage, Letters]]:
    """Sixteen freelancers, of whom half or so are held out of a test."""
    letters = Letters()
    async with world(clock=clock, seed=SEED, work=False, integrations=[HttpMarketplace(), letters]) as here:
        yield await staged(here, PEOPLE), letters


async def ready(here: World) -> str:
    """What /readyz says of nudges."""
    async with aiohttp.ClientSession() as session, session.get(f"{here.url}/readyz") as answer:
        return " by ".join((await answer.json())["nudges"].values()).removesuffix(" by ")


async def test_what_was_on_its_way_does_not_leave_once_sending_is_stopped(
    nudging: tuple[Stage, Letters], clock: SetClock
) -> None:
    stage, letters = nudging
    await stage.write(stage.freelancers[:2])
    await stage.world.settle()
    clock.advance(timedelta(hours=25))
    await stage.world.app[TIMEKEEPER].step()
    assert len(await ledger(stage.world, "nudge.sent")) == 2
    await stage.begin("stopped", share=0)
    await stage.world.settle()
    assert letters.arrived == {}


async def test_it_holds_out_and_stops_and_helps_whatever_is_tried(
    nudging: tuple[Stage, Letters], clock: SetClock
) -> None:
    """One history of two weeks: nudges to one arm alone, refusals, the stop, and everybody's help."""
    stage, letters = nudging
    here = stage.world
    assert await ready(here) == "untried"
    await stage.begin()
    assert await ready(here) == "test by t-12"
    arms = await stage.arms()
    await stage.write(stage.freelancers)
    for _ in range(5):
        clock.advance(timedelta(hours=6))
        await here.settle()
    assert sorted(letters.arrived) == sorted(arms[Arm.NUDGED])
    held_out = {each["why"] for each in told(here, "nudge.suppressed")}
    assert held_out == {"held_out"}

    # Where hundreds are nudged one refusal is nothing; of eight people, five are too many.
    refusing = arms[Arm.NUDGED][:5]
    await one_click(letters.arrived[refusing[0]][0])
    clock.advance(timedelta(minutes=11))
    await here.settle()
    assert await ready(here) == "test by t-12"
    for each in refusing[1:]:
        await one_click(letters.arrived[each][0])
    clock.advance(timedelta(minutes=11))
    await here.settle()
    assert await ready(here) == "stopped by guardrail"
    (said,) = await ledger(here, "experiment.stopped")
    assert (said["reason"], said["happened"], said["people"]) == ("opt_out", 5, len(arms[Arm.NUDGED]))
    assert [each["reason"] for each in told(here, "experiment.stopped")] == ["opt_out"]
    guarded = {each["guardrail"]: each for each in (await stage.results(1))["guarded"]}
    assert guarded["opt_out"]["evidence"] >= guarded["opt_out"]["stops_at"]

    before = {name: len(links) for name, links in letters.arrived.items()}
    for _ in range(24):
        clock.advance(timedelta(hours=6))
        await here.settle()
    assert {name: len(links) for name, links in letters.arrived.items()} == before
    assert "halted" in {each["why"] for each in told(here, "nudge.suppressed")}
    # The client who waits is helped in either arm, and also once sending was stopped.
    assert len(told(here, "case.opened")) == PEOPLE
    compared = {each["measure"]: each for each in (await stage.results(1))["compared"]}
    assert compared["opted_out"]["nudged"]["hits"] == 5
    assert compared["opted_out"]["held_out"]["hits"] == 0

    # People let it go on, and say why. Whoever refused is asked no more; four who call it spam are too many.
    await stage.begin("programme", share=10)
    assert await ready(here) == "programme by t-12"
    await stage.answer(stage.freelancers)
    clock.advance(timedelta(minutes=1))
    await stage.write(stage.freelancers, "two")
    for _ in range(8):
        clock.advance(timedelta(hours=6))
        await here.settle()
    again = {name for name, links in letters.arrived.items() if len(links) > before.get(name, 0)}
    assert again == set(stage.freelancers) - set(refusing) - set((await stage.arms(10))[Arm.HELD_OUT])
    async with here.house.database.transaction() as conn:
        for each in sorted(again)[:4]:
            named = await named_by(conn, letters.arrived[each][-1].rpartition("/")[2])
            assert named is not None
            assert await opt_out(conn, here.house, named, "complaint")
    clock.advance(timedelta(minutes=11))
    await here.settle()
    assert await ready(here) == "stopped by guardrail"
    assert [each["reason"] for each in told(here, "experiment.stopped")] == ["opt_out", "complaint"]
