"""The Web API keeps Slack's documented rules."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.sandbox.slack import SandboxSlack
from sandbox_slack.stage import TOKEN, button, section


async def call(slack: SandboxSlack, method: str, body: Any = None, **kwargs: Any) -> dict[str, Any]:
    """Call with JSON as an app would, and return the answer."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json; charset=utf-8"}
    async with aiohttp.ClientSession() as session:
        sent = {"data": json.dumps(body or {}), "headers": headers} | kwargs
        async with session.post(slack.api_url + method, **sent) as answer:
            found: dict[str, Any] = await answer.json()
            return found


async def error(slack: SandboxSlack, method: str, body: Any = None, **kwargs: Any) -> str:
    return str((await call(slack, method, body, **kwargs))["error"])


async def test_it_wants_the_installations_token(slack: SandboxSlack) -> None:
    """docs.slack.dev/reference/methods/auth.test: not_authed, invalid_auth; no token in the address."""
    form = "application/x-www-form-urlencoded"
    wrong = {"Content-Type": form, "Authorization": "Bearer xoxb-no"}
    assert await error(slack, "auth.test", headers={"Content-Type": form}) == "not_authed"
    assert await error(slack, "auth.test", headers=wrong) == "invalid_auth"
    assert await error(slack, f"auth.test?token={TOKEN}", headers={"Content-Type": form}) == "not_authed"
    by_form = await call(slack, "auth.test", headers={"Content-Type": form}, data={"token": TOKEN})
    assert by_form["user_id"] == "U0SANDBOXBOT"


async def test_it_reads_only_what_is_json_or_a_form(slack: SandboxSlack) -> None:
    """docs.slack.dev/apis/web-api: invalid_json, json_not_object, invalid_post_type, unknown_method."""
    assert await error(slack, "chat.postMessage", data="{") == "invalid_json"
    assert await error(slack, "chat.postMessage", data="[]") == "json_not_object"
    odd = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/plain"}
    assert await error(slack, "chat.postMessage", data="x", headers=odd) == "invalid_post_type"
    assert await error(slack, "chat.shout") == "unknown_method"
    assert await error(slack, "users.info", {"user": "U0CLARA"}) == "invalid_arguments"  # takes no JSON


async def test_it_names_missing_arguments(slack: SandboxSlack) -> None:
    """docs.slack.dev/reference/methods/views.open: invalid_arguments with messages."""
    answer = await call(slack, "views.open", {})
    assert answer["error"] == "invalid_arguments"
    assert "[ERROR] missing required field: view" in answer["response_metadata"]["messages"]


async def test_it_tells_people_and_their_zones(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/users.info"""
    user = (await web_client.users_info(user="U0CLARA"))["user"]
    assert (user["tz"], user["tz_offset"], user["real_name"]) == ("Europe/Berlin", 3600, "Clara Weiss")
    with pytest.raises(SlackApiError, match="user_not_found"):
        _ = await web_client.users_info(user="U0NOBODY")
    first = await web_client.users_list(limit=2)
    rest = await web_client.users_list(cursor=first["response_metadata"]["next_cursor"])
    assert len(first["members"]) == 2 and "U0GONE" in {member["id"] for member in rest["members"]}


async def test_it_keeps_addresses_behind_their_scope(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/scopes/users.read.email; strangers' addresses stay hidden even then."""
    assert "email" not in (await web_client.users_info(user="U0CLARA"))["user"]["profile"]
    with pytest.raises(SlackApiError) as refused:
        _ = await web_client.users_lookupByEmail(email="clara@client.example")
    assert (refused.value.response["error"], refused.value.response["needed"]) == (
        "missing_scope",
        "users:read.email",
    )
    slack.workspace.scopes.add("users:read.email")
    assert (await web_client.users_lookupByEmail(email="Clara@client.example"))["user"]["id"] == "U0CLARA"
    with pytest.raises(SlackApiError, match="users_not_found"):
        _ = await web_client.users_lookupByEmail(email="sam@else.example")
    stranger = (await web_client.users_info(user="U0STRANGE"))["user"]
    assert stranger["is_stranger"] and "email" not in stranger["profile"]


async def test_it_refuses_without_the_scope(slack: SandboxSlack) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: missing_scope names what is needed."""
    slack.workspace.scopes.discard("chat:write")
    answer = await call(slack, "chat.postMessage", {"channel": "U0CLARA", "text": "Hello"})
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert await error(slack, "conversations.open", {"users": "U0CLARA,U0DANA"}) == "missing_scope"


async def test_it_opens_one_direct_conversation_a_person(web_client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/conversations.open"""
    first = await web_client.conversations_open(users="U0CLARA")
    again = await web_client.conversations_open(users="U0CLARA")
    assert first["channel"]["id"] == again["channel"]["id"] and again["already_open"]
    for users, name in (
        ("", "users_list_not_supplied"),
        ("U0X", "user_not_found"),
        ("U0GONE", "user_disabled"),
    ):
        with pytest.raises(SlackApiError, match=name):
            _ = await web_client.conversations_open(users=users)


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("C0OTHER", "not_in_channel"),
        ("C0SECRET", "channel_not_found"),
        ("C0NONE", "channel_not_found"),
        ("C0OLD", "is_archived"),
    ],
)
async def test_it_lets_the_app_speak_only_where_it_is(slack: SandboxSlack, channel: str, name: str) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: membership decides."""
    assert await error(slack, "chat.postMessage", {"channel": channel, "text": "Hello"}) == name


async def test_it_wants_something_said(slack: SandboxSlack) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: no_text, invalid_blocks_format, invalid_blocks."""
    said = {"channel": "C0HIRING"}
    assert await error(slack, "chat.postMessage", said) == "no_text"
    assert await error(slack, "chat.postMessage", said | {"blocks": "{"}) == "invalid_blocks_format"
    assert await error(slack, "chat.postMessage", said | {"blocks": [{"type": "party"}]}) == "invalid_blocks"


async def test_it_shows_a_message_to_its_readers_only(
    slack: SandboxSlack, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage, chat.postEphemeral (user_not_in_channel)."""
    _ = await web_client.chat_postMessage(channel="U0CLARA", text="For Clara", blocks=[section("For Clara")])
    _ = await web_client.chat_postMessage(channel="C0HIRING", text="For all of hiring")
    _ = await web_client.chat_postEphemeral(channel="C0HIRING", user="U0DANA", text="Dana alone")
    assert [message.text for message in slack.messages("Clara Weiss")] == ["For Clara", "For all of hiring"]
    assert [message.text for message in slack.messages("dana")] == ["For all of hiring", "Dana alone"]
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        _ = await web_client.chat_postEphemeral(channel="C0HIRING", user="U0STRANGE", text="Hello")
    to = [capture.to for capture in slack.captures if capture.path.startswith("/api/chat.")]
    assert to == [("Clara Weiss",), ("Clara Weiss", "Dana Okoye"), ("Dana Okoye",), ("slack",)]


async def test_it_edits_in_place(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.update: text alone drops the blocks."""
    sent = await web_client.chat_postMessage(channel="U0CLARA", text="one", blocks=[section("one")])
    channel, ts = sent["channel"], sent["ts"]
    _ = await web_client.chat_update(channel=channel, ts=ts, text="two", blocks=[section("two")])
    (message,) = slack.messages("clara")
    assert (message.text, message.blocks[0]["text"]["text"], message.edited) == ("two", "two", False)
    _ = await web_client.chat_update(channel=channel, ts=ts, text="three")
    assert (message.blocks, message.edited) == ([], True)
    for change, name in (
        ({"channel": channel, "ts": "1.2", "text": "x"}, "message_not_found"),
        ({"channel": "U0CLARA", "ts": ts, "text": "x"}, "channel_not_found"),
        ({"channel": channel, "ts": ts, "text": "x" * 4001}, "msg_too_long"),
    ):
        assert await error(slack, "chat.update", change) == name
    theirs = slack.workspace.post("C0HIRING", "U0DANA", "mine", [])
    foreign = {"channel": "C0HIRING", "ts": theirs.ts}
    assert await error(slack, "chat.update", foreign | {"text": "x"}) == "cant_update_message"
    assert await error(slack, "chat.delete", foreign) == "cant_delete_message"
    _ = await web_client.chat_delete(channel=channel, ts=ts)
    assert slack.messages("clara", channel) == []


async def test_it_says_what_a_conversation_is(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/conversations.info: a scope for each kind."""
    with pytest.raises(SlackApiError, match="missing_scope"):
        _ = await web_client.conversations_info(channel="C0HIRING")
    slack.workspace.scopes.add("channels:read")
    assert (await web_client.conversations_info(channel="C0HIRING"))["channel"]["is_member"] is True
    with pytest.raises(SlackApiError, match="channel_not_found"):
        _ = await web_client.conversations_info(channel="C0SECRET")


async def test_it_limits_refuses_slows_and_cuts_on_demand(
    slack: SandboxSlack, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/apis/web-api/rate-limits: 429 with Retry-After. A late cut leaves the message."""
    slack.limit("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        _ = await web_client.chat_postMessage(channel="U0CLARA", text="one")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    slack.refuse("chat.postMessage", "fatal_error")
    assert await error(slack, "chat.postMessage", {"channel": "U0CLARA", "text": "two"}) == "fatal_error"
    for done, texts in ((False, []), (True, ["three"])):
        slack.cut("chat.postMessage", done=done)
        with pytest.raises(aiohttp.ClientError):
            _ = await call(slack, "chat.postMessage", {"channel": "U0CLARA", "text": "three"})
        assert [message.text for message in slack.messages("clara")] == texts
    slack.slow("auth.test", 5.0)
    with pytest.raises(TimeoutError):
        _ = await call(slack, "auth.test", timeout=aiohttp.ClientTimeout(total=0.05))


async def test_it_survives_an_outage_on_the_same_port(
    slack: SandboxSlack, web_client: AsyncWebClient
) -> None:
    _ = await web_client.chat_postMessage(channel="U0CLARA", text="before")
    address = slack.api_url
    await slack.stop()
    with pytest.raises(aiohttp.ClientError):
        _ = await call(slack, "auth.test")
    await slack.start()
    assert slack.api_url == address and slack.messages("clara")[0].text == "before"
    assert (await call(slack, "auth.test"))["ok"] is True


async def test_it_trades_a_code_for_the_token_once(slack: SandboxSlack) -> None:
    """docs.slack.dev/reference/methods/oauth.v2.access: what it refuses, and a code works once."""
    client, code = AsyncWebClient(base_url=slack.api_url), slack.grant("clara")
    for given, name in (
        (("other", "sandbox-secret"), "invalid_client_id"),
        (("sandbox-client", "wrong"), "bad_client_secret"),
    ):
        with pytest.raises(SlackApiError, match=name):
            _ = await client.oauth_v2_access(client_id=given[0], client_secret=given[1], code=code)
    secrets = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    answer = await client.oauth_v2_access(**secrets, code=code)
    assert (answer["access_token"], answer["authed_user"]["id"]) == (TOKEN, "U0CLARA")
    with pytest.raises(SlackApiError, match="invalid_code"):
        _ = await client.oauth_v2_access(**secrets, code=code)


async def test_it_keeps_each_call_as_it_arrived(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    blocks = [{"type": "actions", "elements": [button()]}]
    _ = await web_client.chat_postMessage(channel="U0CLARA", text="Ünï", blocks=blocks)
    capture = slack.captures[-1]
    assert (capture.channel, capture.path, capture.to) == ("slack", "/api/chat.postMessage", ("Clara Weiss",))
    assert json.loads(capture.body)["text"] == "Ünï"
