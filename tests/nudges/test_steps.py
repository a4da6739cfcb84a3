"""From silence to a nudge, to another, and to people who help: over REST, with a clock of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.nudges.actions import take_due
from nudges.silent_world import Silent, silent

# Leo lives in São Paulo, three hours behind UTC in November 2026; Maya in Berlin, one before it.
WROTE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday, eleven in the morning for Leo."""


@fixture
async def here(clock: SetClock) -> AsyncIterator[Silent]:
    """A quiet world with people in it."""
    clock.set(WROTE)
    async with silent(clock) as opened:
        yield opened


async def test_a_message_is_followed_by_two_nudges_and_a_case(here: Silent) -> None:
    await here.write("m-maya")
    await here.pass_to(datetime(2026, 12, 4, 14, 0, tzinfo=UTC), every=timedelta(hours=4))
    assert [at.isoformat() for at, _ in here.counted.sent] == [
        "2026-11-24T14:00:00+00:00",
        "2026-11-26T14:00:00+00:00",
    ]
    assert [(each["kind"], each["step"]) for each in here.told("nudge.sent")] == [
        ("message", "1"),
        ("message", "2"),
    ]
    assert len(here.told("case.opened")) == 1


async def test_whoever_is_waited_for_everywhere_is_reminded_seldom(here: Silent) -> None:
    """Six clients' worth of silence within an hour: no two nudges within a day, nor four within a week."""
    for number in range(6):
        await here.begin()
        here.clock.set(WROTE + timedelta(minutes=10 * number))
        await here.write("m-maya")
    await here.pass_to(datetime(2026, 12, 11, 14, 0, tzinfo=UTC), every=timedelta(hours=5))
    left = [at for at, _ in here.counted.sent]
    assert len(left) >= 3
    assert all(other - one >= timedelta(hours=24) for one, other in pairwise(left))
    assert all(fourth - one >= timedelta(days=7) for one, fourth in zip(left, left[3:], strict=False))
    why = {each["why"] for each in here.told("nudge.suppressed")}
    assert why <= {"too_soon", "too_many", "late"}
    assert len(here.told()) == 12, "every step of each was taken or passed over, and told"
    assert len(here.told("case.opened")) == 6, "and help came for each"


async def test_what_keeps_nudges_from_somebody_is_told_and_help_comes_all_the_same(here: Silent) -> None:
    """Away, then refused; nowhere; and where there is no way to somebody."""
    nudges = "/v1/members/m-leo/nudges"
    await here.begin()
    await here.write("m-maya")
    await here.ok("PUT", nudges, {"away_until": (WROTE + timedelta(hours=52)).isoformat()})
    await here.pass_to(WROTE + timedelta(hours=53), every=timedelta(hours=5))
    assert [at for at, _ in here.counted.sent] == [WROTE + timedelta(hours=53)], "back, and it is day"
    await here.ok("PUT", nudges, {"wanted": False})
    await here.pass_to(WROTE + timedelta(days=5), every=timedelta(hours=10))
    assert [(each["step"], each["why"]) for each in here.told("nudge.suppressed")] == [("2", "opted_out")]

    await here.ok("PUT", "/v1/members/m-ana", {"role": "freelancer", "display_name": "Ana"})
    here.proposal = "p-nowhere"
    await here.tell("active", freelancer="m-ana")
    await here.write("m-maya")
    await here.pass_to(WROTE + timedelta(days=12), every=timedelta(hours=10))
    assert len(here.counted.sent) == 1, "at no hour do we know that it is day there"
    assert [(each["step"], each["why"]) for each in here.told("nudge.suppressed")[1:]] == [
        ("1", "no_zone"),
        ("2", "no_zone"),
    ]
    assert len(here.told("case.opened")) == 2


async def test_an_answer_at_the_last_moment_ends_it(here: Silent) -> None:
    await here.begin()
    await here.write("m-maya")
    here.clock.set(WROTE + timedelta(days=1) - timedelta(seconds=1))
    await here.world.settle()
    await here.write("m-leo")
    await here.pass_to(WROTE + timedelta(days=1, hours=2), every=timedelta(hours=1))
    assert here.counted.sent == []
    assert here.told() == [], "of what was answered in time nobody hears anything"


async def test_several_instances_at_once_send_one_nudge(here: Silent) -> None:
    """Five things wait for one person, and six instances look in the same second."""
    for number in range(5):
        await here.begin()
        here.clock.set(WROTE + timedelta(minutes=number))
        await here.write("m-maya")
    here.clock.set(WROTE + timedelta(days=1, hours=1))
    for _ in range(3):
        await asyncio.gather(*(take_due(here.world.house) for _ in range(6)))
    await here.world.settle()
    assert len(here.counted.sent) == 1
    assert len(here.told("nudge.sent")) == 1


async def test_one_that_fails_holds_up_no_other_and_is_tried_again(here: Silent) -> None:
    await here.begin()
    await here.write("m-maya")
    zone = {"role": "freelancer", "display_name": "Ana", "time_zone": "America/Sao_Paulo"}
    await here.ok("PUT", "/v1/members/m-ana", zone)
    here.proposal = "p-ana"
    await here.tell("active", freelancer="m-ana")
    here.clock.set(WROTE + timedelta(minutes=1))
    await here.write("m-maya")
    async with here.world.house.database.connection() as conn:
        leo = await conn.fetchval("select person_id from member where external_id = 'm-leo'")
    here.counted.broken_for = {leo}
    here.clock.set(WROTE + timedelta(days=1, minutes=1))
    with pytest.raises(ExceptionGroup):
        await here.world.settle()
    await here.world.settle()
    assert len(here.counted.sent) == 1, "Ana's; and Leo's is not tried again each second"
    here.counted.broken_for = set()
    here.clock.set(WROTE + timedelta(days=1, hours=2))
    await here.world.settle()
    assert len(here.counted.sent) == 2


async def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(here: Silent) -> None:
    await here.begin()
    await here.write("m-maya")
    here.clock.set(WROTE + timedelta(minutes=1))
    await here.write("m-leo")
    await here.pass_to(WROTE + timedelta(days=2), every=timedelta(hours=24))
    assert await here.ended() == [("message", "m-leo", "answered")]
    here.clock.set(WROTE + here.world.settings.nudges.keep + timedelta(days=1))
    await here.world.settle()
    assert await here.ended() == []
    assert await here.waits() == [("message", "m-maya")]
