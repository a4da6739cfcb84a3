"""The pane: what a person reads there, and that its forms do what the person methods do."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.sandbox.slack import SandboxSlack
from anteroom.sandbox.slack.mrkdwn import Reader
from sandbox_slack.stage import CLARA, DANA, Received, TheApp, button, field_block, modal, plain_text, section

OPTION = {"text": plain_text("Anna & Bo"), "value": "p7"}
EVERYTHING = modal(
    field_block("proposal", {"type": "external_select", "action_id": "x/y", "min_query_length": 0}),
    field_block(
        "others",
        {"type": "multi_external_select", "action_id": "others", "min_query_length": 0},
        optional=True,
    ),
    field_block("when", {"type": "datetimepicker", "action_id": "when", "initial_date_time": 1795791600}),
    field_block("guests", {"type": "multi_users_select", "action_id": "guests"}, optional=True),
    field_block("host", {"type": "users_select", "action_id": "host"}, optional=True),
    field_block("mail", {"type": "email_text_input", "action_id": "mail"}, optional=True),
    field_block("agenda", {"type": "plain_text_input", "action_id": "agenda", "multiline": True}),
    field_block(
        "length", {"type": "static_select", "action_id": "length", "options": [OPTION]}, optional=True
    ),
    field_block("nda", {"type": "checkboxes", "action_id": "nda", "options": [OPTION]}, optional=True),
    field_block("where", {"type": "radio_buttons", "action_id": "where", "options": [OPTION]}, optional=True),
    {"type": "actions", "block_id": "more", "elements": [button("later")]},
)


async def get(slack: SandboxSlack, path: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(slack.url + path) as answer:
        return await answer.text()


async def post(slack: SandboxSlack, path: str, form: Any, **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.url + path, data=form, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status


async def opened(slack: SandboxSlack, the_app: TheApp, client: AsyncWebClient) -> str:
    _ = await post(slack, "/pane/clara/command", {"text": "/interview schedule"})
    _ = await client.views_open(trigger_id=the_app.last("command").payload["trigger_id"], view=EVERYTHING)
    view = slack.open_view("clara")
    assert view is not None
    return view.id


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "*bold* _it_ ~gone~ `a*b*c`",
            "<strong>bold</strong> <em>it</em> <del>gone</del> <code>a*b*c</code>",
        ),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a &lt;b&gt; &amp;amp;", "a &lt;b&gt; &amp;amp;"),
        ("<javascript:alert(1)|go>", "&lt;javascript:alert(1)|go&gt;"),
        ("<@U0DANA>", '<span class="slack-mention">@Dana Okoye</span>'),
        ("one\ntwo", "one<br>two"),
        ("<!here>", '<span class="slack-mention">@here</span>'),
    ],
)
def test_it_reads_mrkdwn(slack: SandboxSlack, text: str, html: str) -> None:
    """docs.slack.dev/messaging/formatting-message-text; nothing of it becomes markup of its own."""
    assert Reader(slack.workspace, CLARA).html(text) == html


def test_it_keeps_quotes_inside_attributes(slack: SandboxSlack) -> None:
    """A code span or a quote inside an address must not end the attribute."""
    html = Reader(slack.workspace, CLARA).html('<https://a.example/`" onclick="x`|here>')
    assert html.startswith('<a href="https://a.example/`&quot; onclick=&quot;x`" target')


def test_it_tells_time_in_the_readers_zone(slack: SandboxSlack) -> None:
    """docs.slack.dev/messaging/formatting-message-text#date-formatting; unknown tokens give the fallback."""
    stamp = int(datetime(2026, 11, 27, 1, 30, tzinfo=UTC).timestamp())
    text = f"<!date^{stamp}^{{date_short_pretty}} {{time}}|27 Nov, 01:30 UTC>"
    assert Reader(slack.workspace, CLARA).plain(text) == "tomorrow 02:30"
    assert Reader(slack.workspace, DANA).plain(text) == "today 20:30"
    assert Reader(slack.workspace, CLARA).plain(f"<!date^{stamp}^{{moon}}|later>") == "later"


async def test_it_shows_messages_as_blocks(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    blocks = [
        {"type": "header", "text": plain_text("Interview <i>")},
        section("*Thu 26 Nov*") | {"accessory": button("join", url="https://anteroom.example/t/x")},
        {"type": "section", "fields": [plain_text("Dana"), plain_text("accepted")]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_Berlin_"}]},
        {
            "type": "actions",
            "elements": [button("accept", style="primary"), button("decline", style="danger")],
        },
    ]
    _ = await web_client.chat_postMessage(channel="U0CLARA", text="x", blocks=blocks)
    page = await get(slack, "/pane/Clara Weiss")
    for piece in (
        "Interview &lt;i&gt;</h3>",
        "<strong>Thu 26 Nov</strong>",
        'href="https://anteroom.example/t/x"',
        "<li>accepted</li>",
        "<em>Berlin</em>",
        "slack-danger",
    ):
        assert piece in page
    assert "<style" not in page and " style=" not in page and not re.search(r"\son\w+=", page)
    assert "Interview &lt;" not in await get(slack, "/pane/dana")


async def test_it_lets_itself_be_framed_only_by_loopback(slack: SandboxSlack) -> None:
    async with aiohttp.ClientSession() as session, session.get(slack.url + "/pane/clara") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self' http://127.0.0.1:*" in policy
    assert "export" not in await get(slack, "/static/pane.js") and ".slack" in await get(
        slack, "/static/slack.css"
    )
    async with aiohttp.ClientSession() as session, session.get(slack.url + "/pane/nobody") as answer:
        assert answer.status == 404


async def test_it_refuses_forms_from_elsewhere(slack: SandboxSlack, the_app: TheApp) -> None:
    form = {"text": "/interview"}
    assert await post(slack, "/pane/clara/command", form, Origin="http://evil.example") == 403
    assert the_app.received == []
    assert await post(slack, "/pane/clara/command", form, Origin=slack.url) == 303
    assert await post(slack, "/pane/clara/command", form, **{"X-Pane": "1"}) == 204
    assert len(the_app.received) == 2


async def test_it_fills_in_and_submits_by_form(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """Local time is the person's zone: 16:00 in Berlin is 15:00 UTC."""
    view = await opened(slack, the_app, web_client)
    page = await get(slack, "/pane/clara")
    assert 'aria-label="Search in Others" data-suggest="others/others"' in page
    assert 'value="2026-11-27T14:00"' not in page and "Europe/Berlin time" in page
    assert all(f'<label for="f-{name}"' in page for name in ("when", "agenda", "mail", "length", "host"))

    async def offer(got: Received) -> web.Response:
        return web.json_response({"options": [OPTION]} if got.kind == "block_suggestion" else {})

    the_app.answer = offer
    path = "proposal/x%2Fy"
    typed = {"view": view, "suggest": path, f"q/{path}": "an", "v/agenda/agenda": "Two lines\r\nhere"}
    assert await post(slack, "/pane/clara/suggest", typed) == 303
    assert "Anna &amp; Bo</option>" in await get(slack, "/pane/clara/fragment")
    form = [
        ("view", view),
        (f"v/{path}", "p7"),
        ("v/when/when", "2026-11-27T16:00"),
        ("v/guests/guests", "U0DANA"),
        ("v/guests/guests", "U0STRANGE"),
        ("v/agenda/agenda", ""),
        ("v/nda/nda", "p7"),
    ]
    assert await post(slack, "/pane/clara/submit", form) == 303
    assert "Please complete this required field." in await get(slack, "/pane/clara")
    form.remove(("v/agenda/agenda", ""))
    assert await post(slack, "/pane/clara/submit", [*form, ("v/agenda/agenda", "Talk")]) == 303
    values = the_app.last("view_submission").payload["view"]["state"]["values"]
    assert values["proposal"]["x/y"]["selected_option"]["value"] == "p7"
    expected = int(datetime(2026, 11, 27, 15, 0, tzinfo=UTC).timestamp())
    assert values["when"]["when"]["selected_date_time"] == expected
    assert values["guests"]["guests"]["selected_users"] == ["U0DANA", "U0STRANGE"]
    assert (values["agenda"]["agenda"]["value"], len(values["nda"]["nda"]["selected_options"])) == ("Talk", 1)
    assert "<dialog" not in await get(slack, "/pane/clara")
    assert await post(slack, "/pane/clara/submit", form) == 409


async def test_it_uses_a_shortcut_on_a_message_by_form(slack: SandboxSlack, the_app: TheApp) -> None:
    """In the menu of what people wrote, and of nothing that one person alone can see."""
    channel = slack.workspace.channel("hiring")
    message = slack.workspace.post(channel.id, DANA.id, "The ledger is slow", [])
    page = await get(slack, f"/pane/clara?in={channel.id}")
    assert page.count('value="schedule_about"') == 1
    form = {"ts": message.ts, "shortcut": "schedule_about"}
    assert await post(slack, "/pane/clara/shortcut", form) == 303
    heard = the_app.last("message_action").payload
    assert (heard["callback_id"], heard["message"]["text"]) == ("schedule_about", "The ledger is slow")
    assert await post(slack, "/pane/clara/shortcut", form | {"ts": "1.1"}) == 409


async def test_it_clicks_and_closes_by_form(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    view = await opened(slack, the_app, web_client)
    form = {"view": view, "act": "more/later", "v/agenda/agenda": "Typed before the click"}
    assert await post(slack, "/pane/clara/click", form) == 303
    payload = the_app.last("block_actions").payload
    assert payload["actions"][0]["block_id"] == "more"
    assert payload["view"]["state"]["values"]["agenda"]["agenda"]["value"] == "Typed before the click"
    assert await post(slack, "/pane/clara/close", {"view": view}) == 303
    blocks = [{"type": "actions", "block_id": "b", "elements": [button("accept")]}]
    sent = await web_client.chat_postMessage(channel="U0CLARA", text="x", blocks=blocks)
    assert await post(slack, "/pane/clara/click", {"ts": sent["ts"], "act": "b/accept"}) == 303
    assert the_app.last("block_actions").payload["message"]["ts"] == sent["ts"]
    assert await post(slack, "/pane/dana/click", {"ts": sent["ts"], "act": "b/accept"}) == 409


async def test_it_tells_of_changes_as_they_come(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    before = await get(slack, "/pane/clara/version")
    async with aiohttp.ClientSession() as session, session.get(slack.url + "/pane/clara/events") as stream:
        first = await stream.content.readuntil(b"\n\n")
        _ = await web_client.chat_postMessage(channel="U0CLARA", text="new")
        second = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 2)
    assert first != second and before != await get(slack, "/pane/clara/version")


async def test_it_lets_a_browser_name_the_pane_as_the_origin_of_its_forms(slack: SandboxSlack) -> None:
    """With no-referrer browsers send `Origin: null`, and the form that leads to the home tab is refused."""
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/pane/clara") as answer:
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert await post(slack, "/pane/clara/home", {"in": "home"}, Origin=slack.url.rstrip("/")) == 303


async def test_it_says_that_a_command_is_none_of_the_workspace(slack: SandboxSlack, the_app: TheApp) -> None:
    assert await post(slack, "/pane/clara/command", {"text": "/intervew list"}) == 303
    assert "/intervew is no command of this workspace. Try /interview." in await get(slack, "/pane/clara")
    assert not the_app.received
