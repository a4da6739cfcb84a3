"""Killed while it schedules, before or behind the commit, the service schedules once for who calls again."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import aiohttp
import pytest

from anteroom.clock import SystemClock
from faults.conftest import Stage
from faults.keeper import Arm, Keeper, Unanswered
from faults.test_kill import EVERYTHING, settled
from service import Service

POINTS = ("answer-kept", "interview-written/proposed", "interview-scheduled")


async def ask(service: Service, key: str, body: dict[str, object]) -> bytes:
    """Schedule under one Idempotency-Key; return the answer as it came."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": '"once"'}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{service.url}/v1/interviews", json=body, headers=headers) as answer,
    ):
        if answer.status != 201:
            raise Unanswered(await answer.text())
        return await answer.read()


@pytest.mark.heavy
@pytest.mark.parametrize("point", POINTS if EVERYTHING else POINTS[:1])
async def test_it_schedules_once_and_answers_alike_when_killed(stage: Stage, point: str) -> None:
    """The answer is kept in the transaction that schedules: neither is there without the other."""
    twins, clock = stage.twins, SystemClock()
    async with Service(stage.folder, twins, stage.environ, stage.dsn) as service:
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn, (Arm(point),)) as keeper:
            await keeper.acknowledged(twins.marketplace.sync)
            starts = (clock.now() + timedelta(days=3)).replace(microsecond=0)
            wish: dict[str, object] = {"proposal": "p-payments", "starts_at": starts.isoformat()}
            schedule = partial(ask, service, stage.api_key, wish | {"host": "m-maya", "minutes": 45})
            first = await keeper.acknowledged(schedule)
            await keeper.died(1)
            again = await keeper.acknowledged(schedule)
            await settled(service, keeper)

    assert first == again
    assert len(twins.marketplace.books.cards) == 1
    assert keeper.deaths == 1
