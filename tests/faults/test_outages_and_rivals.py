"""The outside is away for a while; two press at once; two instances share one database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from anteroom.effects.worker import TURNS
from faults.conftest import Stage
from faults.journey import Journey
from faults.judge import judge
from faults.keeper import Keeper
from faults.test_kill import settled, slow_down
from service import Service

FAILED = '"effect.later"'
SHOWN = '"effect.shown"'
ANSWERS = ("accepted", "declined", "tentative")


def a_time(days: int) -> datetime:
    """A full hour, that many days ahead."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=days)


async def call(stage: Stage, service: Service, path: str, body: Any) -> tuple[int, dict[str, Any]]:
    """POST to REST v1, over a connection of its own."""
    headers = {"Authorization": f"Bearer {stage.api_key}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{service.url}{path}", json=body, headers=headers) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


async def written(service: Service, words: str, times: int) -> None:
    """Return when the service has written these words that often."""
    deadline = time.monotonic() + 60
    while service.wrote(words) < times:
        assert time.monotonic() < deadline, service.log
        await asyncio.sleep(0.05)


async def test_it_delivers_everything_once_after_the_mail_server_was_away(stage: Stage) -> None:
    office = stage.twins.mailbox.post_office
    tasks: list[asyncio.Task[None]] = []

    async def back_again() -> None:
        await written(service, FAILED, 6)
        await office.open()

    def passed(step: str) -> None:
        if step == "scheduled":
            tasks.append(asyncio.create_task(back_again()))

    async with Service(stage.folder, stage.twins, stage.environ, stage.dsn) as service:
        stage.twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn) as keeper:
            await stage.twins.marketplace.sync()
            journey = Journey(service, stage.twins, stage.api_key, keeper, passed)
            await journey.link()
            await office.close()
            played = await journey.whole(stage.twins.cast.proposals[0])
            await asyncio.gather(*tasks)
            await settled(service, keeper)
            verdict = judge(stage.twins, [played], [])

    assert verdict.faults == []
    assert verdict.inside == 0


@pytest.mark.heavy
async def test_it_repeats_byte_for_byte_what_a_death_left_open_before_an_outage(stage: Stage) -> None:
    """The mail had come, its answer had not; then nobody listened; a new rendering would be another mail."""
    twins = stage.twins
    office = twins.mailbox.post_office

    async def cut() -> None:
        _ = await twins.mailbox.wait_for(lambda: twins.mailbox.captures, 60)
        service.kill()
        await office.close()
        await keeper.died(1)
        await written(service, FAILED, 6)
        await office.open()

    async with Service(stage.folder, twins, stage.environ, stage.dsn) as service:
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn) as keeper:
            await twins.marketplace.sync()
            journey = Journey(service, twins, stage.api_key, keeper, lambda step: None)
            await journey.link()
            slow_down(twins)
            cutting = asyncio.create_task(cut())
            played = await journey.whole(twins.cast.proposals[0])
            await cutting
            await settled(service, keeper)
            verdict = judge(twins, [played], keeper.under_way)

    assert verdict.faults == []
    assert verdict.inside >= 1, "the mail whose answer was cut off comes again, and is the same"


async def test_it_lets_one_of_accept_and_decline_win_when_both_come_at_once(stage: Stage) -> None:
    """Pressed on the same card over two connections; whoever comes second is told why it did not count."""
    offered = stage.twins.cast.proposals[0]
    async with Service(stage.folder, stage.twins, stage.environ, stage.dsn) as service:
        await service.start()
        stage.twins.connect(service.public_url, service.inbound_port)
        await stage.twins.marketplace.sync()
        wish = {
            "proposal": offered.id,
            "host": offered.client,
            "starts_at": a_time(2).isoformat(),
            "minutes": 30,
        }
        status, interview = await call(stage, service, "/v1/interviews", wish)
        assert status == 201, interview
        path, saw = f"/v1/interviews/{interview['id']}/answers", "needs_action"
        for _ in range(8):
            pair = [answer for answer in ANSWERS if answer != saw][:2]
            bodies = [{"member": offered.freelancer, "answer": answer, "saw": saw} for answer in pair]
            said = await asyncio.gather(*(call(stage, service, path, body) for body in bodies))
            assert sorted(status for status, _ in said) == [200, 409], said
            (why,) = [problem["detail"] for status, problem in said if status == 409]
            assert "already" in why
            saw = next(answer for answer, (status, _) in zip(pair, said, strict=True) if status == 200)


@asynccontextmanager
async def two_of_one(stage: Stage) -> AsyncIterator[tuple[Service, Service]]:
    """Two instances on one database, under the first one's public address."""
    place = (stage.folder, stage.twins, stage.environ, stage.dsn)
    async with (
        Service(*place) as first,
        Service(*place, name="second", public_url=first.public_url) as second,
    ):
        yield first, second


@pytest.mark.heavy
async def test_it_delivers_once_when_two_instances_share_a_database(stage: Stage) -> None:
    twins = stage.twins
    async with two_of_one(stage) as (first, second):
        twins.connect(first.public_url, first.inbound_port)
        async with Keeper(first, stage.dsn) as keeper, Keeper(second, stage.dsn):
            await twins.marketplace.sync()
            journey = Journey(first, twins, stage.api_key, keeper, lambda step: None)
            await journey.link()
            slow_down(twins)
            played = [await journey.whole(proposal) for proposal in twins.cast.proposals]
            await settled(first, keeper)
            verdict = judge(twins, played, [])

    assert verdict.faults == []
    assert (verdict.inside, verdict.known_again) == (0, 0)
    assert all(service.wrote(SHOWN) for service in (first, second)), "both have worked"


@pytest.mark.heavy
async def test_it_takes_over_what_another_instance_died_over(stage: Stage) -> None:
    """Nobody starts the dead one again; its locks went with its connections, so no lease must run out."""
    twins = stage.twins
    async with two_of_one(stage) as (first, second):
        twins.connect(second.url, second.inbound_port)
        twins.marketplace.public_url = first.public_url
        await first.start("effect-frozen/calendar", 3)
        relay = first.relay_pid
        async with Keeper(second, stage.dsn) as keeper:
            await twins.marketplace.sync()
            journey = Journey(second, twins, stage.api_key, keeper, lambda step: None)
            await journey.link()
            slow_down(twins)
            played = await journey.whole(twins.cast.proposals[0])
            code = await first.ended()
            health = await second.quiet()
            verdict = judge(twins, [played], [])

    assert (relay is not None, code) == (True, -9)
    assert (verdict.lost, verdict.wrong, health.held) == ([], [], 0)
    assert len(verdict.outside) <= TURNS, "no more than the dead one had in hand"
