"""A simulation under the table that was in force says what was decided, whatever was written."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.policy.actions import set_policy
from anteroom.policy.model import Row, Rule, Stage
from anteroom.policy.outcome import Outcome
from anteroom.policy.ruling import table_now
from anteroom.policy.simulation import simulate
from anteroom.sandbox.world import World
from anteroom.texts import review
from api_client import ApiClient
from deployment import MONDAY
from heart.texts_told import HINT, NUMBER, wish

TEXTS = (
    "The ledger looks good to me.",
    HINT,
    "Could we take this to Telegram, perhaps?",
    f"Call {NUMBER}",
    "write to kim.lake@harbourview.example",
    "Let us talk on WhatsApp: +34 600 123 456",
)
RULES = (Rule.CLOSED, Rule.STRICT, Rule.MASKED, Rule.WARN, Rule.OPEN)


async def wrote(api: ApiClient, world: World, chance: random.Random, number: int) -> None:
    """Say something, somehow, as one of the two members of one of two proposals."""
    offered = world.twins.cast.proposals[chance.randrange(2)]
    text = chance.choice(TEXTS) + chance.choice(("", f" ({number % 3})"))
    if chance.random() < 0.2:
        await api.post(
            "/v1/interviews", wish(world, proposal=offered.id, host=offered.client, agenda=text, title="Talk")
        )
        return
    sender = chance.choice((offered.client, offered.freelancer))
    body = {"proposal": offered.id, "from": sender, "text": text, "sent_at": MONDAY.isoformat()}
    await api.put(f"/v1/messages/m-{chance.randrange(number + 1)}", body)


async def released(world: World, chance: random.Random) -> None:
    """People let one of the held texts pass."""
    async with world.house.database.connection() as conn:
        held = [
            row["id"] for row in await conn.fetch("select id from held_text where state = 'held' order by at")
        ]
    if held:
        api = ApiClient(world)
        chosen = chance.choice(held)
        _, shown = await api.get(f"/v1/held/{chosen}")
        await api.post(f"/v1/held/{chosen}/appeal", {"member": shown["member"]})
        trust = ApiClient(world, world.settings.secrets.review_key)
        decision = {"reviewer": "t-1", "decision": review.Decision.RELEASE.value, "reason": "not_contact"}
        await trust.post(f"/v1/reviews/{chosen}/decision", decision)


async def set_rule(api: ApiClient, world: World, clock: SetClock, rule: Rule) -> None:
    """Put another table in force, an hour later."""
    clock.advance(timedelta(hours=1))
    table = (Row("under", Stage.UNDER_CONTRACT, Rule.OPEN), Row("all", Stage.BEFORE_CONTRACT, rule))
    await set_policy(world.house, table, None, by="t-1", reason="pilot", key="ak_test")


@pytest.mark.parametrize("seed", range(3))
async def test_it_says_what_was_decided_under_the_table_that_was_in_force(
    quiet_world: World, clock: SetClock, seed: int
) -> None:
    """Random talks of two pairs over days: tries add up, texts come back, people release some of them."""
    api, chance = ApiClient(quiet_world), random.Random(seed)
    rules = list(RULES)
    chance.shuffle(rules)
    number = 0
    for rule in rules[:3]:
        await set_rule(api, quiet_world, clock, rule)
        async with quiet_world.house.database.connection() as conn:
            _, table = await table_now(conn, quiet_world.house)
        since = clock.now()
        for _ in range(14):
            number += 1
            await wrote(api, quiet_world, chance, number)
            if chance.random() < 0.15:
                clock.advance(timedelta(hours=chance.randrange(1, 30)))
            if chance.random() < 0.1:
                await released(quiet_world, chance)
        clock.advance(timedelta(minutes=1))
        found = await simulate(quiet_world.house, table, since, clock.now())
        changes: list[Any] = [(each.case.outcome, each.now, each.case.looked) for each in found.changes]
        assert (changes, found.unknown, found.then) == ([], 0, found.now), (seed, rule)
        assert found.cases == sum(found.now.values()) > 0


async def test_it_does_not_know_less_the_more_is_asked_at_once(quiet_world: World, clock: SetClock) -> None:
    """The whole time in one go counts every text once, and each row's table is kept."""
    api, chance = ApiClient(quiet_world), random.Random(7)
    since = clock.now()
    for number in range(12):
        await wrote(api, quiet_world, chance, number)
    clock.advance(timedelta(minutes=1))
    opened = (Row("all", Stage.BEFORE_CONTRACT, Rule.OPEN),)
    both = await asyncio.gather(
        simulate(quiet_world.house, opened, since, clock.now()),
        simulate(quiet_world.house, opened, since, clock.now(), on=since.date()),
    )
    assert both[0] == both[1]
    assert set(both[0].now) == {Outcome.PASSED}
