"""A Slack on a standing clock, with an app beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.clock import SetClock
from anteroom.randomness import SeededRandomness
from anteroom.sandbox.slack import SandboxSlack, SlackChannel
from sandbox_slack.stage import CLARA, DANA, GONE, SECRET, START, STRANGER, TOKEN, TheApp


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def the_app() -> TheApp:
    return TheApp()


@pytest.fixture
def patience() -> float:
    """Seconds within which the app must answer; a test of lateness sets fewer."""
    return 3.0


@pytest.fixture
async def slack(clock: SetClock, the_app: TheApp, patience: float) -> AsyncIterator[SandboxSlack]:
    app = web.Application()
    app.router.add_post("/slack/events", the_app.handle)
    server = TestServer(app)
    await server.start_server()
    twin = SandboxSlack(
        str(server.make_url("/slack/events")),
        SECRET,
        TOKEN,
        "T0CLIENT",
        [CLARA, DANA, STRANGER, GONE],
        clock,
        SeededRandomness(7),
        channels=[
            SlackChannel("C0HIRING", "hiring", {"U0CLARA", "U0DANA", "U0SANDBOXBOT"}),
            SlackChannel("C0OTHER", "other", {"U0CLARA"}),
            SlackChannel("C0SECRET", "secret", {"U0CLARA"}, "group"),
            SlackChannel("C0OLD", "old", {"U0CLARA", "U0SANDBOXBOT"}, archived=True),
        ],
        ack_limit=patience,
        event_retries=(0.0, 0.01, 0.02),
    )
    await twin.start()
    yield twin
    await twin.stop()
    await server.close()


@pytest.fixture
async def web_client(slack: SandboxSlack) -> AsyncWebClient:
    return AsyncWebClient(token=TOKEN, base_url=slack.api_url)
