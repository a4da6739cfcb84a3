"""However oddly an outside says when to come again, it has answered: nothing of ours breaks over it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anteroom.clock import SetClock
from anteroom.effects.model import TryLater
from anteroom.sandbox.server import Server, Weather
from anteroom.signed_call import Call, SignedCalls
from anteroom_marketplaces.upwork.budget import Budget
from anteroom_marketplaces.upwork.client import USUAL_WAIT, UpworkClient

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FAR = "9" * 20
ODD = (
    f"Mon, 01 Jan {FAR} 00:00:00 GMT",
    f"Mon, 01 Jan 2027 {FAR}:00:00 GMT",
    "Mon, 32 Jan 2027 00:00:00 GMT",
    f"Mon, 01 Jan 2027 00:00:00 +{FAR}",
    "²",
    FAR,
)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class _Key:
    async def token(self, account: str, refused: str = "") -> str:
        return "token"


async def test_it_waits_its_own_time_where_a_date_is_none() -> None:
    clock = SetClock(AT)
    async with Server() as outside:
        calls = SignedCalls(allow_private=True)
        upwork = UpworkClient(outside.url, clock, _Key(), Budget(1000), allow_private=True)
        await calls.open()
        await upwork.open()
        try:
            for odd in ODD:
                outside.due.append(Weather(410, {"Retry-After": odd}))
                answer = await calls.make(Call("POST", f"{outside.url}/x", "evt_1", "{}"), SECRET, AT)
                assert (answer.status, answer.retry_after) == (410, None), odd
                outside.due.append(Weather(429, {"Retry-After": odd}))
                with pytest.raises(TryLater) as caught:
                    await upwork.ask("o-1", "Who", "query", {})
                assert caught.value.after == USUAL_WAIT, odd
                clock.advance(timedelta(days=2))
        finally:
            await calls.close()
            await upwork.close()
