"""Killed while times are offered and one is chosen: each is invited once, and every other entry goes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest

from anteroom.clock import SystemClock
from faults.conftest import Stage
from faults.keeper import Arm, Keeper, Unanswered
from faults.test_kill import EVERYTHING, settled
from service import Service

AT_ONCE = (
    Arm("interview-written/proposed"),
    Arm("interview-scheduled"),
    Arm("effect-frozen/calendar"),
    Arm("effect-sent/calendar"),
)
LATER = (
    Arm("effect-frozen/calendar_hold", 2),
    Arm("effect-sent/calendar_hold", 3),
    Arm("effect-sent/calendar_hold", 7),
    Arm("effect-frozen/calendar_hold", 9),
)
"""Six entries stand before one is chosen, and four of them go."""
SAMPLE = (LATER[2],)


class Caller:
    """The marketplace's program, which calls again with the same key until it is answered."""

    def __init__(self, service: Service, key: str) -> None:
        self._service = service
        self._key = key

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call. Raises Unanswered."""
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": f'"{path}"'}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self._service.url}{path}", json=body, headers=headers) as answer,
        ):
            if answer.status not in (200, 201):
                raise Unanswered(await answer.text())
            found: dict[str, Any] = await answer.json()
            return found


@pytest.mark.heavy
@pytest.mark.parametrize("arm", AT_ONCE + LATER if EVERYTHING else SAMPLE, ids=str)
async def test_it_invites_once_to_the_time_that_is_chosen_when_killed(stage: Stage, arm: Arm) -> None:
    """It is chosen while entries are on their way, of which the chosen one may be one, or once all stand."""
    twins, clock = stage.twins, SystemClock()
    mailbox = twins.mailbox
    async with Service(stage.folder, twins, stage.environ, stage.dsn) as service:
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn, (arm,)) as keeper:
            await keeper.acknowledged(twins.marketplace.sync)
            call = Caller(service, stage.api_key)
            start = (clock.now() + timedelta(days=3)).replace(microsecond=0)
            times = [(start + timedelta(days=day)).isoformat() for day in range(3)]
            wish = {"host": "m-maya", "times": times, "minutes": 45, "choice": "host"}
            opening = partial(call.post, "/v1/proposals/p-payments/polls", wish)
            told = await keeper.acknowledged(opening)
            if arm in LATER:
                await settled(service, keeper)
            chosen = {"member": "m-maya", "time": told["times"][1]["id"]}
            choosing = partial(call.post, f"/v1/interviews/{told['interview']}/poll/choose", chosen)
            await keeper.acknowledged(choosing)
            await keeper.died(1)
            await settled(service, keeper)

    for key in ("maya", "leo"):
        entries = mailbox.calendar(key)
        standing = [entry.starts_at for entry in entries if not entry.cancelled]
        assert standing == [start + timedelta(days=1)], key
        assert len({entry.starts_at for entry in entries}) == len(entries) <= 3
        mails = Counter(mail.message_id for mail in mailbox.mails(key))
        excused = {f"{each.id.replace(':', '.')}.{each.revision}" for each in keeper.under_way}
        again = {name for name, count in mails.items() if count > 1}
        assert {name.strip("<> ").partition("@")[0] for name in again} <= excused
        assert len({mail.raw for mail in mailbox.mails(key)}) == len(mails)
    assert len(twins.marketplace.books.cards) == 1
    assert keeper.deaths == 1
