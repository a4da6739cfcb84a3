"""How often the sandbox's Slack lets an app call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.clock import SetClock
from anteroom.sandbox.slack.limits import BURST


async def refused(client: AsyncWebClient, channel: str = "C0HIRING") -> str:
    """Post; return Retry-After, or nothing where it was taken."""
    try:
        await client.chat_postMessage(channel=channel, text="Hello")
    except SlackApiError as error:
        assert (error.response.status_code, error.response["error"]) == (429, "ratelimited")
        return str(error.response.headers["Retry-After"])
    return ""


async def test_it_takes_one_message_a_second_a_channel_and_a_short_burst(
    web_client: AsyncWebClient, clock: SetClock
) -> None:
    assert [await refused(web_client) for _ in range(BURST)] == [""] * BURST
    assert await refused(web_client) == "1"
    opened = await web_client.conversations_open(users="U0DANA")
    assert await refused(web_client, opened["channel"]["id"]) == ""
    clock.advance(timedelta(seconds=1))
    assert [await refused(web_client), await refused(web_client)] == ["", "1"]
    clock.advance(timedelta(minutes=1))
    assert [await refused(web_client) for _ in range(BURST)] == [""] * BURST


async def test_it_counts_each_method_by_its_tier(web_client: AsyncWebClient, clock: SetClock) -> None:
    for _ in range(20):
        await web_client.users_list(limit=1)
    clock.advance(timedelta(seconds=15))
    with pytest.raises(SlackApiError) as caught:
        await web_client.users_list(limit=1)
    assert caught.value.response.headers["Retry-After"] == "45"
    await web_client.users_info(user="U0DANA")
    clock.advance(timedelta(seconds=45))
    await web_client.users_list(limit=1)
