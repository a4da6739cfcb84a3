"""Nobody waits for Slack to wait for us: what is typed is acknowledged while Slack itself is slow."""

from __future__ import annotations

import asyncio
import statistics
import time
from urllib.parse import urlencode

from anteroom_slack import LINE
from slack_bureau import DANA, Bureau
from slack_echo import arrive, signed

FORM = "application/x-www-form-urlencoded"
A_SECOND, COUNT = 50, 100
SLACK_TAKES = 0.5


def typed(bureau: Bureau, number: int, text: str) -> bytes:
    """Return a command of Maya's."""
    form = {
        "command": "/interview", "text": text, "team_id": bureau.slack.workspace.team, "user_id": "U0MAYA",
        "trigger_id": f"{number}.1.x", "response_url": f"{bureau.slack.url}/response/none",
    }  # fmt: skip
    return urlencode(form).encode()


async def seconds(bureau: Bureau, body: bytes) -> float:
    """Send a command; return how long its acknowledgement took."""
    headers, began = signed(bureau, body, FORM), time.perf_counter()
    assert await arrive(bureau, body, headers) == 200
    return time.perf_counter() - began


async def at_a_rate(bureau: Bureau) -> list[float]:
    """Send commands at the rate, whether or not those before were answered; return their waits, sorted."""
    tasks = []
    for number in range(COUNT):
        text = ("", "list", "help", "settings", "list")[number % 5]
        tasks.append(asyncio.create_task(seconds(bureau, typed(bureau, number, text))))
        await asyncio.sleep(1 / A_SECOND)
    return sorted(await asyncio.gather(*tasks))


async def test_it_acknowledges_as_fast_when_every_call_to_slack_takes_half_a_second(bureau: Bureau) -> None:
    """The control is the same hundred commands beside a Slack that answers at once; two seconds each."""
    await bureau.schedule({"colleagues": [DANA]})
    quick = await at_a_rate(bureau)
    await bureau.app[LINE].settled()
    bureau.slack.slow("*", SLACK_TAKES)
    slow = await at_a_rate(bureau)
    # Waiting for a single call of Slack's would add half a second to each; one in a hundred may be unlucky.
    assert statistics.median(slow) < 3 * statistics.median(quick)
    assert slow[-2] < quick[-2] + SLACK_TAKES / 2
    bureau.slack.slow("*", 0)
    await bureau.app[LINE].settled()
    assert bureau.calls("views.open") >= 2 * COUNT / 5
    assert bureau.calls("auth.test") == 0
