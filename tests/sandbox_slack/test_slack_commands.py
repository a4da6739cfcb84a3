"""What Slack sends when somebody types or clicks, and what it makes of the answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.clock import SetClock
from anteroom.sandbox.slack import SandboxSlack
from sandbox_slack.stage import SECRET, START, Received, TheApp, button, section


async def respond(url: str, body: Any) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.json()


async def test_it_signs_what_it_sends(slack: SandboxSlack, the_app: TheApp) -> None:
    """docs.slack.dev/authentication/verifying-requests-from-slack: v0, timestamp, raw body."""
    _ = await slack.command("clara", "/interview", "help")
    (got,) = the_app.received
    stamp = got.headers["X-Slack-Request-Timestamp"]
    base = f"v0:{stamp}:".encode() + got.raw
    assert int(stamp) == int(START.timestamp())
    assert got.headers["X-Slack-Signature"] == (
        "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    )


async def test_it_sends_a_command_as_a_form(slack: SandboxSlack, the_app: TheApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands, with should_escape."""
    _ = await slack.command("clara", "/interview", "schedule @Dana Okoye @sam <b> #hiring", channel="hiring")
    form = the_app.received[0].payload
    assert form["text"] == "schedule <@U0DANA|dana> <@U0STRANGE|sam> &lt;b&gt; <#C0HIRING|hiring>"
    assert (form["command"], form["user_id"], form["channel_id"]) == ("/interview", "U0CLARA", "C0HIRING")
    assert form["trigger_id"].count(".") == 2 and form["response_url"].startswith(slack.url)


@pytest.mark.parametrize(
    ("answer", "text", "readers"),
    [
        ({"text": "To you"}, "To you", ["Clara Weiss"]),
        ({"text": "To all", "response_type": "in_channel"}, "To all", ["Clara Weiss", "Dana Okoye"]),
    ],
)
async def test_it_shows_the_answer_to_a_command(
    slack: SandboxSlack, the_app: TheApp, answer: dict[str, Any], text: str, readers: list[str]
) -> None:
    """Ephemeral unless response_type says in_channel."""

    async def say(got: Received) -> web.Response:
        return web.json_response(answer)

    the_app.answer = say
    said = await slack.command("clara", "/interview", "help", channel="hiring")
    assert said.message is not None and said.message.text == text and said.error is None
    saw = [name for name in ("Clara Weiss", "Dana Okoye") if said.message in slack.messages(name)]
    assert saw == readers
    assert slack.captures[-1].path == "answer to command" and slack.captures[-1].to == tuple(readers)


@pytest.mark.parametrize("patience", [0.4])
async def test_it_tells_of_late_and_broken_answers(slack: SandboxSlack, the_app: TheApp) -> None:
    """docs.slack.dev/interactivity/implementing-slash-commands: acknowledge within three seconds."""

    async def late(got: Received) -> web.Response:
        await asyncio.sleep(0.6)
        return web.Response()

    async def broken(got: Received) -> web.Response:
        return web.Response(status=500)

    async def garbled(got: Received) -> web.Response:
        return web.json_response({"text": "x", "blocks": [{"type": "party"}]})

    for answer, error in (
        (late, "operation_timeout"),
        (broken, "dispatch_failed"),
        (garbled, "invalid_blocks"),
    ):
        the_app.answer = answer
        assert (await slack.command("clara", "/interview")).error == error
        assert error in slack.messages("clara")[-1].text
    assert [ack.ok for ack in slack.acks] == [False, False, True] and slack.acks[0].seconds >= 0.4


async def test_it_answers_five_times_within_thirty_minutes(
    slack: SandboxSlack, the_app: TheApp, clock: SetClock
) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: response_url, five uses, thirty minutes."""
    _ = await slack.command("clara", "/interview", channel="C0SECRET")
    url = the_app.received[0].payload["response_url"]
    assert (await respond(url, {"blocks": [{"type": "party"}]}))[1]["error"] == "invalid_blocks"
    for number in range(4):
        assert (await respond(url, {"text": f"answer {number}"}))[0] == 200
    assert (await respond(url, {"text": "one more"})) == (404, {"ok": False, "error": "used_url"})
    assert len(slack.messages("clara", "secret")) == 4  # although the app is not in that conversation
    _ = await slack.command("clara", "/interview")
    clock.advance(timedelta(minutes=30))
    late = await respond(the_app.received[1].payload["response_url"], {"text": "late"})
    assert late == (404, {"ok": False, "error": "expired_url"})


async def test_it_replaces_and_deletes_what_was_clicked(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """…/handling-user-interaction: replace_original, delete_original; ephemeral messages too."""
    blocks = [{"type": "actions", "block_id": "act", "elements": [button("accept", value="7")]}]
    _ = await web_client.chat_postEphemeral(channel="C0HIRING", user="U0CLARA", text="A card", blocks=blocks)
    card = slack.messages("clara")[-1]
    _ = await slack.click("clara", card, "accept")
    payload = the_app.last("block_actions").payload
    assert payload["container"]["is_ephemeral"] and "message" not in payload
    assert payload["actions"][0]["value"] == "7" and payload["actions"][0]["block_id"] == "act"
    _ = await respond(payload["response_url"], {"replace_original": True, "text": "Accepted"})
    assert [message.text for message in slack.messages("clara")] == ["Accepted"]
    assert slack.captures[-1].to == ("Clara Weiss",)
    _ = await respond(payload["response_url"], {"delete_original": True})
    assert slack.messages("clara") == []


async def test_it_lets_people_click_only_what_they_see(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
    blocks = [section() | {"accessory": button("join", url="https://anteroom.example/t/x")}]
    sent = await web_client.chat_postMessage(channel="U0CLARA", text="A card", blocks=blocks)
    with pytest.raises(KeyError):
        _ = await slack.click("dana", sent["ts"], "join")
    with pytest.raises(KeyError):
        _ = await slack.click("clara", sent["ts"], "other")
    clicked = await slack.click("clara", sent["ts"], "join")
    assert clicked.url == "https://anteroom.example/t/x" and clicked.ack.ok
    assert the_app.last("block_actions").payload["message"]["ts"] == sent["ts"]


async def test_it_retries_events_and_says_so(slack: SandboxSlack, the_app: TheApp) -> None:
    """docs.slack.dev/apis/events-api: three retries, numbered, same event_id."""

    async def broken(got: Received) -> web.Response:
        return web.Response(status=500)

    the_app.answer = broken
    _ = await slack.open_home("clara")
    await slack.settled()
    retries = [got.headers.get("X-Slack-Retry-Num") for got in the_app.received]
    assert retries == [None, "1", "2", "3"]
    assert {got.payload["event_id"] for got in the_app.received} == {the_app.received[0].payload["event_id"]}
    assert the_app.received[1].headers["X-Slack-Retry-Reason"] == "http_error"


async def test_it_stops_retrying_when_asked(slack: SandboxSlack, the_app: TheApp) -> None:
    """docs.slack.dev/apis/events-api: X-Slack-No-Retry"""

    async def broken(got: Received) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    the_app.answer = broken
    _ = await slack.open_home("clara")
    await slack.settled()
    assert len(the_app.received) == 1


async def test_it_checks_the_address_by_a_challenge(slack: SandboxSlack, the_app: TheApp) -> None:
    """docs.slack.dev/reference/events/url_verification"""
    assert await slack.challenge() is False

    async def give_back(got: Received) -> web.Response:
        return web.Response(text=got.payload["challenge"])

    the_app.answer = give_back
    assert await slack.challenge() is True


async def test_it_ends_the_token_with_the_app(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/events/app_uninstalled, tokens_revoked"""
    await slack.uninstall()
    kinds = {got.payload["event"]["type"] for got in the_app.received}
    assert kinds == {"tokens_revoked", "app_uninstalled"}
    with pytest.raises(SlackApiError, match="account_inactive"):
        _ = await web_client.auth_test()


async def test_it_sends_shortcuts(slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload"""
    _ = await slack.shortcut("clara", "schedule")
    assert the_app.last("shortcut").payload["callback_id"] == "schedule"
    _ = await web_client.chat_postMessage(channel="C0HIRING", text="A card")
    _ = await slack.message_shortcut("clara", slack.messages("clara")[-1], "move")
    assert the_app.last("message_action").payload["message"]["text"] == "A card"
