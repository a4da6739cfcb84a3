"""Asked to stop in the midst of what people do in Slack, the service ends what it acknowledged."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import aiohttp
import asyncpg

from faults.conftest import Stage
from faults.journey import Journey
from faults.keeper import PATIENCE, Keeper
from service import Service

SLOW = 0.3
"""Seconds that every answer of Slack takes, so that much is under way when the word comes."""
MOST_FORMS = 80
"""Forms that are asked for at most: Slack shows a hundred a minute, and the last has to be among them.

A quick machine acknowledges more than that before five presses are through
(docs.slack.dev/reference/methods/views.open, tier 4).
"""


@dataclass
class Storm:
    """People who press and type without a pause. What was acknowledged is counted; the rest broke off."""

    stage: Stage
    url: str
    user: dict[str, str]
    asked: int = 0
    forms: int = 0
    answered: list[str] = field(default_factory=list)
    under_way: asyncio.Event = field(default_factory=asyncio.Event)

    async def press(self, interview: str) -> None:
        """Accept and decline in turn until nobody answers any more."""
        saw, number = "needs_action", 0
        while True:
            said = "decline" if saw == "accepted" else "accept"
            value = json.dumps({"interview": interview, "sequence": 0, "revision": 0, "saw": saw})
            payload = {
                "type": "block_actions",
                "team": {"id": self.stage.twins.slack.workspace.team},
                "user": {"id": self.user["dana"]},
                "trigger_id": f"press.{number}",
                "actions": [{"type": "button", "action_id": said, "block_id": "answer", "value": value}],
            }
            if not await self._taken({"payload": json.dumps(payload)}):
                return
            saw, number = {"accept": "accepted", "decline": "declined"}[said], number + 1
            self.answered.append(saw)
            self._look()

    async def type(self, name: str) -> None:
        """Ask for the form, again and again, as long as Slack would show it."""
        number = 0
        while self.asked < MOST_FORMS:
            self.asked, number = self.asked + 1, number + 1
            form = {
                "command": "/interview",
                "text": "",
                "team_id": self.stage.twins.slack.workspace.team,
                "user_id": self.user["maya"],
                "trigger_id": f"{name}.{number}",
                "response_url": f"{self.stage.twins.slack.url}/response/none",
            }
            if not await self._taken(form):
                return
            self.forms += 1
            self._look()

    def _look(self) -> None:
        if len(self.answered) >= 5 and self.forms >= 12:
            self.under_way.set()

    async def _taken(self, form: dict[str, str]) -> bool:
        body, at = urlencode(form).encode(), str(int(time.time()))
        secret = self.stage.environ["ANTEROOM_SLACK_SIGNING_SECRET"].encode()
        digest = hmac.new(secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={digest}",
        }
        try:
            # A connection of its own each time, as from Slack's many machines.
            async with (
                aiohttp.ClientSession() as session,
                session.post(f"{self.url}/slack/events", data=body, headers=headers) as answer,
            ):
                return answer.status == 200
        except aiohttp.ClientError:
            return False


async def test_it_loses_nothing_that_it_acknowledged_when_asked_to_stop(stage: Stage) -> None:
    twins = stage.twins
    async with Service(stage.folder, twins, stage.environ, stage.dsn) as service:
        twins.connect(service.public_url, service.inbound_port)
        async with Keeper(service, stage.dsn) as keeper:
            await keeper.acknowledged(twins.marketplace.sync)
            journey = Journey(service, twins, stage.environ["ANTEROOM_API_KEY"], keeper, lambda _: None)
            await journey.link()
            start = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
            interview = await journey.schedule_in_slack(twins.cast.proposals[0], start)
            await service.quiet()
        before = _opened(stage)
        twins.slack.slow("*", SLOW)
        people = {
            key: twins.slack.workspace.person(twins.cast.person(key).name).id for key in ("maya", "dana")
        }
        storm = Storm(stage, service.url, people)
        tasks = [asyncio.create_task(storm.press(interview))]
        tasks += [asyncio.create_task(storm.type(f"hand{number}")) for number in range(4)]
        async with asyncio.timeout(PATIENCE):
            await storm.under_way.wait()
        asked = await twins.slack.command("maya", "/interview", "")
        assert asked.error is None
        assert await service.stop() == 0
        await asyncio.gather(*tasks)

        # The form that she waits for is there, and filled in, though that took two calls after her command.
        form = twins.slack.open_view("maya")
        assert form is not None
        assert "proposal" in {block.get("block_id") for block in form.blocks}
        # Each form that was acknowledged was asked for; the press that broke off may count or not.
        assert _opened(stage) - before >= storm.forms
        answers = await _answers(stage, interview)
        assert answers[: len(storm.answered)] == storm.answered
        assert len(answers) - len(storm.answered) in (0, 1)
        twins.slack.slow("*", 0)
        await service.start()
        health = await service.quiet()
        assert health.held == 0
        assert await _answers(stage, interview) == answers


def _opened(stage: Stage) -> int:
    return sum(capture.path == "/api/views.open" for capture in stage.twins.slack.captures)


async def _answers(stage: Stage, interview: str) -> list[str]:
    connection = await asyncpg.connect(stage.dsn)
    try:
        rows = await connection.fetch(
            """select facts->>'answer' as answer from ledger_entry
            where chain = $1 and event = 'interview.answered' order by number""",
            interview,
        )
    finally:
        await connection.close()
    return [row["answer"] for row in rows]
