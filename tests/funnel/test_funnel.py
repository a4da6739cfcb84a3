"""The funnel counts what a person with a pencil counts, whatever happens in which order; and names nobody."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_asyncio import fixture

import postgres
from anteroom.api.scopes import Scope
from anteroom.api.settings import Api
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.funnel.actions import count_all, count_news, funnel
from anteroom.funnel.model import LEAST, TEXTS, Measure
from anteroom.keys.actions import OPERATOR, make
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.world import World, open_world
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from callers.stage import uncapped
from deployment import MONDAY, settings
from funnel.histories import History, Key
from shared_relay import with_shared_relay

SEEDS = range(12) if os.environ.get("ANTEROOM_SOAK") == "1" else range(1)


@fixture
async def busy_world(clock: SetClock) -> AsyncIterator[World]:
    """A world in which nobody is kept from inviting or calling often."""
    randomness = SeededRandomness(11)
    chosen = replace(uncapped(settings(randomness)), sandbox=True, api=Api(1_000_000, 1_000_000))
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=10)
    try:
        async with open_world(
            with_shared_relay(chosen),
            database,
            clock,
            randomness,
            work=False,
            integrations=[HttpMarketplace()],
        ) as world:
            yield world
    finally:
        await database.close()
        await postgres.give_back(dsn)


async def summed(world: World) -> Counter[Key]:
    """All that stands in the daily numbers."""
    async with world.house.database.connection() as conn:
        rows = await conn.fetch("select day, plan, policy_row, measure, count from funnel_day")
    return Counter(
        {(row["day"], row["plan"], row["policy_row"], Measure(row["measure"])): row["count"] for row in rows}
    )


@pytest.mark.parametrize("seed", SEEDS)
async def test_it_counts_what_a_pencil_counts_at_any_time(
    busy_world: World, clock: SetClock, seed: int
) -> None:
    """Interviews, answers, contracts and releases come late, plans change: 120 things that happen, looked at
    three times, and then once more from nothing. It takes seconds, as many calls go over REST.
    """
    history = History(busy_world, clock, seed, pairs=10)
    await history.begin()
    for _ in range(3):
        await history.go_on(40)
        await count_all(busy_world.house)
        assert await summed(busy_world) == history.counted() + await history.texts()
    if seed == 0:
        assert {step for _, _, _, step in history.counted()} == set(Measure) - set(TEXTS)
    told = await summed(busy_world)
    async with busy_world.house.database.transaction() as conn:
        await conn.execute("delete from funnel_day")
        await conn.execute("insert into funnel_news (proposal_id) select id from proposal")
    await count_all(busy_world.house)
    assert await summed(busy_world) == told
    found = await funnel(busy_world.house, MONDAY.date(), clock.now().date() + timedelta(days=1))
    assert found.behind == 0
    whole: Counter[tuple[str, str, Measure]] = Counter()
    for (_, plan, row, measure), count in told.items():
        whole[plan, row, measure] += count
    assert {
        (each.plan, each.row, m): n.count for each in found.lines for m, n in each.counts.items()
    } == whole


async def test_it_tells_small_numbers_to_trust_people_alone(busy_world: World, clock: SetClock) -> None:
    """Five clients invite on three days; one day alone has too few of them, and so has every later step."""
    history = History(busy_world, clock, 3, pairs=10)
    await history.begin()
    for each in history.proposals:
        history.plans[each.client] = "basic"
        body = {"role": "client", "display_name": "Maya", "plan": "basic", "time_zone": "Europe/Berlin"}
        await history.api.put(f"/v1/members/{each.client}", body)
    for nth, each in enumerate(history.proposals[:5]):
        await history.invite(each)
        if nth in (1, 3):
            clock.advance(timedelta(days=1))
    await history.answer(history.proposals[0])
    await busy_world.settle()

    async def told(key: str, since: date, until: date) -> list[dict[str, object]]:
        status, said = await ApiClient(busy_world, key).get(f"/v1/funnel?since={since}&until={until}")
        assert status == 200, said
        return [{name: line[name] for name in ("invited", "answered", "hired")} for line in said["lines"]]

    secrets, day = busy_world.settings.secrets, MONDAY.date()
    assert len({each.client for each in history.proposals[:5]}) == LEAST
    assert await told(secrets.api_key, day, day + timedelta(days=3)) == [
        {"invited": 5, "answered": None, "hired": None}
    ]
    assert await told(secrets.api_key, day, day + timedelta(days=2)) == [
        {"invited": None, "answered": None, "hired": None}
    ]
    both = {Scope.FUNNEL_READ, Scope.TRUST_READ}
    _, trust = await make(busy_world.house, OPERATOR, "trust", both)
    assert await told(trust, day, day + timedelta(days=2)) == [{"invited": 4, "answered": 1, "hired": 0}]
    for wrong in (
        "since=2026-12-01&until=2026-11-01",
        "since=2020-01-01&until=2026-11-01",
        "since=x&until=y",
    ):
        status, said = await ApiClient(busy_world).get(f"/v1/funnel?{wrong}")
        assert status in (400, 422), said


async def test_it_costs_next_to_nothing_where_nothing_happened(busy_world: World) -> None:
    await count_all(busy_world.house)
    assert await count_news(busy_world.house) == 0
