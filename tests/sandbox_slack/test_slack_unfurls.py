"""Links in the sandbox's Slack: who is told, and what may be shown beside them."""

from __future__ import annotations

from typing import Any

import aiohttp

from anteroom.sandbox.slack import SandboxSlack, SlackChannel
from sandbox_slack.stage import CLARA, TOKEN, TheApp, section

OURS = "https://meet.example/t/abc"


async def _call(slack: SandboxSlack, method: str, **args: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{slack.api_url}{method}", json=args, headers={"Authorization": f"Bearer {TOKEN}"}
        ) as answer,
    ):
        found: dict[str, Any] = await answer.json()
    return found


async def test_it_tells_the_app_of_its_own_links_and_shows_what_the_app_says(
    slack: SandboxSlack, the_app: TheApp
) -> None:
    space = slack.workspace
    slack.unfurl_domains.add("meet.example")
    await slack.say(CLARA.id, "hiring", OURS)
    assert not [got for got in the_app.received if got.kind == "event_callback"]
    space.scopes |= {"links:read", "links:write"}
    await slack.say(CLARA.id, "hiring", "nothing of https://other.example/x")
    assert not [got for got in the_app.received if got.kind == "event_callback"]

    draft = await slack.compose(CLARA.id, "hiring", OURS)
    event = the_app.last("event_callback").payload["event"]
    assert (event["source"], event["channel"], event["links"]) == (
        "composer", "COMPOSER", [{"url": OURS, "domain": "meet.example"}],
    )  # fmt: skip
    shown = {OURS: {"blocks": [section("An interview")]}}
    target = {"unfurl_id": event["unfurl_id"], "source": "composer"}
    assert await _call(slack, "chat.unfurl", unfurls=shown, **target) == {"ok": True}
    assert list(draft) == [OURS]

    posted = await slack.say(CLARA.id, "hiring", f"Look: {OURS}")
    event = the_app.last("event_callback").payload["event"]
    assert (event["source"], event["message_ts"]) == ("conversations_history", posted.ts)
    at = {"channel": posted.channel, "ts": posted.ts}
    for args, error in (
        ({}, "missing_unfurl_id"),
        ({"unfurl_id": event["unfurl_id"]}, "missing_source"),
        ({"unfurl_id": event["unfurl_id"], "source": "elsewhere"}, "invalid_source"),
        ({"unfurl_id": "none", "source": "composer"}, "invalid_unfurl_id"),
        ({"channel": posted.channel}, "missing_ts"),
        ({"channel": posted.channel, "ts": "1.2"}, "cannot_unfurl_message"),
        (at, "missing_unfurls"),
    ):
        unfurls = {} if error == "missing_unfurls" else shown
        assert (await _call(slack, "chat.unfurl", unfurls=unfurls, **args))["error"] == error
    wrong = {"https://meet.example/t/other": shown[OURS]}
    assert (await _call(slack, "chat.unfurl", unfurls=wrong, **at))["error"] == "cannot_unfurl_url"
    bad = {OURS: {"blocks": [{"type": "nothing"}]}}
    assert (await _call(slack, "chat.unfurl", unfurls=bad, **at))["error"] == "cannot_parse_attachment"
    assert (await _call(slack, "chat.unfurl", unfurls=shown, **at))["ok"]
    assert list(posted.unfurls) == [OURS]
    space.scopes -= {"links:write"}
    assert (await _call(slack, "chat.unfurl", unfurls=shown, **at))["error"] == "missing_scope"


async def test_it_says_who_shares_a_conversation(slack: SandboxSlack) -> None:
    space = slack.workspace
    space.scopes |= {"channels:read"}
    space.channels["C0JOINT"] = SlackChannel("C0JOINT", "joint", {CLARA.id}, ext_shared=True)
    space.channels["C0WHOLE"] = SlackChannel("C0WHOLE", "whole", {CLARA.id}, org_shared=True)
    space.channels["C0SOON"] = SlackChannel("C0SOON", "soon", {CLARA.id}, pending_ext_shared=True)
    keys = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")
    found = {}
    for channel in ("C0JOINT", "C0WHOLE", "C0SOON"):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = f"{slack.api_url}conversations.info?channel={channel}"
        async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
            told = (await answer.json())["channel"]
        found[channel] = tuple(told[key] for key in keys)
    assert found == {
        "C0JOINT": (True, False, False, True),
        "C0WHOLE": (False, False, True, True),
        "C0SOON": (False, True, False, False),
    }
