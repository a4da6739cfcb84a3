"""Modals: triggers, stacks, hashes, submissions (docs.slack.dev/surfaces/modals)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from anteroom.clock import SetClock
from anteroom.sandbox.slack import SandboxSlack, View
from sandbox_slack.stage import Received, TheApp, button, field_block, modal, plain_text, section

WHEN = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
FULL = modal(
    field_block("proposal", {"type": "external_select", "action_id": "proposal", "min_query_length": 0}),
    field_block("when", {"type": "datetimepicker", "action_id": "when"}),
    field_block("guests", {"type": "multi_users_select", "action_id": "guests"}, optional=True),
    field_block("mail", {"type": "email_text_input", "action_id": "mail"}, optional=True),
    field_block(
        "agenda", {"type": "plain_text_input", "action_id": "agenda", "max_length": 20}, optional=True
    ),
    field_block(
        "nda",
        {
            "type": "checkboxes",
            "action_id": "nda",
            "options": [{"text": plain_text("NDA"), "value": "nda"}],
        },
        optional=True,
    ),
    callback_id="schedule",
)


async def trigger(slack: SandboxSlack, the_app: TheApp) -> str:
    _ = await slack.command("clara", "/interview")
    return str(the_app.received[-1].payload["trigger_id"])


async def opened(slack: SandboxSlack, the_app: TheApp, client: AsyncWebClient, view: dict[str, Any]) -> View:
    _ = await client.views_open(trigger_id=await trigger(slack, the_app), view=view)
    return await slack.wait_for_view("clara")


def answering(the_app: TheApp, body: Any) -> None:
    async def answer(got: Received) -> web.Response:
        return web.json_response(body)

    the_app.answer = answer


async def refused(call: Any, error: str) -> None:
    with pytest.raises(SlackApiError) as raised:
        _ = await call
    assert raised.value.response["error"] == error


async def test_it_takes_a_trigger_once_within_three_seconds(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient, clock: SetClock
) -> None:
    """…/reference/methods/views.open: expired_trigger_id, exchanged_trigger_id, invalid_trigger_id."""
    used = await trigger(slack, the_app)
    late = await trigger(slack, the_app)
    clock.advance(timedelta(seconds=2.9))
    _ = await web_client.views_open(trigger_id=used, view=FULL)
    await refused(web_client.views_open(trigger_id=used, view=FULL), "exchanged_trigger_id")
    clock.advance(timedelta(seconds=0.1))
    await refused(web_client.views_open(trigger_id=late, view=FULL), "expired_trigger_id")
    await refused(web_client.views_open(trigger_id="made up", view=FULL), "invalid_trigger_id")
    opens = [capture.to for capture in slack.captures if capture.path == "/api/views.open"]
    assert opens == [("Clara Weiss",), ("slack",), ("slack",), ("slack",)]


async def test_it_refuses_unfit_and_large_views(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """…/reference/methods/views.open: invalid_arguments with messages, view_too_large."""
    key = await trigger(slack, the_app)
    await refused(web_client.views_open(trigger_id=key, view=modal(section("x" * 3001))), "invalid_arguments")
    large = modal(*(section("x" * 3000) for _ in range(90)))
    await refused(
        web_client.views_open(trigger_id=await trigger(slack, the_app), view=large), "view_too_large"
    )


async def test_it_stacks_three_views(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """…/reference/methods/views.push: push_limit_reached; a push needs a trigger from inside a modal."""
    key = await trigger(slack, the_app)
    await refused(web_client.views_push(trigger_id=key, view=FULL), "not_found")
    page = modal({"type": "actions", "elements": [button("more")]})
    root = await opened(slack, the_app, web_client, page)
    for depth in (2, 3, 4):
        _ = await slack.click("clara", "modal", "more")
        key = the_app.last("block_actions").payload["trigger_id"]
        if depth < 4:
            pushed = await web_client.views_push(trigger_id=key, view=page)
            assert pushed["view"]["root_view_id"] == root.id
        else:
            await refused(web_client.views_push(trigger_id=key, view=page), "push_limit_reached")
    await slack.close("clara")
    await slack.close("clara")
    assert slack.open_view("clara") is root
    with pytest.raises(RuntimeError, match="covers"):
        _ = await slack.command("clara", "/interview")


async def test_it_guards_updates_by_hash(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """…/reference/methods/views.update: hash_conflict, not_found; fields keep their values."""
    view = await opened(slack, the_app, web_client, FULL | {"external_id": "one"})
    await slack.fill("clara", {"Agenda": "Two words"})
    await refused(web_client.views_update(view_id=view.id, hash="0.old", view=FULL), "hash_conflict")
    _ = await web_client.views_update(external_id="one", hash=view.hash, view=FULL)
    assert view.values["agenda"]["agenda"]["value"] == "Two words"
    await slack.close("clara")
    await refused(web_client.views_update(view_id=view.id, view=FULL), "not_found")


async def test_it_sends_what_was_filled_in(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/interaction-payloads/view-interactions-payload, …/block_suggestion-payload"""
    view = await opened(slack, the_app, web_client, FULL)
    option = {"text": plain_text("Proposal 7, Ana"), "value": "p7"}
    answering(the_app, {"options": [option]})
    (offered,) = await slack.suggest("clara", "proposal", "ana")
    assert (offered.value, the_app.last("block_suggestion").payload["value"]) == ("p7", "ana")
    await slack.fill(
        "clara",
        {
            "proposal": "p7",
            "When": WHEN,
            "guests": ["dana", "Sam Else"],
            "nda": ["NDA"],
            "mail": "vp@client.example",
        },
    )
    the_app.answer = None
    assert await slack.submit("clara") is None
    payload = the_app.last("view_submission").payload
    values = payload["view"]["state"]["values"]
    assert values["proposal"]["proposal"]["selected_option"] == option
    assert values["when"]["when"] == {"type": "datetimepicker", "selected_date_time": int(WHEN.timestamp())}
    assert values["guests"]["guests"]["selected_users"] == ["U0DANA", "U0STRANGE"]
    assert values["nda"]["nda"]["selected_options"][0]["value"] == "nda"
    assert values["agenda"]["agenda"]["value"] is None
    assert (payload["view"]["id"], payload["view"]["callback_id"]) == (view.id, "schedule")
    assert slack.open_view("clara") is None


async def test_it_checks_fields_before_it_sends(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/block-kit/blocks/input-block: required fields, addresses and lengths."""
    _ = await opened(slack, the_app, web_client, FULL)
    await slack.fill("clara", {"when": WHEN, "mail": "no address", "agenda": "x" * 21})
    errors = await slack.submit("clara")
    assert errors is not None and errors.keys() == {"proposal", "mail", "agenda"}
    assert not [got for got in the_app.received if got.kind == "view_submission"]
    with pytest.raises(ValueError, match="not offered"):
        await slack.fill("clara", {"proposal": "p9"})
    with pytest.raises(KeyError):
        await slack.fill("clara", {"colour": "red"})


async def test_it_follows_the_answer_to_a_submission(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/surfaces/modals: response_action; anything unknown is trouble."""
    form = modal(field_block("agenda", {"type": "plain_text_input", "action_id": "agenda"}, optional=True))
    view = await opened(slack, the_app, web_client, form)
    answering(the_app, {"response_action": "errors", "errors": {"agenda": "This looks like a phone number."}})
    assert await slack.submit("clara") == {"agenda": "This looks like a phone number."}
    for odd in (
        {"response_action": "errors", "errors": {"elsewhere": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
        {"text": "hello"},
    ):
        answering(the_app, odd)
        assert (await slack.submit("clara") or {}).keys() == {"*"}, odd
    answering(
        the_app, {"response_action": "update", "view": modal(section("Sent"), title=plain_text("Sent"))}
    )
    assert await slack.submit("clara") is None
    assert (slack.open_view("clara"), view.title) == (view, "Sent")
    answering(the_app, {"response_action": "push", "view": form})
    assert await slack.submit("clara") is None
    top = slack.open_view("clara")
    assert top is not None and top.previous_id == view.id
    answering(the_app, {"response_action": "clear"})
    assert await slack.submit("clara") is None
    assert slack.open_view("clara") is None


async def test_it_tells_of_closing_when_asked(
    slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/interaction-payloads/view-interactions-payload: notify_on_close."""
    _ = await opened(slack, the_app, web_client, FULL)
    await slack.close("clara")
    assert not [got for got in the_app.received if got.kind == "view_closed"]
    view = await opened(slack, the_app, web_client, FULL | {"notify_on_close": True})
    await slack.close("clara", everything=True)
    closed = the_app.last("view_closed").payload
    assert (closed["view"]["id"], closed["is_cleared"]) == (view.id, True)


async def test_it_publishes_a_home(slack: SandboxSlack, the_app: TheApp, web_client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.publish, …/reference/events/app_home_opened"""
    assert await slack.open_home("clara") is None
    assert the_app.last("event_callback").payload["event"]["tab"] == "home"
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("new")]}]}
    _ = await web_client.views_publish(user_id="U0CLARA", view=home)
    _ = await slack.click("clara", "home", "new")
    assert the_app.last("block_actions").payload["view"]["type"] == "home"
    await refused(web_client.views_publish(user_id="U0CLARA", view=home, hash="0.old"), "hash_conflict")
    await refused(web_client.views_publish(user_id="U0CLARA", view=FULL), "invalid_arguments")
