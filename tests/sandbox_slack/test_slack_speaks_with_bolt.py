"""What the sandbox sends is understood by Slack's own framework, signature check included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.clock import SystemClock
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.slack import SandboxSlack
from sandbox_slack.stage import CLARA, SECRET, TOKEN, button, field_block, modal, plain_text

Acknowledge = Callable[..., Awaitable[None]]
JOB = field_block("job", {"type": "external_select", "action_id": "job", "min_query_length": 0})
CARD = [{"type": "actions", "elements": [button("accept")]}]


@pytest.fixture
def twin() -> SandboxSlack:
    """Bolt reads the machine's clock, so the twin does too."""
    return SandboxSlack("", SECRET, TOKEN, "T0", [CLARA], SystemClock(), SystemRandomness())


async def test_it_carries_a_whole_conversation_with_bolt(twin: SandboxSlack) -> None:
    """Command, modal, menu, submission, message, click, response URL, Home: each by Bolt's own listeners."""
    await twin.start()
    bolt = AsyncApp(client=AsyncWebClient(token=TOKEN, base_url=twin.api_url), signing_secret=SECRET)

    @bolt.command("/interview")
    async def command(ack: Acknowledge, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        _ = await client.views_open(trigger_id=body["trigger_id"], view=modal(JOB, callback_id="schedule"))

    @bolt.options("job")
    async def options(ack: Acknowledge) -> None:
        await ack(options=[{"text": plain_text("Job 7"), "value": "7"}])

    @bolt.view("schedule")
    async def submitted(
        ack: Acknowledge, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await ack()
        chosen = view["state"]["values"]["job"]["job"]["selected_option"]["value"]
        _ = await client.chat_postMessage(channel=body["user"]["id"], text=f"Job {chosen}", blocks=CARD)

    @bolt.action("accept")
    async def accepted(ack: Acknowledge, respond: Acknowledge) -> None:
        await ack()
        await respond(text="Accepted", replace_original=True)

    @bolt.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "header", "text": plain_text("Interviews")}]}
        _ = await client.views_publish(user_id=event["user"], view=view)

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", events)
    async with TestServer(app) as server:
        twin.app_url = str(server.make_url("/slack/events"))
        _ = await twin.command("clara", "/interview", "schedule")
        _ = await twin.wait_for_view("clara", "schedule")
        await twin.fill("clara", {"job": "Job 7"})
        assert await twin.submit("clara") is None
        card = await twin.wait_for_message("clara", "Job 7")
        assert (await twin.click("clara", card, "accept")).error is None
        assert (await twin.wait_for_message("clara", "Accepted")).ts == card.ts
        _ = await twin.open_home("clara")
        _ = await twin.wait_for(lambda: twin.home("clara"))
        assert all(ack.ok for ack in twin.acks)
    await twin.stop()
