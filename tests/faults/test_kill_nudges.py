"""Killed while somebody is reminded: one reminder arrives, or the very same once more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import asyncpg
import pytest

from anteroom.clock import SystemClock
from anteroom.sandbox.mailbox.letters import Mail
from anteroom.sandbox.twins import Twins
from faults.conftest import ROW, Stage
from faults.keeper import Arm, Keeper, Unanswered
from faults.points import Point
from faults.test_kill import EVERYTHING, SLOW, Killer, Record, settled
from service import Service


def _of(twins: Twins) -> list[Mail]:
    """The reminders in Leo's mailbox."""
    return [mail for mail in twins.mailbox.mails("leo") if b"List-Unsubscribe-Post" in mail.raw]


POINTS = (
    Point("nudge-taken", (Arm("nudge-taken"),)),
    Point("the reminder has come, unanswered", arrived=lambda twins: bool(_of(twins))),
    Point("effect-frozen/nudge_mail", (Arm("effect-frozen/nudge_mail"),)),
    Point("mail-handed-over", (Arm("mail-handed-over"),)),
    Point("effect-sent/nudge_mail", (Arm("effect-sent/nudge_mail"),)),
)
ONCE = ("nudge-taken", "effect-frozen/nudge_mail")
"""Before anything was handed to the mail server."""
SAMPLE = POINTS[1:2]


@pytest.mark.heavy
@pytest.mark.parametrize("point", POINTS if EVERYTHING else SAMPLE, ids=lambda point: point.name)
async def test_somebody_is_reminded_once_when_killed(
    stage: Stage, point: Point, record_property: Record
) -> None:
    """It is noon where Leo is, whenever this runs, and every day a working day; he was asked yesterday."""
    twins, now = stage.twins, SystemClock().now()
    async with Service(stage.folder, twins, stage.environ, stage.dsn) as service:
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn, point.arms) as keeper:
            await keeper.acknowledged(twins.marketplace.sync)
            twins.mailbox.post_office.slow(SLOW)
            killer = Killer(service, twins)
            if point.arrived is not None:
                killer.watch(point.arrived)

            async def tell(path: str, body: Mapping[str, Any]) -> None:
                await keeper.acknowledged(lambda: _put(service, stage.api_key, path, body))

            leo = {"role": "freelancer", "display_name": "Leo Marchetti", "time_zone": _noon(now)}
            await tell("members/m-leo", leo)
            week = [{"day": day, "begins": 540, "ends": 1080} for day in range(1, 8)]
            await tell("members/m-leo/availability", {"week": week})
            await tell("members/m-leo/nudges", {"channel": "mail"})
            written = {"proposal": "p-payments", "from": "m-maya", "text": "Which day suits you?"}
            written["sent_at"] = (now - timedelta(days=1, hours=1)).isoformat()
            await tell("messages/msg-1", written)
            await killer.done()
            await keeper.died(1)
            await settled(service, keeper)

    found = _of(twins)
    again, excused = len(found) - 1, "nudge_mail" in {each.kind for each in keeper.under_way}
    counts = (min(len(found), 1), 0, again if excused else 0, 0 if excused else again, int(not found))
    record_property(ROW, [point.name, keeper.deaths, *counts])

    assert len({mail.raw for mail in found}) == 1, "what may have arrived is sent again as it was"
    assert len(found) <= (1 if point.name in ONCE else 2)
    assert not again or excused
    events = [each for each in twins.marketplace.events if each.type == "nudge.sent"]
    assert [(each.data["kind"], each.data["step"]) for each in events] == [("message", "1")]
    assert await _taken(stage.dsn) == [(1, "sent", "nudge_mail")]
    assert keeper.deaths == 1


def _noon(now: datetime) -> str:
    """A zone in no country, without holidays, where it is between twelve and one now."""
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


async def _put(service: Service, key: str, path: str, body: Mapping[str, Any]) -> None:
    """Tell something over REST v1. Raises Unanswered."""
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession() as session,
        session.put(f"{service.url}/v1/{path}", json=body, headers=headers) as answer,
    ):
        if answer.status >= 300:
            raise Unanswered(await answer.text())


async def _taken(dsn: str) -> list[tuple[Any, ...]]:
    """The steps that were taken."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("select step, outcome, channel from nudge order by at")
    finally:
        await connection.close()
    return [tuple(row) for row in rows]
